"""Marks the words of the trade in a page: where one stands first, it becomes a button that opens its meaning."""

import re
from functools import cache

from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilot.explaining import TERMS

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?([a-zA-Z0-9]+)")
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


@cache
def _pattern(language):
    """Every form of every word as it stands in HTML, the longest first, and which term each is."""
    slugs = {escape(form).casefold(): term.slug for term in TERMS.values() for form in term.words}
    forms = "|".join(re.escape(form) for form in sorted(slugs, key=len, reverse=True))
    return re.compile(rf"(?<![\w&-])(?:{forms})(?![\w-])", re.IGNORECASE), slugs


def marked(html):
    """Return ``html`` with each word of the trade explained once, at its first place in running text."""
    pattern, slugs = _pattern(get_language() or "")
    if not pattern.search(html):
        return html
    parts, told, waiting = TAG.split(html), set(), []
    closed, holder, options, passed = 0, "", False, ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            if closed or passed or not part or part.isspace():
                continue
            if holder:
                chosen = IN_A_LIST if holder == "select" else IN_A_ROW if options else None
                waiting += _new(part, pattern, slugs, told, chosen)
            else:
                parts[number] = _in_text(part, pattern, slugs, told)
            continue
        found = NAME.match(part)
        name = found[1].lower() if found else ""
        opens = not part.startswith("</")
        if passed:
            passed = "" if name == passed and not opens else passed
            continue
        if opens and name in PASSED and PASSED[name] in part:
            passed = name
            continue
        if name in CLOSED and not part.endswith("/>"):
            closed += 1 if opens else -1
        elif name in AFTER and not closed:
            holder = name if opens else ""
            # The labels of a row of choices are told together, behind the last of them.
            options = name == "label" and (options if not opens else "form-label" not in part)
            if not opens and not options:
                parts[number] = part + _asked(waiting)
                waiting = []
        elif name == "fieldset" and not opens and waiting:
            parts[number] = _asked(waiting) + part
            waiting = []
    return "".join(parts) if not waiting else "".join(parts) + _asked(waiting)


def _new(text, pattern, slugs, told, only=None):
    """The words of a text that were not told yet; of a choice ``only`` some."""
    found = []
    for hit in pattern.finditer(text):
        slug = slugs[hit[0].casefold()]
        if slug not in told and (only is None or slug in only):
            told.add(slug)
            found.append(slug)
    return found


def _in_text(text, pattern, slugs, told):
    def once(hit):
        slug = slugs[hit[0].casefold()]
        if slug in told:
            return hit[0]
        told.add(slug)
        return _button(slug, hit[0])

    return pattern.sub(once, text)


def _asked(slugs):
    """Questions behind a label or a row of choices: “What is: bbl?”."""
    if not slugs:
        return ""
    asked = " ".join(_button(slug, escape(_("What is: %(word)s?") % {"word": TERMS[slug].name})) for slug in slugs)
    return f'<p class="form-text">{asked}</p>'


def _button(slug, label):
    """``label`` is HTML already."""
    meaning = format_html("<b>{}</b><br>{}", TERMS[slug].name, TERMS[slug].meaning)
    return (
        f'<button type="button" class="term" popovertarget="uitleg-{slug}">{label}</button>'
        f'<span class="note is-info border" id="uitleg-{slug}" popover>{meaning}</span>'
    )
