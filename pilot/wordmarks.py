"""Marks the words of the trade in a page: where one stands first, it becomes a button that opens its meaning."""

import re
from functools import cache
from itertools import groupby

from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilot.explaining import TERMS

#: Nothing to press stands inside these: they are pressed themselves, are no text, or hide their heads on a phone.
CLOSED = {"a", "button", "svg", "script", "style", "textarea", "table", "summary", "code", "h1", "dialog", "template"}
#: Where one reads to go on, not to understand: breadcrumbs and other rows of links, and the fields above a list.
PASSED = {"nav": "", "form": 'class="filters"'}
#: A word inside these is explained behind them.
AFTER = {"label", "select", "legend"}
#: Of the words in a choice only these are explained: one chooses by what they mean. Elsewhere a choice just names
#: somebody or something, and its explanation would stand in the way; the word is explained where it is read next.
IN_A_LIST = {"bbl", "crebo", "evc"}
IN_A_ROW = IN_A_LIST | {"detachering", "proefplaatsing"}
#: The tags that matter here; whatever else is a tag is stepped over with the text around it.
TAG = re.compile(rf"<(/?)({'|'.join(sorted(CLOSED | AFTER | {*PASSED, 'fieldset'}))})\b([^>]*)>", re.IGNORECASE)


@cache
def _pattern(language):
    """Every form of every word as it stands in HTML, the longest first, and which term each is; a tag is none."""
    slugs = {escape(form).casefold(): term.slug for term in TERMS.values() for form in term.words}
    # By first letter: most words of a page then cost one look, not one for each form.
    forms = groupby(sorted(slugs, key=lambda form: (form[0], -len(form))), key=lambda form: form[0])
    words = "|".join(f"{letter}(?:{'|'.join(re.escape(form[1:]) for form in same)})" for letter, same in forms)
    return re.compile(rf"<[^>]*>|(?<![\w&-])(?:{words})(?![\w-])", re.IGNORECASE), slugs


def marked(html):
    """Return ``html`` with each word of the trade explained once, at its first place in running text."""
    words = Words(*_pattern(get_language() or ""))
    parts, waiting, holder, options, here = [], [], "", False, 0
    while found := TAG.search(html, here):
        closes, name, rest = found[1], found[2].lower(), found[3]
        text, tag, here = html[here : found.start()], found[0], found.end()
        if holder:
            waiting += words.new(text, IN_A_LIST if holder == "select" else IN_A_ROW if options else None)
        else:
            text = words.explained(text)
        parts += (text, tag)
        if closes:
            if name in AFTER:
                holder = ""
                # The labels of a row of choices are told together, behind the last of them.
                if not options:
                    parts.append(_asked(waiting))
                    waiting = []
            elif name == "fieldset" and waiting:
                parts.insert(-1, _asked(waiting))
                waiting = []
        elif name in AFTER:
            holder, options = name, name == "label" and "form-label" not in rest
        elif name in CLOSED or name in PASSED and PASSED[name] in rest:
            end = here if rest.endswith("/") else _end(html, name, here)
            parts.append(html[here:end])
            here = end
    parts += (words.explained(html[here:]), _asked(waiting))
    return "".join(parts) if words.told else html


def _end(html, name, begin):
    """Where the element that began just before ends."""
    end, inside = begin, 1
    while inside:
        close = html.find(f"</{name}>", end)
        if close < 0:
            return len(html)
        inside += len(re.findall(rf"<{name}\b", html[end:close])) - 1
        end = close + len(name) + 3
    return end


class Words:
    """The words of the trade in a page, each told once."""

    def __init__(self, pattern, slugs):
        self.pattern, self.slugs, self.told = pattern, slugs, set()

    def _first(self, hit, only=None):
        """The term of a hit when it stands there first; of a choice ``only`` some."""
        slug = self.slugs.get(hit[0].casefold())
        if slug is None or slug in self.told or only is not None and slug not in only:
            return None
        self.told.add(slug)
        return slug

    def new(self, text, only=None):
        """The terms that stand in a text first; of a choice ``only`` some."""
        return [slug for hit in self.pattern.finditer(text) if (slug := self._first(hit, only))]

    def explained(self, text):
        """The text with a button for each word that stands there first."""
        if not text or text.isspace():
            return text
        return self.pattern.sub(lambda hit: _button(slug, hit[0]) if (slug := self._first(hit)) else hit[0], text)


def _asked(slugs):
    """Questions behind a label or a row of choices: “What is: bbl?”."""
    if not slugs:
        return ""
    asked = " ".join(_button(slug, escape(_("What is: %(word)s?") % {"word": TERMS[slug].name})) for slug in slugs)
    return f'<p class="form-text">{asked}</p>'


def _button(slug, label):
    """``label`` is HTML already."""
    return (
        f'<button type="button" class="term" popovertarget="uitleg-{slug}">{label}</button>'
        f'<span class="note is-info border" id="uitleg-{slug}" popover>{_meaning(slug, get_language())}</span>'
    )


@cache
def _meaning(slug, _language):
    return format_html("<b>{}</b><br>{}", TERMS[slug].name, TERMS[slug].meaning)
