"""The levels a kit asks: what companies ask, and what an owner sets with that in sight."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from candidates import kit_levels, kits
from candidates.competences import level_label
from candidates.forms_kits import AgreeForm, AskedForm
from candidates.models import Kit
from candidates.permissions import may_agree_levels, may_design_kit
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.kits import trail
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from companies.models import Participation
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def kit_levels_page(request, pilot):
    """What every company asks of each competence, and the level and weight an owner sets (advice 7.4-03)."""
    pilot = pilot_or_404(request, pilot)
    require(may_design_kit(request.user, pilot))
    kit = kits.kit_of(pilot)
    items = kit_levels.asked_items(kit) if kit else []
    asked = kit_levels.spreads(pilot)
    draft = kit is not None and kit.state == Kit.State.DRAFT
    owner = may_agree_levels(request.user, pilot)
    suggested = kit_levels.suggestions(kit) if kit else {}
    form = None
    if draft and items and owner:
        form = AgreeForm(request.POST or None, items=items, asked=asked, suggested=suggested)
    if request.method == "POST":
        require(owner)
        if form is None:
            messages.error(request, _("A kit in use does not change. Make a new version."))
            return redirect("candidates:kit_levels", pilot.slug)
        if form.is_valid() and carried_out(form, kit_levels.agree, kit, form.choices, by=request.user):
            messages.success(request, _("The levels are set in version %(number)s.") % {"number": kit.number})
            return redirect("candidates:kit_levels", pilot.slug)
    companies = list(kit_levels.companies(pilot))
    context = {
        "pilot": pilot,
        "kit": kit,
        "draft": draft,
        "owner": owner,
        "form": form,
        "rows": [_row(item, asked.get(item.line, kit_levels.NOTHING), suggested) for item in items],
        "companies": companies,
        "said": _said(companies),
        "rooms": rooms(request.user, pilot, "kit"),
        "crumbs": crumbs(pilot, (_("Interview kit"), reverse("candidates:kit", args=[pilot.slug])), (_("Levels"), "")),
    }
    return render(request, "candidates/kit_levels.html", context)


def _row(item, asked, suggested):
    return {
        "item": item,
        "suggested": level_label(suggested[item.name]).lower() if suggested.get(item.name) else "–",
        "asked": asked,
        "level": level_label(item.required_level).lower() if item.required_level else _("no level"),
        "deviates": kit_levels.deviation(item.required_level, asked),
        "who": [
            {
                "company": row.participation.company,
                "level": level_label(row.level).lower() if row.level else _("no level"),
                "row": row,
            }
            for row in sorted(asked.rows, key=lambda row: row.participation.company.name)
        ],
    }


def _said(companies):
    """How many of the companies said something, in a sentence."""
    return ngettext(
        "%(said)s of %(n)s company that takes part said what it asks.",
        "%(said)s of %(n)s companies that take part said what they ask.",
        len(companies),
    ) % {"said": sum(1 for one in companies if one.last_said), "n": len(companies)}


@require_http_methods(["GET", "POST"])
def kit_levels_asked(request, pk):
    """What one company asks, by whom it was said and when."""
    case = get_object_or_404(Participation.objects.visible_to(request.user).with_case(), pk=pk)
    require(may_design_kit(request.user, case.pilot))
    kit = kits.kit_of(case.pilot)
    items = kit_levels.asked_items(kit) if kit else []
    form = AskedForm(request.POST or None, items=items, before=kit_levels.standing(case), now=kit_levels.latest(case))
    back = reverse("candidates:kit_levels", args=[case.pilot.slug])
    if request.method == "POST" and form.is_valid():
        about = {name: form.cleaned_data[name] for name in ("said_by", "said_on")}
        if carried_out(form, kit_levels.note_asked, case, form.answers, items, by=request.user, **about):
            messages.success(request, _("It is on record what %(company)s asks.") % {"company": case})
            return redirect(back)
    title = _("What does %(company)s ask?") % {"company": case}
    context = {
        "case": case,
        "pilot": case.pilot,
        "kit": kit,
        "items": items,
        "form": form,
        "title": title,
        "back": back,
        "contacts": list(case.company.contacts.values_list("name", flat=True)),
        "before": list(case.levels_asked.select_related("by").order_by("-pk")[:50]),
        "crumbs": trail(kit, (_("Levels"), back), (case, "")) if kit else crumbs(case.pilot, (case, "")),
    }
    return render(request, "candidates/kit_levels_asked.html", context)
