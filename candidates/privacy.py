"""What is personal about a candidate, and when it goes: four weeks after falling out, a year with consent (domain 4).

People are never deleted: names and texts become empty in place, so that the figures stay right.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from candidates import letters
from candidates.models import (
    Agreement,
    Candidate,
    ClosingConversation,
    Consensus,
    Correction,
    Heard,
    Interview,
    Introduction,
    Match,
    Note,
    NoteCorrection,
    Result,
    Score,
    Scorecard,
    Visit,
)
from pilot import audit
from pilot.models import Mail, MailCalendar, Reason

#: Data of somebody who fell out are kept so long after that moment; practice of today, so said once (domain 4).
KEPT = timedelta(days=28)
KEPT_WITH_CONSENT = timedelta(days=365)
BATCH = 100
#: Somebody said that two are not the same person; the audit event of the one names the others by number.
NOT_SAME = "not_same"

#: What somebody is known by, and what it becomes. State, reason, region, sector and channel are figures and stay.
PERSONAL = {
    "first_name": "",
    "last_name": "",
    "email": "",
    "phone": "",
    "postcode": "",
    "town": "",
    "birth_year": None,
    "education": "",
    "benefit_until": None,
    "former_function": "",
    "sector_text": "",
    "remark": "",
    "waived_reason": "",
    "came_from": None,
}
#: Texts about somebody in other records: model, path to the candidate, fields that become empty.
TEXTS = (
    (Score, "scorecard__interview__candidate", ("situation", "task", "action", "result")),
    # The card of an interviewer who was replaced.
    (Score, "scorecard__was_of__candidate", ("situation", "task", "action", "result")),
    (Consensus, "interview__candidate", ("reason",)),
    (Correction, "score__scorecard__interview__candidate", ("reason",)),
    (NoteCorrection, "score__scorecard__interview__candidate", ("situation", "task", "action", "result", "reason")),
    (Result, "candidate", ("reason", "type_reason", "level_3_reason")),
    (Visit, "candidate", ("impression",)),
    (ClosingConversation, "candidate", ("remark",)),
    (Match, "candidate", ("advice",)),
    (Note, "candidate", ("text",)),
    (Heard, "candidate", ("text",)),
    (Introduction, "match__candidate", ("wished_training", "who_pays")),
    (Agreement, "match__candidate", ("given_by",)),
)
#: Records whose audit events may carry a reason about somebody: model and path to the candidate.
REASONS = (
    (Candidate, "pk"),
    (Interview, "candidate"),
    (Scorecard, "interview__candidate"),
    (Scorecard, "was_of__candidate"),
    (Result, "candidate"),
    (Match, "candidate"),
    (Visit, "candidate"),
    (ClosingConversation, "candidate"),
    (Introduction, "match__candidate"),
    (Agreement, "match__candidate"),
)


def due(now=None):
    """Candidates whose data go: out for 28 days, or 365 with consent to keep them a year."""
    now = now or timezone.now()
    return Candidate.objects.filter(state=Candidate.State.OUT, erased_at__isnull=True).filter(
        Q(consent_year=False, out_at__lte=now - KEPT) | Q(consent_year=True, out_at__lte=now - KEPT_WITH_CONSENT)
    )


def forget_due(now=None):
    """Erase everybody whose time has come and return how many; a second run finds nobody."""
    count = 0
    while True:
        with transaction.atomic():
            batch = list(due(now).select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
            for candidate in batch:
                erase(candidate)
        count += len(batch)
        if len(batch) < BATCH:
            return count


@transaction.atomic
def erase(candidate, *, by=None):
    """Anonymise one candidate in place, with every text and mail about them; ``by`` is nobody for the nightly run."""
    _empty_mail(candidate)
    for model, path, fields in TEXTS:
        filled = Q()
        for name in fields:
            filled |= ~Q(**{name: ""})
        model.objects.filter(filled, **{path: candidate.pk}).update(**dict.fromkeys(fields, ""))
    about = Q()
    for model, path in REASONS:
        subjects = model._base_manager.filter(**{path: candidate.pk})
        if model is Candidate:
            # Whoever was merged into this person left reasons of their own behind.
            subjects |= Candidate.everyone.filter(merged_into=candidate)
        subjects = subjects.values("pk")
        about |= Q(event__subject_type=model._meta.label_lower, event__subject_id__in=subjects)
    # Why somebody else is not this person names this one too.
    told_apart = {"event__action": NOT_SAME, "event__fields__contains": [str(candidate.pk)]}
    about |= Q(event__pilot_id=candidate.pilot_id, event__subject_type=Candidate._meta.label_lower, **told_apart)
    Reason.objects.filter(about).exclude(text="").update(text="")
    Candidate.objects.filter(pk=candidate.pk).update(erased_at=timezone.now(), **PERSONAL)
    audit.record(candidate, "erase", by=by, fields=sorted(PERSONAL))


def _empty_mail(candidate):
    """Empty what was mailed to somebody; what did not leave yet stays behind."""
    mails = Mail.objects.filter(kind__startswith=letters.kind_of(candidate), pilot=candidate.pilot_id)
    mails.exclude(state=Mail.State.DONE).update(state=Mail.State.FAILED, leased_until=None)
    MailCalendar.objects.filter(mail__in=mails).update(content="")
    mails.update(to="", subject="", text="", error="")
