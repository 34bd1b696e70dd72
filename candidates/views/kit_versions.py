"""A kit as the interviewer sees it, what changed between two versions, and interviews planned with an earlier one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from candidates import kit_changes, kits, selection
from candidates.forms_interviews import ScoreForm, anchors_of
from candidates.models import Interview, KitItem, Score, Scorecard
from candidates.permissions import may_design_kit, may_see_kit
from candidates.views.candidates import pilot_or_404
from candidates.views.kits import address, kit_or_404, trail
from candidates.views.people import crumbs
from candidates.views.rail import rail
from candidates.views.rooms import rooms
from pilot import charts
from pilot.permissions import require
from pilot.workflow import NotNow

PART = Scorecard.Part


@require_safe
def kit_preview(request, pk):
    """One item as the interviewer sees it, and the way through all of them; ``?deel=specialist`` as the other one."""
    kit = kit_or_404(request, pk)
    require(may_see_kit(request.user, kit.pilot))
    part = PART.SPECIALIST if request.GET.get("deel") == PART.SPECIALIST else PART.SELECTOR
    items = selection.in_order(kit.items.all(), part)
    wanted = request.GET.get("onderdeel", "")
    place = int(wanted) - 1 if wanted.isdecimal() and 1 <= int(wanted[:4]) <= len(items) else 0
    base = reverse("candidates:kit_preview", args=[kit.pk])
    policy = kit.pilot.policy_in_force
    threshold = policy.motivation_threshold if policy else None

    def url(number, which=part):
        return f"{base}?deel={which}&onderdeel={number}"

    item = items[place] if items else None
    context = {
        "kit": kit,
        "part": part,
        "parts": [
            {"label": label, "url": url(1, value), "count": None, "current": value == part}
            for value, label in PART.choices
        ],
        "back": address(kit),
        "item": item,
        "number": place + 1,
        "count": len(items),
        "groups": rail(items, part, place=place, url=lambda _item, number: url(number), threshold=threshold),
        "rail_label": ngettext("%(n)s item", "%(n)s items", len(items)) % {"n": len(items)},
        "chart": charts.bar(
            place + 1, max(len(items), 1), key="preview", title=_("Where you are"), desc=f"{place + 1} / {len(items)}"
        ),
        "previous": url(place) if place else "",
        "next": url(place + 2) if place + 1 < len(items) else "",
    }
    if item:
        context |= {
            "form": ScoreForm(instance=Score()),
            "anchors": anchors_of(item),
            "share": kits.shares(kit, items)[item.pk],
            "must": selection.required(item, part),
            "soft": item.kind == KitItem.Kind.SOFT,
            "threshold": threshold if item.element == KitItem.Element.MOTIVATION else None,
        }
    return render(request, "candidates/kit_preview.html", context)


@require_safe
def kit_changed(request, pk):
    """What changed in this version since an earlier one; ``?sinds=`` is its number, else the one before."""
    kit = kit_or_404(request, pk)
    require(may_see_kit(request.user, kit.pilot))
    earlier = list(kit.pilot.kits.filter(number__lt=kit.number).select_related("occupation"))
    wanted = request.GET.get("sinds", "")
    since = next((one for one in earlier if str(one.number) == wanted), earlier[0] if earlier else None)
    here = reverse("candidates:kit_changed", args=[kit.pk])
    context = {
        "kit": kit,
        "since": since,
        "changes": kit_changes.told(since, kit) if since else [],
        "pills": [
            {
                "label": _("since version %(number)s") % {"number": one.number},
                "url": f"{here}?sinds={one.number}",
                "count": None,
                "current": one is since,
            }
            for one in earlier
        ],
        "crumbs": trail(kit, (_("What changed"), "")),
    }
    return render(request, "candidates/kit_changed.html", context)


@require_http_methods(["GET", "POST"])
def kit_interviews(request, pilot):
    """Interviews planned with an earlier version: each keeps it, unless somebody lets it take the newer one over."""
    pilot = pilot_or_404(request, pilot)
    require(may_design_kit(request.user, pilot))
    seen = Interview.objects.visible_to(request.user).values("pk")
    found = list(kit_changes.behind(pilot).filter(pk__in=seen).prefetch_related("scorecards__interviewer"))
    if request.method == "POST":
        picked = set(request.POST.getlist("pick"))
        chosen = [one for one in found if str(one.pk) in picked]
        try:
            if not chosen:
                raise NotNow(_("Choose at least one interview."))
            kit_changes.take_newer(chosen, by=request.user)
        except NotNow as error:
            messages.error(request, " ".join(error.sentences))
        else:
            sentence = ngettext(
                "%(n)s interview has the newer version now; both interviewers are told.",
                "%(n)s interviews have the newer version now; the interviewers are told.",
                len(chosen),
            )
            messages.success(request, sentence % {"n": len(chosen)})
        return redirect("candidates:kit_interviews", pilot.slug)
    used = pilot.kits.in_use().select_related("occupation").first()
    rows = [
        {
            "interview": one,
            "interviewers": ", ".join(str(card.interviewer) for card in one.scorecards.all()),
            "why": " ".join(kit_changes.taking_blockers(one, begun=one.begun)),
        }
        for one in found
    ]
    here = reverse("candidates:kit_interviews", args=[pilot.slug])
    context = {
        "pilot": pilot,
        "kit": used,
        "rows": rows,
        "free": [row for row in rows if not row["why"]],
        "bulk": {
            "url": here,
            "method": "post",
            "sentence": "",
            "acts": [{"label": _("Take the newer version over"), "value": "take"}],
            "all_url": "",
            "all_label": "",
        },
        "rooms": rooms(request.user, pilot, "kit"),
        "crumbs": crumbs(
            pilot,
            (_("Interview kit"), reverse("candidates:kit", args=[pilot.slug])),
            (_("Planned with an earlier version"), ""),
        ),
    }
    return render(request, "candidates/kit_interviews.html", context)
