"""What follows from the choices that the funds make together: position, training, composition, STOOF."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from pilot.models import Policy
from pilot.phases.advice import advised_occupations


class Option(NamedTuple):
    """One way to choose: its value in the form, what it is called, and what follows from it."""

    value: object
    label: str
    follows: str


def position(funds, known=None):
    """Together or next to each other: which occupation goes with it (advice 8.3-01, 8.3-02, 8.3-03)."""
    labels = Policy.Position
    return [
        Option(
            labels.JOINT.value,
            labels.JOINT.label,
            _("One class and one set of figures for all; each fund signs the same version. %(advice)s")
            % {"advice": _goes_with(funds, labels.JOINT, known)},
        ),
        Option(
            labels.SEPARATE.value,
            labels.SEPARATE.label,
            _("Each fund fills a class of its own, about 15 people each. %(advice)s")
            % {"advice": _goes_with(funds, labels.SEPARATE, known)},
        ),
    ]


def _goes_with(funds, chosen, known):
    names = [occupation.name for occupation in advised_occupations(funds, chosen, known)]
    return _("Advised with it: %(occupations)s.") % {"occupations": ", ".join(names)} if names else ""


def stance():
    """Certified or not: what it costs, yields and asks of a candidate (advice 8.1-04, 8.2-01)."""
    labels = Policy.Stance
    return [
        Option(
            labels.SHORT.value,
            labels.SHORT.label,
            _(
                "What companies prefer. There is little time to learn the trade, so the hard minimum below counts: who "
                "scores lower on technical knowledge does not qualify."
            ),
        ),
        Option(
            labels.CERTIFIED.value,
            labels.CERTIFIED.label,
            _(
                "Worth more to the participant later on, and a fund may pay extra. It takes longer; a company has "
                "to be recognised as a training company; the hard minimum does not count."
            ),
        ),
    ]


def evc():
    """Recognition of prior learning beforehand or not (advice 8.2-01)."""
    known = _("Suits people who know much already (type 3): they skip what they know, or enter at once.")
    whole = _("Everybody follows the whole programme. Who wants a programme of the kind EVC later on writes why.")
    return [Option(True, _("Yes"), known), Option(False, _("No"), whole)]


def composition():
    """Follow the wishes of companies, or take an own standpoint: either way one programme fills a class (8.1-05)."""
    labels = Policy.Composition
    return [
        Option(
            labels.HOMOGENEOUS.value,
            labels.HOMOGENEOUS.label,
            _("The funds take their own standpoint: one type of candidate, so that one programme fits all of them."),
        ),
        Option(
            labels.COMPANIES.value,
            labels.COMPANIES.label,
            _(
                "Each company gets whom it wants, at different levels. One programme must still fill a class: check "
                "before you recruit that enough companies want the same."
            ),
        ),
    ]


def with_stoof():
    """With STOOF or without (advice 8.1-10)."""
    return [
        Option(
            True,
            _("Yes"),
            _(
                "Agency workers count as side entrants. The terms with STOOF have to be agreed by both funds before "
                "its money stands in a plan."
            ),
        ),
        Option(
            False,
            _("No"),
            _("Agencies are the largest single source of side entrants: the advice is to involve STOOF. Write why."),
        ),
    ]
