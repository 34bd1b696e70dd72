"""Telling somebody that they fall out: a decent draft for each reason, changed and sent by a person, without scores."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from candidates import letters
from candidates.models import OutReason

#: They told us themselves: there is nothing to explain, and nothing that disappoints.
THEIR_OWN = (OutReason.WITHDREW, OutReason.OTHER_JOB)
#: A mark out of five, or a score with its figure behind it.
MARKS = re.compile(
    r"\b[1-5](?:[.,]\d+)?\s*(?:/|van de|van|op|uit|out of)\s*5\b|\b(?:scores?|cijfers?)\b[^.\n]{0,25}\d", re.IGNORECASE
)


def draft(candidate, reason):
    """The message that is proposed for a reason, in Dutch; whoever decides changes it freely.

    It names no score and compares with nobody. A person sends it, never the product (advice 8.3.2-20).
    """
    with override(settings.LANGUAGE_CODE):
        lines = [
            _("Thank you for your interest in %(pilot)s and for the time you gave it.")
            % {"pilot": candidate.pilot.public_title},
            _because(reason),
        ]
        if reason not in THEIR_OWN:
            lines += [
                _("We know that this may disappoint you."),
                _("Would you like to hear how we came to this? We gladly explain it to you."),
                _("Does something change in your work or in what you want? You may always register again."),
            ]
        lines += [
            _("We erase your details four weeks from now, unless you want us to keep them for a year."),
            letters.where_to_ask(candidate.pilot),
        ]
        return "\n\n".join(lines)


def _because(reason):
    texts = {
        OutReason.NO_SHOW: _(
            "We expected you, and you did not come. That is why we end your registration now. Did something come in "
            "between? Let us know, and we look for a new date together."
        ),
        OutReason.OCCUPATION: _(
            "We talked about what the work is really like and about what you look for. We think that this occupation "
            "does not suit you well enough. That says nothing about how good you are at other work."
        ),
        OutReason.MOTIVATION: _(
            "In the interview we looked first of all at what draws you to this work. That did not become clear enough "
            "to us to begin a training together."
        ),
        OutReason.HARD_SKILLS: _(
            "This pilot has a short technical training. For you there would be too much to learn in too little time. "
            "A longer training may suit you better; we gladly think along about where you could ask."
        ),
        OutReason.OTHER_JOB: _("You told us that you found another job. We wish you much pleasure in it."),
        OutReason.COMPANY_NO: _(
            "We looked for a company where you would be in the right place, and did not find one. That is no verdict "
            "on you: companies ask who fits in with their own people and work at this moment."
        ),
        OutReason.WITHDREW: _(
            "You let us know that you do not want to go on. We noted that; you need not do anything."
        ),
    }
    return texts.get(reason, _("We do not go on together this time."))


def drafted_for(candidate, text):
    """The reason of which ``text`` is the untouched draft, or ``None``."""
    said = _plain(text)
    return next((reason for reason in OutReason.values if _plain(draft(candidate, reason)) == said), None)


def _plain(text):
    return " ".join(text.split())


def scores_in(text, figures=()):
    """Scores that stand in a message, as they stand there; ``figures`` are those of the interview (1 to 5).

    A score means nothing without the talk it came from, so no message to a candidate has one.
    """
    found = [match[0] for match in MARKS.finditer(text)]
    for figure in figures:
        if figure is not None and figure != int(figure):
            whole, _dot, part = f"{figure:f}".rstrip("0").partition(".")
            found += re.findall(rf"(?<![\d.,]){whole}[.,]{part}0?(?![\d]|\s*uur)", text)
    return list(dict.fromkeys(found))
