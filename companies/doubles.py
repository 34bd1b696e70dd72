"""Companies recorded twice: recognised by KvK number or by name with postcode, and made one."""

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import Commitment, Company, CompanyInterview, Participation, Profile
from companies.permissions import CHOOSERS
from pilot import audit
from pilot.models import AuditEvent
from pilot.wording import fold
from pilot.workflow import NotNow, require_none

NOT_SAME = "not_same"
#: What is chosen, field by field; the KvK number stays with each, so that both numbers lead to the one company.
CHOICES = (
    ("name",), ("sbi",), ("sub_branch",), ("fund",), ("employees",), ("postcode",), ("town",), ("region",),
    ("flexible_workforce",), ("recognised",),
)  # fmt: skip
STATE = Participation.State
ORDER = [
    STATE.DECLINED, STATE.WITHDRAWN, STATE.LEAD, STATE.APPROACHED, STATE.INTERESTED, STATE.INTERVIEWED,
    STATE.SELECTED, STATE.COMMITTED,
]  # fmt: skip


def mark(name, postcode):
    """What a company is recognised by besides its number; "" without a postcode."""
    name, postcode = fold(name or ""), fold(postcode or "")
    return f"{name}|{postcode}" if name and postcode else ""


def twins(user, *, name, postcode, kvk="", but=None):
    """Cases that this user may know of, of companies with this name and postcode or this number; newest pilot first."""
    wanted = mark(name, postcode)
    rows = Participation.objects.visible_to(user).with_case().exclude(company=but)
    near = rows.filter(company__postcode__istartswith=(postcode or "")[:4]) if wanted else rows.none()
    found = {case.pk: case for case in near if mark(case.company.name, case.company.postcode) == wanted}
    if kvk:
        found |= {case.pk: case for case in rows.filter(company__kvk=kvk)}
    return sorted(found.values(), key=lambda case: -case.pk)


def told_apart(case, others, *, by, reason):
    """Note that a company is not one of those that look like it, with the reason."""
    return audit.record(case, NOT_SAME, by=by, fields=sorted(str(other.pk) for other in others), reason=reason)


def suspected(pilot):
    """Couples of cases of a pilot (lower number first) whose companies have the same name and postcode."""
    apart = set()
    said = AuditEvent.objects.filter(pilot_id=pilot.pk, action=NOT_SAME, subject_type=Participation._meta.label_lower)
    for one, others in said.values_list("subject_id", "fields"):
        apart |= {tuple(sorted((one, int(other)))) for other in others}
    marks, found = {}, []
    rows = Participation.objects.filter(pilot=pilot).order_by("pk")
    for pk, name, postcode in rows.values_list("pk", "company__name", "company__postcode"):
        if key := mark(name, postcode):
            found += [(other, pk) for other in marks.get(key, ()) if (other, pk) not in apart]
            marks.setdefault(key, []).append(pk)
    return found


def attached(model, but=()):
    """(model, field name) of everything that hangs on a company or a case, whichever app it is of."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.related_model not in (model, *but)
    ]


def carried(*cases):
    """How many rows of each kind hang on each case and its company, in one query: lists of (label, number) by case."""
    things = [(model, name, {case.pk: case for case in cases}) for model, name in attached(Participation)]
    things += [
        (model, name, {case.company_id: case for case in cases}) for model, name in attached(Company, (Participation,))
    ]
    counts = [
        model._base_manager.filter(**{f"{name}__in": list(owners)})
        .order_by()
        .values_list(Value(number, IntegerField()), f"{name}_id")
        .annotate(n=Count("pk"))
        for number, (model, name, owners) in enumerate(things)
    ]
    found = {case.pk: [] for case in cases}
    for number, pk, count in sorted(counts[0].union(*counts[1:], all=True)):
        model, _name, owners = things[number]
        found[owners[pk].pk].append((model._meta.verbose_name, count))
    return found


def _standing(companies):
    """Cases of these companies in every pilot, with what decides about merging them, in one query."""
    mine = {"participation": OuterRef("pk")}
    rows = Participation.objects.filter(company__in=companies).order_by("pk")
    return list(
        rows.annotate(
            committed=Exists(Commitment.objects.filter(**mine)),
            profiled=Exists(Profile.objects.filter(**mine)),
            planned=Exists(CompanyInterview.objects.filter(**mine, state=CompanyInterview.State.PLANNED)),
        )
    )


def who_stays(one, other):
    """(stays, goes): a commitment is binding and does not move, so who gave it stays; else who came furthest."""
    standing = {case.pk: case for case in _standing([one.company_id, other.company_id])}

    def weight(case):
        row = standing[case.pk]
        return (row.committed, row.profiled, ORDER.index(row.state), -case.pk)

    return (one, other) if weight(one) >= weight(other) else (other, one)


def blockers(stays, goes, *, by):
    """Why the companies of two cases cannot be made one, as sentences."""
    if stays.pilot_id != goes.pilot_id or stays.company_id == goes.company_id:
        return [_("These are not two companies of one pilot.")]
    cases = _standing([stays.company_id, goes.company_id])
    found = []
    if strange := len({case.pilot_id for case in cases} - set(by.pilots(*CHOOSERS))):
        found.append(
            ngettext(
                "One of them also takes part in %(n)s pilot of others. Ask its owner to merge them.",
                "They also take part in %(n)s pilots of others. Ask their owners to merge them.",
                strange,
            )
            % {"n": strange}
        )
    for mine, other in _meeting(stays.company_id, goes.company_id, cases):
        if other.committed:
            found.append(_("Both gave a commitment, and that is binding: it does not move to another company."))
        if mine.profiled and other.profiled:
            found.append(_("Both have a company profile."))
        if mine.planned and other.planned:
            found.append(_("Both have an interview planned. Cancel one first."))
    return list(dict.fromkeys(found))


def _meeting(stays, goes, cases=None):
    """Couples of cases of two companies in the same pilot: (of who stays, of who goes)."""
    cases = _standing([stays, goes]) if cases is None else cases
    there = {case.pilot_id: case for case in cases if case.company_id == stays}
    return [(there[case.pilot_id], case) for case in cases if case.company_id == goes and case.pilot_id in there]


@transaction.atomic
def merge(stays, goes, *, by, taken=()):
    """Make the company of the case ``goes`` part of that of ``stays``, in every pilot, and return the case that stays.

    ``taken`` names the fields whose value comes from the other. Every row moves; company and case of the other only
    point to those that stay. Raises ``NotNow`` with what stands in the way.
    """
    companies = Company.objects.select_for_update(of=("self",)).in_bulk(sorted([stays.company_id, goes.company_id]))
    if len(companies) != 2:
        raise NotNow(_("These two were merged already."))
    company, other = companies[stays.company_id], companies[goes.company_id]
    require_none(blockers(stays, goes, by=by))
    values = {name: getattr(other, name) for (name,) in CHOICES if name in taken}
    try:
        with transaction.atomic():
            for mine, theirs in _meeting(company.pk, other.pk):
                _move(Participation, mine, theirs)
                audit.record(theirs, "merge_away", by=by, fields=[str(mine.pk)])
                audit.record(mine, "merge", by=by, fields=sorted(values))
            Participation.objects.filter(company=other).update(company=company)
            _move(Company, company, other, but=(Participation,))
            for name, value in values.items():
                setattr(company, name, value)
            if values:
                company.save(update_fields=list(values))
    except IntegrityError as clash:
        raise NotNow(_("Both carry something of which there can be one only, so they cannot be made one.")) from clash
    audit.record(other, "merge_away", by=by, fields=[str(company.pk)])
    audit.record(company, "merge", by=by, fields=sorted(values))
    stays.refresh_from_db()
    return stays


def _move(model, stays, goes, but=()):
    for related, name in attached(model, but):
        related._base_manager.filter(**{name: goes.pk}).update(**{name: stays})
    model.everyone.filter(merged_into=goes).update(merged_into=stays)
    model.everyone.filter(pk=goes.pk).update(merged_into=stays)
