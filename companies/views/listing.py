"""The companies of a pilot, inside it and outside it."""

from functools import cache, partial

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from companies.forms import FilterForm
from companies.models import Company, CompanyInterview, Participation, Vacancy
from companies.permissions import may_merge, may_recruit, may_see
from companies.recruiting import indicators
from companies.views.panels import crumbs
from pilot import audit, formats
from pilot.addresses import reverse
from pilot.exporting import XLSX, workbook
from pilot.models import Recruits, User
from pilot.paging import keyset, part
from pilot.permissions import is_owner, require
from pilot.phases import in_force, recruiting_blockers
from pilot.phases.bringing import brought_in_by, recruiters
from pilot.questions import Fixed, Marks, question
from pilot.views import saved
from pilot.views.scope import pilot_or_404

#: What a row of the list shows, beside what is annotated.
SHOWN = (
    "state", "outside", "created_at", "company__name", "company__sbi_id", "company__flexible_workforce",
    "company__fund__name", "company__region__name_nl", "company__region__name_en",
)  # fmt: skip

ROOM = "companies:list"
#: Rows of one sheet.
MOST = 20_000


@require_safe
def company_list(request, pilot):
    """The companies that take part, with what is next for each; those outside the pilot on a tab of their own."""
    pilot = pilot_or_404(request, pilot)
    require(may_see(request.user, pilot))
    outside = "buiten" in request.GET
    form = FilterForm(request.GET or None, pilot=pilot)
    sides = _by_side(request.user, pilot.pk)
    counts = {"outside": sum(n for side, n in sides if side), "inside": sum(n for side, n in sides if not side)}
    filtered = form.is_bound and any(form.data.get(name) for name in ("q", "state", "fund"))
    if filtered:
        rows, model = _filtered(_of(request.user, pilot, outside), form), None
        count = rows.count()
    else:
        rows, model = partial(_page, request.user, pilot.pk, outside), Participation
        count = counts["outside" if outside else "inside"]
    sentence = ngettext("%(n)s company", "%(n)s companies", count) % {"n": count}
    page = keyset(request, rows, *form.by, sentence=sentence, model=model)
    policy = in_force(pilot)
    for participation in page.items:
        participation.signs = indicators(participation.company, policy.occupation if policy else None)
        participation.next = _next(participation)
    recruits = may_recruit(request.user, pilot)
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot),
        "form": form,
        "tabs": _tabs(pilot, counts, outside),
        "keep": {"buiten": "1"} if outside else {},
        "outside": outside,
        "filtered": filtered,
        "page": page,
        "may_merge": may_merge(request.user, pilot),
        "saved": saved.saved(request, pilot, ROOM),
        "export_query": request.GET.urlencode(),
        "recruits": recruits,
        "quiet_url": reverse("companies:quiet", args=[pilot.slug]) if is_owner(request.user, pilot) else "",
        "blockers": recruiting_blockers(pilot, policy=policy) if recruits else [],
        "list_url": reverse("companies:list", args=[pilot.slug]) + ("?buiten=1" if outside else ""),
    }
    return render(request, "companies/list.html", context)


def _filtered(rows, form):
    if not form.is_bound or not form.is_valid():
        return rows
    query, state, fund = (form.cleaned_data[name] for name in ("q", "state", "fund"))
    if query:
        rows = rows.filter(company__in=Company.objects.found(query).order_by())
    if state:
        rows = rows.filter(state=state)
    return rows.filter(company__fund=fund) if fund else rows


@cache
def _listed():
    """With the name to sort by, the places, and the interview that is planned."""
    # Made once: what is put together from a queryset never changes it.
    places = Vacancy.objects.filter(participation=OuterRef("pk")).order_by().values("participation")
    planned = CompanyInterview.objects.filter(participation=OuterRef("pk"), state=CompanyInterview.State.PLANNED)
    rows = Participation.objects.select_related("company__fund", "company__region").only(*SHOWN)
    return rows.annotate(
        sort_name=Lower("company__name"),
        places=Subquery(places.annotate(n=Sum("places")).values("n")),
        planned_at=Subquery(planned.values("at")[:1]),
    )


def _of(user, pilot, outside):
    rows = _listed().visible_to(user).filter(pilot=pilot)
    return rows.exclude(outside="") if outside else rows.inside()


@question
def _page(user: User, pilot: int, outside: Fixed, order: Fixed, marks: Marks):
    return part(_of(user, pilot, outside), order, marks)


@question
def _by_side(user: User, pilot: int):
    """How many companies there are by why they are outside the pilot; by nothing where they are inside."""
    rows = Participation.objects.visible_to(user).filter(pilot=pilot)
    return rows.order_by().values_list("outside").annotate(n=Count("pk"))


#: What is next, in two words, by state.
NEXT = {
    Participation.State.LEAD: gettext_lazy("Approach"),
    Participation.State.APPROACHED: gettext_lazy("Ask for interest"),
    Participation.State.INTERESTED: gettext_lazy("Plan the interview"),
    Participation.State.INTERVIEWED: gettext_lazy("Decide"),
    Participation.State.SELECTED: gettext_lazy("Profile and commitment"),
}


def _next(participation):
    if participation.outside:
        return ""
    if participation.planned_at:
        return _("Interview on %(day)s") % {"day": formats.brief_day(participation.planned_at)}
    return NEXT.get(participation.state, "")


def _tabs(pilot, counts, outside):
    url = reverse("companies:list", args=[pilot.slug])
    return [
        {"label": _("In the pilot"), "url": url, "count": counts["inside"], "current": not outside},
        {
            "label": pgettext("companies", "Outside the pilot"),
            "url": f"{url}?buiten=1",
            "count": counts["outside"],
            "current": outside,
        },
    ]


@require_safe
def export(request, pilot):
    """The companies that the list shows, with their contacts, as XLSX; that it was made is noted."""
    pilot = pilot_or_404(request, pilot)
    require(may_see(request.user, pilot))
    form = FilterForm(request.GET or None, pilot=pilot)
    rows = _of(request.user, pilot, "buiten" in request.GET).defer(None)
    rows = _filtered(rows.select_related("company__fund", "company__region", "company__sbi", "channel"), form)
    cases = list(rows.prefetch_related("company__contacts").order_by(*form.by)[:MOST])
    columns = [
        _("Company"), _("KvK number"), _("State"), _("Fund"), _("Region"), _("Town"), _("Postcode"), _("SBI code"),
        _("Employees"), _("Places"), _("Outside the pilot"), _("Brought in by"), _("Channel"), _("Contact"),
        _("E-mail address"), _("Telephone"), _("Recorded on"),
    ]  # fmt: skip
    providers = recruiters(pilot, Recruits.COMPANIES)
    lines = [_line(case, providers) for case in cases]
    audit.record(pilot, "export_companies", by=request.user, fields=sorted({"buiten", *form.fields} & set(request.GET)))
    name = f"{slugify(pgettext('file name', 'companies'))}-{pilot.slug}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(
        workbook(_("Companies"), columns, lines),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _line(case, providers):
    company = case.company
    contact = next(iter(company.contacts.all()), None)
    return [
        company.name, company.kvk, str(case.get_state_display()), str(company.fund or ""), str(company.region or ""),
        company.town, company.postcode, str(company.sbi or ""), company.employees, case.places,
        str(case.get_outside_display()) if case.outside else "", brought_in_by(case, providers),
        str(case.channel or ""), contact.name if contact else "", contact.email if contact else "",
        contact.phone if contact else "", timezone.localdate(case.created_at),
    ]  # fmt: skip


@require_POST
def filter_save(request, pilot):
    """Keep the choice of the list under a name."""
    pilot = pilot_or_404(request, pilot)
    require(may_see(request.user, pilot))
    return saved.keep(request, pilot, ROOM)
