"""Pilots: the list, a new one, the page of one, its data, its start."""

from datetime import date

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pilot.choices import Role
from pilot.models import Assignment, Pilot, PilotFund, Policy, User
from pilot.paging import keyset
from pilot.permissions import may_design, may_repeat, may_see_journal, may_start_pilots, may_write_journal, require
from pilot.phases import beginning, lessons, milestones, overview, stages
from pilot.phases.forms import NewPilotForm, PilotForm
from pilot.phases.standing import RUNNING, Standing
from pilot.questions import question
from pilot.views.journal import timeline
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow

#: Lines of the timeline on the pilot's page.
MOST_PAST = 9


@require_safe
def pilot_list(request):
    versions = Policy.objects.filter(state__in=RUNNING).select_related("occupation").order_by("-number")
    rows = (
        Pilot.objects.visible_to(request.user)
        .with_funds()
        .prefetch_related(Prefetch("policies", versions, to_attr="versions"))
    )
    page = keyset(request, rows, "title", "pk", sentence="")
    found = [_row(pilot) for pilot in page.items]
    page.pages["sentence"] = ngettext("%(count)d pilot on this page", "%(count)d pilots on this page", len(found)) % {
        "count": len(found)
    }
    context = {"rows": found, "pages": page.pages, "may_start": may_start_pilots(request.user)}
    return render(request, "pilot/pilots.html", context)


def _row(pilot):
    in_force = next((one for one in pilot.versions if one.state == Policy.State.IN_FORCE), None)
    opened = next((one for one in pilot.versions if one.state != Policy.State.IN_FORCE), None)
    shown = in_force or opened
    return {
        "pilot": pilot,
        "funds": ", ".join(pilot_fund.fund.name for pilot_fund in pilot.pilot_funds.all()),
        "occupation": shown.occupation if shown else None,
        "in_force": in_force,
        "open": opened,
    }


@require_http_methods(["GET", "POST"])
def pilot_new(request):
    require(may_start_pilots(request.user))
    form = NewPilotForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        pilot = beginning.begin(form.save(commit=False), form.owners, by=request.user)
        messages.success(request, _("The pilot was made. Begin with the policy choices."))
        return redirect(pilot)
    context = {
        "title": _("New pilot"),
        "lead": _("A pilot begins with the choices of the funds. You make those on the next page."),
        "crumbs": [{"label": _("Pilots"), "url": reverse("pilots")}, {"label": _("New pilot"), "url": ""}],
        "form": form,
        "label": _("Make the pilot"),
        "back": reverse("pilots"),
    }
    return render(request, "pilot/form.html", context)


@require_safe
def pilot(request, slug):
    pilot = next(iter(_with_people(request.user, slug, timezone.localdate())), None)
    if pilot is None:
        raise Http404
    standing = Standing(pilot)
    pilot.keep_funds(pilot.fund_rows)
    standing.funds = [pilot_fund.fund for pilot_fund in pilot.pilot_funds.all()]
    # The apps above ask for it too: one reading serves the whole page.
    pilot._policy_in_force, pilot._standing = standing.in_force, standing
    own, added = overview.checklist(pilot, request.user, standing)
    # A provider that is only invited sees the frames, and nothing of the work (advice 8.2-10).
    reads = may_see_journal(request.user, pilot)
    written, learned = lessons.of_page(pilot) if reads else ([], [])
    past, ahead = milestones.past_and_ahead(pilot) if reads else ([], [])
    lines = [*own, *added, *([overview.lessons_line(pilot, learned)] if reads else [])]
    line_of_phases = overview.phases(pilot, standing)
    panels = [
        (panel.get("place", "wide"), render_to_string(panel["template"], panel["context"], request))
        for panel in overview.panels(pilot, request.user)
    ]
    policy = standing.in_force or standing.open
    context = {
        "pilot": pilot,
        "lead": _lead(policy),
        "facts": _facts(pilot, standing),
        "phases": line_of_phases,
        "stages": stages.stages(lines, line_of_phases),
        "next": overview.next_step(pilot, request.user, standing, added),
        "lines": lines,
        "done": sum(1 for line in lines if line["status"] == "done"),
        "past": sorted([*timeline(written), *past], key=lambda entry: entry["when"], reverse=True)[:MOST_PAST],
        "ahead": ahead,
        "reads": reads,
        "lessons": [{**one, "entries": timeline(one["entries"])} for one in learned if one["count"]],
        "side": [html for place, html in panels if place == "side"],
        "wide": [html for place, html in panels if place != "side"],
        "may_write": may_write_journal(request.user, pilot),
        "may_design": may_design(request.user, pilot),
        "may_repeat": may_repeat(request.user, pilot),
    }
    return render(request, "pilot/pilot.html", context)


def _lead(policy):
    if policy is None or policy.occupation is None:
        return _("The occupation and the region are not chosen yet.")
    if not policy.region_labels:
        return _("Side entrants become %(occupation)s.") % {"occupation": policy.occupation.name}
    regions = get_text_list(policy.region_labels, _("and"))
    return _("Side entrants become %(occupation)s at companies in %(regions)s.") % {
        "occupation": policy.occupation.name,
        "regions": regions,
    }


@question
def _with_people(user: User, slug: str, day: date):
    """With the funds, the names of owners and deputies and the employers of trainers, in the query of the pilot."""

    def names(path, **conditions):
        rows = Assignment.objects.running(day).filter(pilot=OuterRef("pk"), **conditions)
        return ArraySubquery(rows.order_by("pk").values(path))

    funds = PilotFund.objects.filter(pilot=OuterRef("pk")).order_by("pk")
    fund = JSONObject(pk="fund", name="fund__name", slug="fund__slug", kind="fund__kind")
    return (
        Pilot.objects.visible_to(user)
        .filter(slug=slug)
        .annotate(
            fund_rows=ArraySubquery(funds.values(of=JSONObject(pk="pk", fund=fund))),
            copied_title=F("copied_from__title"),
            owner_names=names("user__name", role=Role.OWNER, deputy=False),
            deputy_names=names("user__name", role=Role.OWNER, deputy=True),
            trainer_names=names("user__organisation__name", role=Role.TRAINER, user__organisation__isnull=False),
        )
    )


def _facts(pilot, standing):
    facts = [
        (_("Funds"), get_text_list([fund.name for fund in standing.funds], _("and"))),
        (_("Pilot owners"), get_text_list(pilot.owner_names, _("and"))),
        (_("Deputy"), get_text_list(pilot.deputy_names, _("and"))),
        (_("Provider"), get_text_list([a.provider.name for a in standing.approved], _("and"))),
        (_("Trainer"), get_text_list(sorted(set(pilot.trainer_names)), _("and"))),
        (_("Working title"), pilot.working_title),
        (_("Repeats"), pilot.copied_title),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


@require_http_methods(["GET", "POST"])
def pilot_edit(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    form = PilotForm(request.POST or None, instance=pilot)
    if request.method == "POST" and form.is_valid():
        beginning.edit(form, by=request.user)
        messages.success(request, _("The data of the pilot were saved."))
        return redirect(pilot)
    context = {
        "title": _("Data of the pilot"),
        "lead": _("Telephone and e-mail address stand on the project sheet."),
        "crumbs": crumbs(pilot, (_("Data of the pilot"), "")),
        "form": form,
        "label": _("Save"),
        "back": pilot.get_absolute_url(),
    }
    return render(request, "pilot/form.html", context)


@require_http_methods(["GET", "POST"])
def pilot_start(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    standing = Standing(pilot)
    why = beginning.start_blockers(pilot, standing)
    if pilot.state not in (Pilot.State.DESIGN, Pilot.State.AGREED):
        why = [_("The pilot was started already.")]
    if request.method == "POST":
        try:
            beginning.start(pilot, by=request.user)
        except NotNow as error:
            why = error.sentences
        else:
            messages.success(request, _("The pilot has started. Companies and candidates can be recruited now."))
            return redirect(pilot)
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("Start the pilot"), "")),
        "why": why,
        "pairs": [
            {
                "label": _("Policy choices"),
                "value": _("version %(number)d, signed by every fund") % {"number": standing.in_force.number},
            },
            {"label": _("Provider"), "value": ", ".join(a.provider.name for a in standing.approved)},
        ]
        if not why
        else [],
    }
    return render(request, "pilot/start.html", context)
