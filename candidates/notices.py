"""What interviewers are told by mail: when and where, with the appointment. No name of a candidate goes by mail."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from candidates import calendar
from pilot import formats, mail


def planned(interview, card):
    """Tell an interviewer that the interview is planned."""
    _send(
        interview,
        card,
        "interview_planned",
        lambda: _("An interview on %(day)s") % {"day": formats.day(interview.at)},
        lambda: (
            _("You hold an interview on %(when)s, %(place)s. You find the candidate and your card in Overstap.")
            % {"when": formats.moment(interview.at), "place": interview.where}
        ),
    )


def moved(interview, card, was):
    """Tell an interviewer that the interview is at another moment or place; ``was`` is the former moment."""
    _send(
        interview,
        card,
        "interview_moved",
        lambda: _("An interview is moved to %(day)s") % {"day": formats.day(interview.at)},
        lambda: (
            _("The interview of %(was)s is now on %(when)s, %(place)s.")
            % {"was": formats.moment(was), "when": formats.moment(interview.at), "place": interview.where}
        ),
    )


def cancelled(interview, card):
    """Tell an interviewer that the interview does not take place."""
    _send(
        interview,
        card,
        "interview_cancelled",
        lambda: _("An interview does not take place"),
        lambda: _("The interview of %(when)s does not take place.") % {"when": formats.moment(interview.at)},
        cancelled=True,
    )


def replaced(interview, card):
    """Tell an interviewer that somebody else takes the interview over."""
    _send(
        interview,
        card,
        "interview_replaced",
        lambda: _("Somebody else holds an interview of yours"),
        lambda: (
            _("Somebody else takes over the interview of %(when)s. You need not come.")
            % {"when": formats.moment(interview.at)}
        ),
        cancelled=True,
    )


def other_kit(interview, card):
    """Tell an interviewer that the interview is held with a newer version of the kit."""
    _send(
        interview,
        card,
        "interview_kit",
        lambda: _("Other questions for your interview on %(day)s") % {"day": formats.day(interview.at)},
        lambda: (
            _("The interview of %(when)s is held with version %(number)s of the kit. Read it through beforehand.")
            % {"when": formats.moment(interview.at), "number": interview.kit.number}
        ),
        appointment=False,
    )


def _send(interview, card, kind, subject, text, cancelled=False, appointment=True):
    person = card.interviewer
    with override(person.language):
        words = text()
        if interview.link and not cancelled:
            words = "\n\n".join([words, _("The call: %(link)s") % {"link": interview.link}])
        mail.send_to(
            person,
            subject=subject(),
            text=words,
            kind=kind,
            pilot=interview.candidate.pilot,
            # The appointment itself is as it was when only the questions are others.
            calendar=calendar.of_interviewer(interview, card, cancelled=cancelled) if appointment else None,
        )


def corrected(interview, people, *, decided):
    """Tell these people that a card was corrected; which score, whose and why they read after logging in."""
    for person in people:
        with override(person.language):
            words = _("A card of the interview of %(when)s was corrected. You read in Overstap what and why.")
            words = words % {"when": formats.moment(interview.at)}
            if decided:
                words = "\n\n".join([words, _("The decision that was made stays as it is.")])
            mail.send_to(
                person,
                subject=_("A card of an interview was corrected"),
                text=words,
                kind="card_corrected",
                pilot=interview.candidate.pilot,
            )
