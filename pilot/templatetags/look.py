"""Tags and filters of the look; `docs/look.md` is the manual."""

import hashlib
from functools import cache, lru_cache
from html import escape

from django import forms, template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.base import token_kwargs
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from pilot import charts, formats
from pilot.templatetags.look_icons import ICONS
from pilot.templatetags.look_states import STATES, kind_of

__all__ = ["ICONS", "STATES", "error_links"]

register = template.Library()

for name in set(formats.__all__) - {"is_late"}:
    register.filter(name, getattr(formats, name))
register.filter("is_late", formats.is_late)


# ---- parts with content ----


class PartNode(template.Node):
    """An include with `only` whose content reaches the part as `body`."""

    child_nodelists = ("body",)

    def __init__(self, name, parameters, body):
        self.name, self.parameters, self.body = name, parameters, body

    def render(self, context):
        values = {key: value.resolve(context) for key, value in self.parameters.items()}
        values["body"] = mark_safe(self.body.render(context).strip())  # noqa: S308 - rendered by the engine just now
        part = context.template.engine.get_template(self.name.resolve(context))
        return part.render(context.new(values))


@register.tag("part")
def part(parser, token):
    """`{% part "_note.html" kind="wait" %}…{% endpart %}`: include a part that takes a body."""
    bits = token.split_contents()[1:]
    if not bits:
        raise template.TemplateSyntaxError("part needs the name of a template")
    name = parser.compile_filter(bits.pop(0))
    parameters = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"part takes name=value only, not {bits[0]!r}")
    body = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(name, parameters, body)


def _couples(bits, first, second):
    if len(bits) % 2:
        raise template.TemplateSyntaxError("labels and values come in couples")
    return [{first: bits[n], second: bits[n + 1]} for n in range(0, len(bits), 2)]


@register.simple_tag
def trail(*bits):
    """Crumbs for `_head.html`: label, url, label, url; an empty url is the page itself."""
    return _couples(bits, "label", "url")


@register.simple_tag
def fixed(name):
    """A part in which nothing ever changes, drawn once for a process; while developing each time."""
    return render_to_string(name) if settings.DEBUG else _drawn(name)


_drawn = cache(render_to_string)


@register.simple_tag
def menu(groups):
    """The menu by `_nav.html`: somebody who goes from room to room comes back to what was drawn before."""
    return _menu(tuple((group["title"], tuple(tuple(item.items()) for item in group["items"])) for group in groups))


@lru_cache(maxsize=512)
def _menu(groups):
    # All that is shown is what it is kept by, the words in their language included.
    shown = [{"title": title, "items": [dict(item) for item in items]} for title, items in groups]
    return render_to_string("_nav.html", {"navigation": shown})


@register.simple_tag(takes_context=True)
def stands_in(context, crumbs):
    """Tell the menu, which is drawn after the content, where the page stands: where its breadcrumbs lead to."""
    request = getattr(context, "request", None)
    if request is not None:
        request.crumbs = [crumb["url"] for crumb in crumbs if crumb["url"]]
    return ""


@register.simple_tag
def pairs(*bits):
    """Facts: label, value, label, value; couples without a value are left out."""
    return [couple for couple in _couples(bits, "label", "value") if couple["value"] not in ("", None)]


# ---- small things ----


@register.simple_tag(name="icon")
def _drawing(name):
    """An icon, hidden from screen readers: a word always stands beside it; KeyError when there is no such icon."""
    return mark_safe(f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308 - our own drawings


@register.simple_tag
def badge(kind, label, icon=""):
    """A badge in the page's own words, with the mark of its kind or an icon instead."""
    # Drawn here and not by a template: a list has one in every row.
    name = f"badge{' plain' if icon else ''}{f' is-{kind}' if kind else ''}"
    drawn = f"{_drawing(icon)} " if icon else ""
    return mark_safe(f'<span class="{_escaped(name)}">{drawn}{_escaped(label)}</span>')  # noqa: S308 - all is escaped


@register.simple_tag
def state(thing, field="state"):
    """The badge of an object's state: its own word, the colour of `STATES`."""
    value, words = getattr(thing, field), _words(type(thing), field)
    return badge(state_kind(thing, field), words[value] if value in words else getattr(thing, f"get_{field}_display")())


@cache
def _words(model, field):
    # What `get_…_display` makes anew for every row.
    return dict(model._meta.get_field(field).flatchoices) if hasattr(model, "_meta") else {}


@register.filter
def state_kind(thing, field="state"):
    """Only the kind of an object's state, for `kind=` of a part."""
    return kind_of(getattr(thing, field), thing._meta.model_name)


register.filter("kind_of", kind_of)


@register.filter
def sentences(why):
    """One sentence or a list of them, as a list."""
    return [why] if isinstance(why, str) else list(why or [])


@register.filter
def beside(rows, others):
    """Two lists side by side: `{% for column, cell in columns|beside:row.cells %}`."""
    return list(zip(rows, others, strict=True))


@register.filter
def anchor(text, salt=""):
    """A short id made of a text, the same at every rendering."""
    return "a" + hashlib.sha256(f"{text}|{salt}".encode()).hexdigest()[:8]


@register.inclusion_tag("charts/_dots.svg")
def score(value):
    """A score from 1 to 5 as blocks with its figure; None gives a dash."""
    return {"dots": charts.dots(value), "value": value}


@register.simple_tag
def pick(value, about):
    """The checkbox that chooses a row for the bulk acts of the list."""
    label = _escaped(_("Choose %(name)s") % {"name": about})
    return mark_safe(  # noqa: S308 - all is escaped
        '<input class="form-check-input" type="checkbox" name="pick" '
        f'value="{_escaped(value)}" form="bulk" aria-label="{label}">'
    )


# ---- fields ----


def _classes(widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        own = "form-check-input"
    elif isinstance(widget, forms.Select):
        own = "form-select"
    else:
        own = "form-control"
    given = widget.attrs.get("class", "").split()
    return " ".join(dict.fromkeys([own, *given]))


@register.filter
def sort_of(bound) -> str:
    """How a field is drawn: `check` (one box), `choices` (a group), `group` (several inputs) or `plain`."""
    widget = bound.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if widget.use_fieldset else "plain"


@register.simple_tag
def control(bound, hint=""):
    """The input itself, with the class of its kind; Django ties it to hint and error, unless `hint` is another id."""
    attrs = {"class": _classes(bound.field.widget)}
    if isinstance(bound.field.widget, forms.Textarea):
        # A browser cuts off what is pasted beyond it and says nothing; the server says it, and keeps every word.
        attrs["maxlength"] = False
    if hint:
        attrs["aria-describedby"] = f"{hint} {bound.auto_id}_error" if bound.errors else hint
    return bound.as_widget(attrs=attrs)


@register.simple_tag
def select(widget):
    """A select in one go, as Django's own template draws it: lists of regions, channels and people are long."""
    lines = [f'<select name="{_escaped(widget["name"])}"{_marks(widget["attrs"])}>']
    for name, choices, _index in widget["optgroups"]:
        if name:
            lines.append(f'  <optgroup label="{_escaped(name)}">')
        lines += [
            f'  <option value="{_escaped(one["value"])}"{_marks(one["attrs"])}>{_escaped(one["label"])}</option>'
            for one in choices
        ]
        if name:
            lines.append("  </optgroup>")
    return mark_safe("\n".join([*lines, "</select>"]))  # noqa: S308 - every name, value and label is escaped


def _marks(attrs):
    given = {name: value if isinstance(value, bool) else str(value) for name, value in attrs.items()}
    return flatatt(given) if given else ""


def _escaped(text) -> str:
    # What Django's `conditional_escape` gives, without its detour for lazy texts.
    return text.__html__() if hasattr(text, "__html__") else escape(str(text))


@register.filter
def options(bound):
    """The boxes of a group, each with its label and id."""
    boxes = []
    for option in bound.subwidgets:
        option.data["attrs"] = {**option.data["attrs"], "class": "form-check-input"}
        boxes.append({"tag": option.tag(), "label": option.choice_label, "id": option.id_for_label})
    return boxes


@register.filter
def unit(bound, side="after"):
    """What stands before or after the input: widget attributes `data-before` and `data-unit`."""
    return bound.field.widget.attrs.get("data-before" if side == "before" else "data-unit", "")


@register.inclusion_tag("_field.html")
def field(bound):
    """One field, complete: label, hint, error, control."""
    return {"field": bound}


@register.simple_tag(takes_context=True)
def fields(context, form):
    """All fields of a form by crispy; a `helper` with a layout is followed, without its form tag."""
    helper = getattr(form, "helper", None)
    if helper is not None and helper.layout is not None:
        return helper.render_layout(form, context.new({}), template_pack="bootstrap5")
    return render_to_string("bootstrap5/uni_form.html", {"form": form})


# ---- errors ----


def error_links(*forms_or_sets):
    """Every error of forms, lists of them and formsets as `{"text", "url"}`; the url points at the field or is ""."""
    links = []
    for form in forms_or_sets:
        if not form:  # a page may have no second form
            continue
        if isinstance(form, list):
            links += error_links(*form)
            continue
        if hasattr(form, "management_form"):
            links += [{"text": text, "url": ""} for text in form.non_form_errors()]
            links += error_links(*form.forms)
            continue
        links += [{"text": text, "url": ""} for text in form.non_field_errors()]
        for bound in form:
            if bound.is_hidden:
                place = ""
            elif sort_of(bound) == "choices":
                place = f"#{bound.auto_id}_0"
            else:
                place = f"#{bound.id_for_label or bound.auto_id}"
            links += [{"text": text, "url": place, "about": strip_tags(str(bound.label))} for text in bound.errors]
    return links


@register.inclusion_tag("_errors.html")
def errors(*forms_or_sets):
    """The error summary of everything named; nothing when all is well."""
    return {"errors": error_links(*forms_or_sets), "title": ""}


# ---- attributes that allauth's elements hand over ----


@register.filter
def attributes(attrs, names):
    """Those of `attrs` that are named and given, as HTML: `{{ attrs|attributes:"name value form" }}`."""
    given = {name: attrs.get(name) for name in names.split() if attrs.get(name) not in (None, "")}
    return flatatt(given)
