"""Coming back: an earlier course in this pilot or in another one, shown to who may see it, and what of it counts again.

Scores never do: whoever comes back is interviewed anew. Somebody who took part in another pilot is recognised only for
who may see the people of that pilot too; nobody else learns of it.
"""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from candidates.models import Candidate, EarlierCourse
from candidates.permissions import CHOOSERS
from candidates.privacy import NOT_SAME
from candidates.recognising import DIGITS, FIELDS, Marks, by_what, outcome, tail, told_apart
from pilot import audit
from pilot.choices import Role
from pilot.models import AuditEvent
from pilot.workflow import NotNow

#: What an earlier record fills in where the new one says nothing; work and benefit change, so those are asked anew.
REUSED = (
    "phone",
    "postcode",
    "town",
    "region",
    "birth_year",
    "education",
    "former_function",
    "source_sector",
    "sector_text",
)
#: Of more people than so many nobody can say who is meant.
MOST = 5


def courses(candidate):
    """Earlier courses of somebody in this pilot, the last one first."""
    return list(EarlierCourse.objects.filter(candidate=candidate))


def course_words(course, user):
    """How an earlier course ended, as far as ``user`` may read it."""
    # The case page asks the same of a candidate who is out; a course says it in the same words.
    ended = Candidate(
        pilot_id=course.candidate.pilot_id,
        state=Candidate.State.OUT,
        out_stage=course.out_stage,
        out_reason=course.out_reason,
        out_at=course.out_at,
    )
    return outcome(ended, user)


def _seen_elsewhere(user, pilot_id):
    """People of other pilots whose list this user may go through; a specialist meets the own interviews only."""
    return (
        Candidate.objects.visible_to(user)
        .filter(pilot__in=user.pilots(*CHOOSERS, Role.PROVIDER), erased_at__isnull=True)
        .exclude(pilot=pilot_id)
        .select_related("pilot")
        .with_stage()
    )


def elsewhere(user, pilot_id, values, *, but=()):
    """People of other pilots whom ``user`` may see and who may be the one with these values, each with ``shared``."""
    marks = Marks.of(values)
    wanted = Q()
    if marks.email:
        wanted |= Q(email__iexact=marks.email)
    if marks.phone:
        wanted |= Q(phone__endswith=tail(values.get("phone"))[-DIGITS:])
    if marks.address:
        wanted |= Q(last_name__iexact=values["last_name"].strip())
    if not wanted:
        return []
    found = []
    for person in _seen_elsewhere(user, pilot_id).filter(wanted).exclude(pk__in=but).order_by("-pk")[: 4 * MOST]:
        person.shared = marks.shared(Marks.of({name: getattr(person, name) for name in FIELDS}))
        if person.shared:
            found.append(person)
    return found[:MOST]


def suspected(candidate, user):
    """People of other pilots who may be this one and were neither linked nor told apart."""
    if candidate.erased_at or candidate.came_from_id:
        return []
    said = AuditEvent.objects.filter(
        subject_type=Candidate._meta.label_lower, subject_id=candidate.pk, action=NOT_SAME
    ).values_list("fields", flat=True)
    apart = {int(number) for fields in said for number in fields}
    values = {name: getattr(candidate, name) for name in FIELDS}
    return elsewhere(user, candidate.pilot_id, values, but=apart)


def came_from(candidate, user):
    """The record in the other pilot where somebody took part before, when ``user`` may see it; else ``None``."""
    if not candidate.came_from_id:
        return None
    return _seen_elsewhere(user, candidate.pilot_id).filter(pk=candidate.came_from_id).first()


def lines(people, user):
    """What the page says of each: who, in which pilot, by what recognised, and how it ended as far as one may read."""
    return [
        {
            "person": person,
            "pilot": person.pilot,
            "url": person.get_absolute_url(),
            "why": by_what(getattr(person, "shared", ())),
            "stage": person.stage_label,
            "out": outcome(person, user),
        }
        for person in people
    ]


@transaction.atomic
def link(candidate, earlier, *, by):
    """Note that somebody took part before, as ``earlier`` in another pilot; fill in what the new record does not say.

    Nothing that stands there is overwritten, and no score, result or session of the other pilot counts here. Return
    the names of the fields that were filled in. Raises ``NotNow``.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if candidate.pilot_id == earlier.pilot_id:
        raise NotNow(_("These two are of one pilot. Merge them, or take the first one back in."))
    if candidate.erased_at or earlier.erased_at:
        raise NotNow(_("The data of one of them were erased."))
    if candidate.came_from_id:
        raise NotNow(_("It is on record already where this person took part before."))
    filled = [name for name in REUSED if not getattr(candidate, name) and getattr(earlier, name)]
    # A sector in words and one from the list are one answer.
    if candidate.source_sector_id or candidate.sector_text:
        filled = [name for name in filled if name not in ("source_sector", "sector_text")]
    for name in filled:
        setattr(candidate, name, getattr(earlier, name))
    candidate.came_from = earlier
    candidate.save(update_fields=["came_from", *filled])
    audit.seen(earlier, by=by)
    audit.record(candidate, "came_from", by=by, fields=sorted(filled))
    return filled


def not_the_same(candidate, others, *, by):
    """Note that somebody is not one of these people of other pilots, so that nobody is asked again."""
    return told_apart(candidate, others, by=by, reason="")


class KnownElsewhere:
    """People of other pilots whom ``user`` may see, for the rows of a file: read once, by address and by name."""

    def __init__(self, user, pilot_id, rows):
        emails = {marks.email for values in rows if (marks := Marks.of(values)).email}
        names = {values["last_name"].strip().lower() for values in rows if values.get("last_name")}
        found = _seen_elsewhere(user, pilot_id).annotate(address=Lower("email"), surname=Lower("last_name"))
        self.people, self.by_mark = {}, {}
        for person in found.filter(Q(address__in=emails - {""}) | Q(surname__in=names)).order_by("pk"):
            self.people[person.pk] = person
            marks = Marks.of({name: getattr(person, name) for name in FIELDS})
            for name, mark in zip(Marks._fields, marks, strict=True):
                if mark:
                    self.by_mark[name, mark] = person.pk

    def alike(self, values):
        """The person of another pilot who may be this one, with what they share; ``(None, [])`` for nobody."""
        marks, shared = Marks.of(values), {}
        for name, mark in zip(Marks._fields, marks, strict=True):
            if mark and (pk := self.by_mark.get((name, mark))):
                shared.setdefault(pk, []).append(name)
        pk = max(shared, key=lambda pk: (len(shared[pk]), pk), default=None)
        return (self.people[pk], shared[pk]) if pk else (None, [])
