"""Explanations of words of the trade: a button that opens a sentence, by keyboard and touch, without a script."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilot.explaining import TERMS, find

register = template.Library()


def _request(context):
    return getattr(context, "request", None) or context.get("request")


def _first(context, text):
    """The first word in ``text`` that this page has not explained yet, or ``None``; from now on it has."""
    request = _request(context)
    if request is None:  # a paper or a mail: nothing to press there
        return None
    told = request.__dict__.setdefault("_told_words", set())
    for begin, end, slug in find(text):
        if slug not in told:
            told.add(slug)
            return begin, end, slug
    return None


def _button(slug, label):
    term = TERMS[slug]
    return format_html(
        '<button type="button" class="term" popovertarget="uitleg-{0}">{1}</button>'
        '<span class="note is-info" id="uitleg-{0}" popover><b>{2}</b><br>{3}</span>',
        slug,
        label,
        term.name,
        term.meaning,
    )


@register.simple_tag(takes_context=True)
def explained(context, text):
    """``text``, in which the first word of the trade that this page did not explain yet opens its meaning."""
    if text in ("", None) or (isinstance(text, SafeString) and "<" in text):
        return text if text is not None else ""
    text = str(text)
    found = _first(context, text)
    if found is None:
        return conditional_escape(text)
    begin, end, slug = found
    return format_html("{}{}{}", text[:begin], _button(slug, text[begin:end]), text[end:])


@register.simple_tag(takes_context=True)
def explanation(context, text):
    """Only the button, for beside a label (nothing to press stands inside one): “What is bbl?”, or nothing."""
    found = _first(context, str(text or ""))
    if found is None:
        return ""
    word = TERMS[found[2]].name
    return format_html('<p class="form-text">{}</p>', _button(found[2], _("What is: %(word)s?") % {"word": word}))


@register.simple_tag
def term(slug, label=""):
    """One word by its name with its meaning, whatever the page explained before; ``KeyError`` for an unknown one."""
    return _button(slug, label or TERMS[slug].name)


@register.simple_tag
def meanings():
    """All words with their meaning, by name, for the list of words."""
    rows = [{"label": found.name, "value": found.meaning} for found in TERMS.values()]
    return sorted(rows, key=lambda row: row["label"].casefold())
