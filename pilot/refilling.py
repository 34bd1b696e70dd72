"""Puts typed words back into the form of a page, whatever the form: the page stays as it is, the values are the typed.

Works on the finished HTML, so that no view or form has to know of it.
"""

from html import escape
from html.parser import HTMLParser

#: Inputs whose value is not typed.
NOT_TYPED = {"submit", "button", "reset", "image", "file", "password", "hidden"}


class Forms(HTMLParser):
    """Collects the POST forms of a page: what they are called, their fields, and where each stands in the text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.html = html
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.forms, self.form, self.select, self.area = [], None, None, None
        self.main = None
        self.feed(html)
        self.close()

    def at(self):
        """Where the present tag begins, in characters."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag, attrs):
        attrs, begin = dict(attrs), self.at()
        end = begin + len(self.get_starttag_text() or "")
        if tag == "main" and self.main is None:
            self.main = end
        if tag == "form":
            post = attrs.get("method", "get").lower() == "post"
            self.form = {"action": attrs.get("action") or "", "fields": [], "after": end}
            if post:
                self.forms.append(self.form)
        elif self.form is not None:
            self._field(tag, attrs, begin, end)

    handle_startendtag = handle_starttag

    def _field(self, tag, attrs, begin, end):
        one = {"tag": tag, "name": attrs.get("name") or "", "attrs": attrs, "begin": begin, "end": end}
        if tag == "input":
            one["kind"] = (attrs.get("type") or "text").lower()
            self.form["fields"].append(one)
        elif tag == "button":
            self.form["fields"].append(one | {"kind": "button"})
        elif tag == "select":
            self.select = one | {"kind": "select", "options": []}
            self.form["fields"].append(self.select)
        elif tag == "option" and self.select is not None:
            self.select["options"].append(one)
        elif tag == "textarea":
            self.area = one | {"kind": "textarea"}
            self.form["fields"].append(self.area)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.area["close"], self.area = self.at(), None


def refilled(html, typed, *, action, here, hidden, notice):
    """Return the page with ``typed`` (a ``QueryDict``) in its form for ``action``; ``None`` when it has no such form.

    ``here`` is the path of the page itself, ``hidden`` a dict of fields to add to the form; ``notice(left)`` gives the
    HTML that goes on top, where ``left`` lists typed words that found no field.
    """
    page = Forms(html)
    form = _form_for(page, typed, action, here)
    if form is None or page.main is None:
        return None
    edits, left = _edits(form, typed)
    more = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in hidden.items())
    edits += [(form["after"], form["after"], more), (page.main, page.main, notice(left))]
    for begin, end, text in sorted(edits, reverse=True):
        html = html[:begin] + text + html[end:]
    return html


def _form_for(page, typed, action, here):
    """The form that goes to this address and knows most of the names."""
    fit = [form for form in page.forms if (form["action"].split("?")[0] or here) == action]

    def known(form):
        return sum(1 for field in form["fields"] if field["name"] in typed and field["kind"] not in NOT_TYPED)

    best = max(fit, key=known, default=None)
    if best is not None and not known(best):
        # A button of its own: nothing was typed, so there is nothing to put back.
        only = {field["name"] for field in best["fields"]}
        return best if set(typed) <= only else None
    return best


def _edits(form, typed):
    """Return what changes in the text (begin, end, new text), and the typed words that found no field."""
    rest = {name: list(values) for name, values in typed.lists()}
    edits, met = [], set()
    for field in form["fields"]:
        name, kind = field["name"], field["kind"]
        met.add(name)
        if not name or "disabled" in field["attrs"]:
            continue
        if kind == "hidden":
            # The version that was read: who saved in between is seen, as with any form that comes late.
            if name == "version" or name.endswith("-version"):
                edits.append(_tag(field, value=typed.get(name, "")))
        elif kind in ("checkbox", "radio"):
            on = field["attrs"].get("value", "on") in typed.getlist(name)
            edits.append(_tag(field, checked=on))
        elif kind == "select":
            edits += [
                _tag(option, selected=option["attrs"].get("value", "") in typed.getlist(name))
                for option in field["options"]
                if name in typed or "multiple" in field["attrs"]
            ]
        elif kind == "textarea" and rest.get(name) and "close" in field:
            edits.append((field["end"], field["close"], "\n" + escape(rest[name].pop(0))))
        elif kind not in NOT_TYPED and rest.get(name):
            edits.append(_tag(field, value=rest[name].pop(0)))
    left = [
        value for name, values in typed.lists() if name not in met for value in values if any(map(str.isalpha, value))
    ]
    return edits, left


def _tag(field, **changes):
    """The start tag written anew with other attributes: a text sets one, true and false switch it on and off."""
    attrs = dict(field["attrs"])
    for name, value in changes.items():
        if value is False:
            attrs.pop(name, None)
        else:
            attrs[name] = None if value is True else value
    written = "".join(f" {n}" if v is None else f' {n}="{escape(v)}"' for n, v in attrs.items())
    return field["begin"], field["end"], f"<{field['tag']}{written}>"
