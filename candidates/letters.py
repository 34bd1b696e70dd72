"""What candidates are told by mail: decent, short, in Dutch, and always that it is a pilot."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from candidates import calendar
from candidates.models import Heard
from pilot import formats, mail
from pilot.choices import Role
from pilot.models import Assignment


def kind_of(candidate, what=""):
    """The kind of a mail to this candidate: erasure finds them by it, whatever the address was then."""
    return f"candidate:{candidate.pk}:{what}"


def send(candidate, kind, subject, text, appointment=None, until=None, by=None):
    """Mail one candidate, with an appointment for the calendar; return the row, or ``None`` without an address.

    It stays on record that this person heard something: from ``by``, and knows what comes ``until`` that moment.
    """
    if not candidate.email:
        return None
    with override(settings.LANGUAGE_CODE):
        sent = mail.send(
            to=candidate.email,
            subject=str(subject)[:200],
            text=whole(candidate, text),
            kind=kind_of(candidate, kind),
            pilot=candidate.pilot,
            calendar=appointment,
        )
    Heard.objects.create(
        candidate=candidate, how=Heard.How.MAIL, what=kind, stage=candidate.state, mail=sent, until=until, by=by
    )
    return sent


def whole(candidate, text):
    """A letter as it goes out: with a greeting above the text and the pilot's name below it."""
    with override(settings.LANGUAGE_CODE):
        return "\n\n".join(
            [
                _("Dear %(name)s,") % {"name": candidate.name},
                str(text).replace("\r\n", "\n").strip(),
                _("Kind regards,"),
                sender(candidate.pilot),
            ]
        )


def sender(pilot):
    """Who signs: the pilot, with where to ask."""
    return "\n".join(filter(None, [pilot.public_title, pilot.contact_phone, pilot.contact_email]))


def where_to_ask(pilot):
    """Where questions go, in a sentence."""
    ways = [way for way in (pilot.contact_phone, pilot.contact_email) if way]
    if ways:
        return _("Do you have a question? Ask it through %(ways)s.") % {"ways": _(" or ").join(ways)}
    return _("Do you have a question? Answer this message.")


def recorded(candidate, *, by=None):
    """Tell somebody that they are recorded, by whom, what for, and what they may ask (domain 3.3)."""
    with override(settings.LANGUAGE_CODE):
        funds = _(" and ").join(
            Assignment.objects.filter(pilot=candidate.pilot, role=Role.OWNER)
            .order_by("fund__name")
            .values_list("fund__name", flat=True)
            .distinct()
        )
        text = "\n\n".join(
            [
                _(
                    "We recorded your details for “%(pilot)s”, a pilot of %(funds)s in which people from other sectors "
                    "learn a technical trade. We got them through: %(channel)s."
                )
                % {
                    "pilot": candidate.pilot.public_title,
                    "funds": funds,
                    "channel": candidate.channel or _("your registration"),
                },
                _(
                    "We keep your name, contact details, former work and education, and later how the interview went. "
                    "We use them only to see whether this trade suits you. Nobody decides about you by computer alone."
                ),
                _(
                    "You may ask to see, correct or erase your details at any time. If you do not take part, we erase "
                    "them four weeks later."
                ),
                where_to_ask(candidate.pilot),
            ]
        )
        subject = _("Your details in %(pilot)s") % {"pilot": candidate.pilot.public_title}
        return send(candidate, "recorded", subject, text, by=by)


def session(attendance):
    """Invite somebody to an information session, with the appointment."""
    told, candidate = attendance.session, attendance.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _(
                    "You are welcome at an information session. You hear what the work is really like, also the less "
                    "pleasant sides, from somebody who made the switch: %(speaker)s."
                )
                % {"speaker": told.speaker},
                _when_and_where(told.at, told.place),
                where_to_ask(candidate.pilot),
            ]
        )
        subject = _("Information session on %(day)s") % {"day": formats.day(told.at)}
        return send(candidate, "session", subject, text, calendar.of_session(attendance), until=told.at)


def session_moved(attendance):
    """Tell a guest that the session is at another moment or place."""
    told, candidate = attendance.session, attendance.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _("The information session you are invited to has changed. This is where it stands now."),
                _when_and_where(told.at, told.place),
                where_to_ask(candidate.pilot),
            ]
        )
        subject = _("Changed: information session on %(day)s") % {"day": formats.day(told.at)}
        return send(candidate, "session_moved", subject, text, calendar.of_session(attendance), until=told.at)


def session_cancelled(attendance, *, was_invited):
    """Tell somebody that the session does not take place; who only waited for a place has nothing in the calendar."""
    told, candidate = attendance.session, attendance.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _("The information session of %(when)s does not take place. You hear from us about another one.")
                % {"when": formats.moment(told.at)},
                where_to_ask(candidate.pilot),
            ]
        )
        appointment = calendar.of_session(attendance, cancelled=True) if was_invited else None
        return send(candidate, "session_cancelled", _("The information session does not take place"), text, appointment)


def session_left(attendance):
    """Confirm to somebody who cannot come that the place is given up."""
    candidate = attendance.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _("You let us know that you cannot come on %(when)s. You hear from us about another session.")
                % {"when": formats.moment(attendance.session.at)},
                where_to_ask(candidate.pilot),
            ]
        )
        appointment = calendar.of_session(attendance, cancelled=True)
        return send(candidate, "session_left", _("You cannot come to the information session"), text, appointment)


def session_full(attendance):
    """Tell somebody that the session is full, and that they hear as soon as a place becomes free."""
    told, candidate = attendance.session, attendance.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _(
                    "The information session of %(when)s is full at the moment. You are on the waiting list: as soon "
                    "as a place becomes free you get an invitation."
                )
                % {"when": formats.moment(told.at)},
                where_to_ask(candidate.pilot),
            ]
        )
        return send(candidate, "session_full", _("You are on the waiting list"), text)


def _when_and_where(at, place, link=""):
    lines = [_("When: %(when)s") % {"when": formats.moment(at)}, _("Where: %(place)s") % {"place": place}]
    if link:
        lines.append(_("The call: %(link)s") % {"link": link})
    return "\n".join(lines)


def invited(candidate):
    """Tell somebody that an interview follows."""
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _(
                    "Good that you want to go on. The next step is an interview with two people: a selector and "
                    "somebody from the trade. They ask for examples from your own work; there are no trick questions."
                ),
                _("You hear the day and the place separately."),
                where_to_ask(candidate.pilot),
            ]
        )
        return send(candidate, "invited", _("Interview for %(pilot)s") % {"pilot": candidate.pilot.public_title}, text)


def planned(interview):
    """Tell the candidate when and where the interview is."""
    candidate = interview.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _("Your interview is planned. Two people talk with you: a selector and somebody from the trade."),
                _when_and_where(interview.at, interview.where, interview.link),
                _("Think of a few examples of things you did yourself. That is all you need to prepare."),
                where_to_ask(candidate.pilot),
            ]
        )
        subject = _("Your interview on %(day)s") % {"day": formats.day(interview.at)}
        return send(candidate, "planned", subject, text, calendar.of_candidate(interview), until=interview.at)


def moved(interview, was):
    """Tell the candidate that the interview is at another moment or place; ``was`` is the former moment."""
    candidate = interview.candidate
    with override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _("Your interview of %(was)s has changed. This is where it stands now.") % {"was": formats.moment(was)},
                _when_and_where(interview.at, interview.where, interview.link),
                where_to_ask(candidate.pilot),
            ]
        )
        subject = _("Changed: your interview on %(day)s") % {"day": formats.day(interview.at)}
        return send(candidate, "moved", subject, text, calendar.of_candidate(interview), until=interview.at)


def cancelled(interview):
    """Tell the candidate that the interview does not take place."""
    with override(settings.LANGUAGE_CODE):
        text = _("Your interview of %(when)s does not take place. We will contact you about a new date.") % {
            "when": formats.moment(interview.at)
        }
        subject = _("Your interview does not take place")
        return send(interview.candidate, "cancelled", subject, text, calendar.of_candidate(interview, cancelled=True))


def out(candidate, text, *, by):
    """Mail somebody that they fell out, in the words of who decided."""
    with override(settings.LANGUAGE_CODE):
        subject = out_subject(candidate)
    return send(candidate, "out", subject, text, by=by)


def out_subject(candidate):
    """What stands above a message to somebody who falls out; it does not give the outcome away on a locked screen."""
    return _("About your registration for %(pilot)s") % {"pilot": candidate.pilot.public_title}


def status(candidate, text, *, by=None):
    """Mail somebody where they stand."""
    with override(settings.LANGUAGE_CODE):
        subject = _("Where you stand in %(pilot)s") % {"pilot": candidate.pilot.public_title}
    return send(candidate, "status", subject, text, by=by)
