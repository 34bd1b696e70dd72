"""Making two records of one person into one: a choice per field, all rows move, the other becomes a pointer."""

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import letters
from candidates.models import (
    Attendance,
    Candidate,
    ClosingConversation,
    InformationSession,
    Interview,
    Match,
    Result,
    Visit,
)
from candidates.privacy import PERSONAL
from pilot import audit
from pilot.models import Mail
from pilot.workflow import NotNow, require_none

#: What is chosen, field by field. Employment status, benefit and its last day are one answer and go together.
CHOICES = (
    ("first_name",), ("last_name",), ("email",), ("phone",), ("postcode",), ("town",), ("region",), ("birth_year",),
    ("education",), ("employment", "uwv_benefit", "benefit_until"), ("former_function",), ("source_sector",),
    ("sector_text",), ("channel",), ("recruited_by",), ("remark",),
)  # fmt: skip
#: Of two invitations to one session the first of these stays.
SAYS_MOST = [
    Attendance.State.ATTENDED, Attendance.State.ABSENT, Attendance.State.INVITED, Attendance.State.WAITING,
    Attendance.State.WITHDRAWN, Attendance.State.CANCELLED,
]  # fmt: skip
ORDER = [state.value for state in Candidate.State]


def attached():
    """(model, field name) of everything that hangs on a candidate, whichever app it is of."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Candidate._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.related_model is not Candidate
    ]


def carried(*people):
    """How many rows of each kind hang on each of these people, in one query: lists of (label, number) by id."""
    kinds = attached()
    counts = [
        model._base_manager.filter(**{f"{name}__in": people})
        .order_by()
        .values_list(Value(number, IntegerField()), f"{name}_id")
        .annotate(n=Count("pk"))
        for number, (model, name) in enumerate(kinds)
    ]
    found = {person.pk: [] for person in people}
    for number, pk, count in sorted(counts[0].union(*counts[1:], all=True)):
        model = kinds[number][0]
        # An invitation is read as the session it is for.
        label = (InformationSession if model is Attendance else model)._meta.verbose_name
        found[pk].append((label, count))
    return found


def _standing(*people):
    """What decides about merging these people, by id, in one query."""
    mine = {"candidate": OuterRef("pk")}
    rows = Candidate.objects.filter(pk__in=[person.pk for person in people]).annotate(
        decided=Exists(Result.objects.filter(**mine)),
        placed=Exists(Match.objects.placed().filter(**mine)),
        planned=Exists(Interview.objects.filter(**mine, state=Interview.State.PLANNED)),
        closed=Exists(ClosingConversation.objects.filter(**mine)),
    )
    return {row.pk: row for row in rows}


def who_stays(one, other):
    """(stays, goes): what was decided or placed cannot move, so who carries that stays; else who came furthest."""
    standing = _standing(one, other)

    def weight(person):
        row = standing[person.pk]
        out = row.state == Candidate.State.OUT
        return (row.decided, row.placed, not out, 0 if out else ORDER.index(row.state), -person.pk)

    return (one, other) if weight(one) >= weight(other) else (other, one)


def blockers(stays, goes):
    """Why two cannot be made one, as sentences."""
    if stays.pk == goes.pk or stays.pilot_id != goes.pilot_id:
        return [_("These are not two people of one pilot.")]
    if stays.erased_at or goes.erased_at:
        return [_("The data of one of them were erased.")]
    rows = _standing(stays, goes)
    both = rows.values()
    found = []
    if rows[goes.pk].decided:
        found.append(_("Both have a result, and what was decided does not move to somebody else."))
    out = [row for row in both if row.state == Candidate.State.OUT]
    if len(out) == 1:
        found.append(_("One of them fell out. Take back in number %(n)s first, then merge.") % {"n": out[0].pk})
    if all(row.placed for row in both):
        found.append(_("Both are placed, and nobody is placed twice. End one placement first."))
    if all(row.planned for row in both):
        found.append(_("Both have an interview planned. Cancel one first."))
    if all(row.closed for row in both):
        found.append(_("Both have a closing conversation on record."))
    people = {"candidate__in": [stays, goes]}
    open_matches = Match.objects.filter(**people).exclude(state__in=["ended", "declined"])
    if _twice(open_matches.values_list("vacancy")):
        found.append(_("Both have an open match with the same vacancy. Close one first."))
    if _twice(Visit.objects.filter(**people).values_list("participation", "on")):
        found.append(_("Both visited the same company on the same day. Correct one of the visits first."))
    return found


def _twice(keys):
    """Whether one of the keys stands twice."""
    found = list(keys)
    return len(found) != len(set(found))


@transaction.atomic
def merge(stays, goes, *, by, taken=()):
    """Make ``goes`` part of ``stays`` and return it; ``taken`` names the fields whose value comes from ``goes``.

    Every row that hung on the other moves. The other keeps nothing personal and only points to the one that stays.
    Raises ``NotNow`` with what stands in the way.
    """
    locked = Candidate.objects.select_for_update(of=("self",)).select_related("pilot")
    rows = {row.pk: row for row in locked.filter(pk__in=[stays.pk, goes.pk]).order_by("pk")}
    if len(rows) != 2:
        raise NotNow(_("These two were merged already."))
    stays, goes = rows[stays.pk], rows[goes.pk]
    require_none(blockers(stays, goes))
    values = {name: getattr(goes, name) for group in CHOICES for name in group if group[0] in taken}
    told = [moment for moment in (stays.told_at, goes.told_at) if moment]
    values["told_at"] = min(told) if told else None
    values["consent_year"] = stays.consent_year or goes.consent_year
    values["waived_reason"] = stays.waived_reason or goes.waived_reason
    values["came_from_id"] = stays.came_from_id or goes.came_from_id
    try:
        with transaction.atomic():
            values["course"] = _one_course(stays, goes)
            _move(stays, goes)
            everyone = Candidate.everyone
            everyone.filter(merged_into=goes).update(merged_into=stays)
            everyone.filter(came_from=goes).update(came_from=stays)
            everyone.filter(pk=goes.pk).update(merged_into=stays, erased_at=timezone.now(), **PERSONAL)
            for name, value in values.items():
                setattr(stays, name, value)
            stays.save(update_fields=list(values))
    except IntegrityError as clash:
        raise NotNow(_("Both carry something of which there can be one only, so they cannot be made one.")) from clash
    audit.record(goes, "merge_away", by=by, fields=[str(stays.pk)])
    audit.record(stays, "merge", by=by, fields=sorted({name for group in CHOICES for name in group} & set(values)))
    return stays


def _one_course(stays, goes):
    """Number the courses of both on end: what is current of either is current of the one; return its number."""
    before = goes.course - 1
    if before:
        stays.interviews.update(course=F("course") + before)
        stays.earlier.update(number=F("number") + before)
    goes.interviews.filter(course=goes.course).update(course=stays.course + before)
    return stays.course + before


def _move(stays, goes):
    # Invited twice to one session: what says most stays, so that nobody loses a place; the other invitation goes.
    there = {row.session_id: row for row in goes.attendances.all()}
    for mine in stays.attendances.filter(session__in=there):
        other = there[mine.session_id]
        max(mine, other, key=lambda row: SAYS_MOST.index(row.state)).delete()
    for model, name in attached():
        model._base_manager.filter(**{name: goes.pk}).update(**{name: stays})
    # Mail about somebody is found by its kind when it has to go.
    old, new = letters.kind_of(goes), letters.kind_of(stays)
    mails = Mail.objects.filter(kind__startswith=old, pilot=goes.pilot_id)
    mails.update(kind=Concat(Value(new), Substr("kind", len(old) + 1)))
