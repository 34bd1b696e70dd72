"""The figures of a fund's pilots: funnel, seats, average contribution, who pays. Without names."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from candidates.models import Candidate, OutReason
from pilot import charts, exporting
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.desk import pictures
from pilot.desk.figures import figures, together
from pilot.formats import euros, money
from pilot.models import Occupation, Pilot, Region
from pilot.permissions import require


class DashboardFilter(forms.Form):
    """Which pilots are counted."""

    pilot = forms.ModelChoiceField(
        Pilot.objects.none(),
        label=gettext_lazy("Pilot"),
        required=False,
        empty_label=gettext_lazy("All pilots"),
        to_field_name="slug",
    )
    occupation = forms.ModelChoiceField(
        Occupation.objects.all(),
        label=gettext_lazy("Occupation"),
        required=False,
        empty_label=gettext_lazy("All occupations"),
    )

    def __init__(self, *args, pilots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pilot"].queryset = pilots


def chosen(request):
    """Return the filter form and the pilots it leaves of those the user's funds take part in."""
    mine = (
        Pilot.objects.visible_to(request.user)
        .filter(pilot_funds__fund__in=request.user.funds(Role.MANAGEMENT, Role.OWNER))
        .distinct()
    )
    form = DashboardFilter(request.GET or None, pilots=mine)
    pilots = mine
    if form.is_valid():
        if form.cleaned_data["pilot"]:
            pilots = pilots.filter(pk=form.cleaned_data["pilot"].pk)
        if form.cleaned_data["occupation"]:
            pilots = pilots.filter(policies__state="in_force", policies__occupation=form.cleaned_data["occupation"])
    return form, pilots


@require_GET
def dashboard(request):
    require(request.user.funds(Role.MANAGEMENT, Role.OWNER))
    form, pilots = chosen(request)
    each = figures(pilots)
    whole = together(each)
    caps = {one.policy.average_cap for one in each if one.policy}
    return render(
        request,
        "desk/dashboard.html",
        {
            "filters": form,
            "each": each,
            "whole": whole,
            "kpis": key_figures(whole, caps),
            "funnel": pictures.funnel(whole),
            "stages": stage_rows(whole),
            "out_rows": out_rows(whole),
            "payers": pictures.payers(whole),
            "payer_rows": payer_rows(whole),
            "regions": region_chart(each),
            "today": timezone.localdate(),
            "export_url": reverse("desk:dashboard_export") + ("?" + request.GET.urlencode() if request.GET else ""),
        },
    )


def key_figures(whole, caps):
    """Key figures, each with its unit or norm."""
    cap = euros(caps.pop()) if len(caps) == 1 else None
    low, high = pictures.EXPECTED_FALL_OUT
    return [
        {
            "label": _("Placed"),
            "value": whole.reached.get("placed", 0),
            "note": _("of %(places)d places at committed companies") % {"places": whole.places},
        },
        {
            "label": _("Fall-out in selection"),
            "value": "–" if whole.fall_out is None else f"{whole.fall_out} %",
            "note": _("expected %(low)d to %(high)d %%") % {"low": low, "high": high},
        },
        {
            "label": _("Contribution of companies"),
            "value": money(whole.average) if whole.planned else "–",
            "note": _("on average, limit %(cap)s") % {"cap": cap} if cap else _("on average"),
        },
        {
            "label": _("In class"),
            "value": whole.seated,
            "note": _("in %(classes)d classes; dropped out: %(dropped)d")
            % {"classes": whole.classes, "dropped": whole.dropped},
        },
    ]


def stage_rows(whole):
    """Rows of the table under the funnel: label, how many reached it, how many fell out on the way there."""
    return [
        {"label": label, "count": whole.reached.get(stage, 0), "out": whole.out_before(stage)}
        for stage, label in pictures.stage_labels().items()
    ]


def out_rows(whole):
    """Rows of fall-out by stage and reason, the largest first."""
    states, reasons = dict(Candidate.State.choices), dict(OutReason.choices)
    return [
        {"stage": states.get(stage, stage), "reason": reasons.get(reason, reason), "count": count}
        for (stage, reason), count in sorted(whole.out_reasons.items(), key=lambda item: -item[1])
    ]


def payer_rows(whole):
    return [
        {"label": label(), "amount": whole.payers[payer]}
        for payer, label in pictures.PAYER_LABELS.items()
        if whole.payers.get(payer)
    ]


def region_chart(each):
    """Placements per region of the policy, on the tile map; ``None`` where no pilot runs."""
    names = {region.pk: region.name for region in Region.objects.only("name_nl", "name_en")}
    placed = dict.fromkeys(names)
    through = Pilot.objects.filter(pk__in=[one.pilot.pk for one in each], policies__state="in_force")
    regions = dict(through.values_list("pk", "policies__regions"))
    for one in each:
        region = regions.get(one.pilot.pk)
        if region:
            placed[region] = (placed[region] or 0) + one.reached.get("placed", 0)
    desc = ", ".join(f"{names[slug]}: {'–' if count is None else count}" for slug, count in placed.items())
    return charts.tilemap(placed, key="regions", title=_("Placements per region"), desc=desc)


@require_GET
def dashboard_export(request):
    """The same figures as a spreadsheet, a row for each pilot."""
    require(request.user.funds(Role.MANAGEMENT, Role.OWNER))
    _form, pilots = chosen(request)
    labels = pictures.stage_labels()
    columns = [
        _("Pilot"),
        _("State"),
        *labels.values(),
        _("Fallen out"),
        _("Companies committed"),
        _("Places"),
        _("In class"),
        _("Average contribution of companies (EUR)"),
        *[label() for label in pictures.PAYER_LABELS.values()],
        _("Training budget (EUR)"),
        _("Reserved (EUR)"),
    ]
    rows = [
        [
            one.pilot.title,
            one.pilot.get_state_display(),
            *[one.reached.get(stage, 0) for stage in labels],
            one.out,
            one.committed,
            one.places,
            one.seated,
            one.average,
            *[one.payers.get(payer, 0) for payer in pictures.PAYER_LABELS],
            one.budget,
            one.reserved,
        ]
        for one in figures(pilots)
    ]
    title = _("figures")
    name = slugify(f"{title}-{timezone.localdate():%Y-%m-%d}")
    return HttpResponse(
        exporting.workbook(_("Figures"), columns, rows),
        content_type=exporting.XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
