"""A part of the look in its states, and what the made-up cases share."""

import datetime
import re
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

TODAY = datetime.date(2026, 11, 24)
NOW = datetime.datetime(2026, 11, 24, 13, 12, tzinfo=datetime.UTC)
LONG = "Arbeidsmarktcommunicatiemedewerkersoverleg in de Metaalbewerkings- en Werktuigbouwkundige-installatiebranche"
WHY = "De UWV-afspraak is niet getekend."
NAMED = {"title": "Voorbeeld", "desc": "Een voorbeeld met verzonnen cijfers."}


@dataclass
class Part:
    """A template of the look and its states: what each is called, and what the template gets."""

    name: str
    states: dict = field(default_factory=dict)

    def drawn(self, request):
        """The states as HTML, with ids and a level of headings of their own, so that they can stand on one page."""
        found = []
        for number, (label, context) in enumerate(self.states.items()):
            # What the processors of a page add under these names is not of the part.
            html = render_to_string(self.name, {"who": "", **context}, request)
            found.append({"label": label, "html": mark_safe(_apart(html, f"{self.name}{number}"))})  # noqa: S308 - ours
        return found


REFERS = re.compile(
    r'\b(id|for|form|popovertarget|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"|(href)="#([^"]+)"'
)


def _apart(html, key):
    suffix = "-" + re.sub(r"\W+", "", key)

    def own(hit):
        if hit[3]:
            return f'href="#{hit[4]}{suffix}"'
        return f'{hit[1]}="{" ".join(word + suffix for word in hit[2].split())}"'

    return re.sub(r"<(/?)h1\b", r"<\1h3", REFERS.sub(own, html)).replace(" autofocus", "")


def body(words="Wat ertussen staat."):
    return mark_safe(f"<p>{words}</p>")  # noqa: S308 - said above


class Placed(SimpleNamespace):
    """Something with a state, as the tag `state` reads it."""

    class _meta:
        model_name = "match"

        @staticmethod
        def get_field(_name):
            return SimpleNamespace(flatchoices=[("placed", "Geplaatst"), ("declined", "Afgewezen")])
