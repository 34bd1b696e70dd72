"""The interview kit: reading it, making the next version, taking it into use, throwing a draft away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import kit_changes, kit_faults, kit_levels, kits
from candidates.forms_interviews import anchors_of
from candidates.models import Interview, Kit, KitItem
from candidates.permissions import may_design_kit, may_see_kit
from candidates.views.candidates import pilot_or_404
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot.permissions import require
from pilot.workflow import NotNow

KINDS = KitItem.Kind


def kit_or_404(request, pk):
    """The kit with its pilot and occupation, when this user may know of it."""
    return get_object_or_404(Kit.objects.visible_to(request.user).select_related("pilot", "occupation"), pk=pk)


def item_or_404(request, pk):
    """The item with its kit, when this user may know of it."""
    rows = KitItem.objects.filter(kit__in=Kit.objects.visible_to(request.user)).select_related(
        "kit__pilot", "kit__occupation"
    )
    return get_object_or_404(rows, pk=pk)


def trail(kit, *further):
    """Crumbs of a page below the kit: couples of label and address (empty: the page itself)."""
    return crumbs(kit.pilot, (_("Interview kit"), address(kit)), *further)


def address(kit):
    """The page on which this version stands."""
    return f"{reverse('candidates:kit', args=[kit.pilot.slug])}?nummer={kit.number}"


@require_safe
def kit(request, pilot):
    """The kit that is being made, else the one in use; ``?nummer=`` shows another."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_kit(request.user, pilot))
    versions = list(Kit.objects.visible_to(request.user).filter(pilot=pilot).select_related("occupation"))
    wanted = request.GET.get("nummer", "")
    chosen = next((one for one in versions if str(one.number) == wanted), None) or next(
        (one for state in (Kit.State.DRAFT, Kit.State.IN_USE) for one in versions if one.state == state),
        versions[0] if versions else None,
    )
    policy = pilot.policy_in_force
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "kit"),
        "kit": chosen,
        "versions": versions,
        "may_design": may_design_kit(request.user, pilot),
        "crumbs": crumbs(pilot, (_("Interview kit"), "")),
        "has_policy": policy is not None,
    }
    if chosen:
        chosen.pilot = pilot
        context |= _shown(chosen, versions, policy, context["may_design"])
    return render(request, "candidates/kit.html", context)


def _shown(kit, versions, policy, designs):
    """What the page shows of one version."""
    items, asked = list(kit.items.all()), kit_levels.spreads(kit.pilot)
    draft, used = kit.state == Kit.State.DRAFT, kit.state == Kit.State.IN_USE
    faults = kit_faults.faults(kit) if draft and designs else []
    earlier = next((one for one in versions if one.number < kit.number), None)
    return {
        "groups": _groups(kit, items, asked),
        "blockers": [fault.sentence for fault in faults],
        "mending": [_mended(kit, fault) for fault in faults],
        "second_looks": [*kit_faults.second_looks(kit, items), *kit_levels.second_looks(items, asked)]
        if designs and (draft or used)
        else [],
        "may_edit": designs and draft,
        "has_draft": any(one.state == Kit.State.DRAFT for one in versions),
        "threshold": policy.motivation_threshold if policy else None,
        "earlier": earlier,
        "behind": _behind(kit.pilot) if designs and used else "",
    }


def _behind(pilot):
    """How many interviews that still have to begin are planned with an earlier version, in a sentence."""
    count = kit_changes.behind(pilot).count()
    if not count:
        return ""
    return ngettext(
        "%(n)s planned interview still has an earlier version.",
        "%(n)s planned interviews still have an earlier version.",
        count,
    ) % {"n": count}


def _groups(kit, items, asked):
    shares = kits.shares(kit, items)
    titles = {
        KINDS.SOFT: _("Soft, %(n)s %%") % {"n": kit.soft_weight},
        KINDS.HARD: _("Hard, %(n)s %%") % {"n": kit.hard_weight},
    }
    groups = []
    for kind, title in titles.items():
        mine = [item for item in items if item.kind == kind]
        rows = [
            {
                "item": item,
                "anchors": anchors_of(item),
                "share": shares[item.pk],
                "first": item is mine[0],
                "last": item is mine[-1],
                "asked": asked[item.line].words if item.line in asked else "",
                "deviates": kit_levels.deviation(item.required_level, asked.get(item.line, kit_levels.NOTHING)),
            }
            for item in mine
        ]
        groups.append({"title": title, "items": rows})
    return groups


def _mended(kit, fault):
    """A fault with the way to what mends it."""
    url, label = {
        kit_faults.ITEM: lambda: (reverse("candidates:kit_item", args=[fault.item.pk]), _("Mend this item")),
        kit_faults.ADD: lambda: (reverse("candidates:kit_choose", args=[kit.pk]), _("Add an item")),
        kit_faults.POLICY: lambda: (reverse("policy", args=[kit.pilot.slug]), _("To the policy choices")),
        # A button below takes the weights over.
        kit_faults.WEIGHTS: lambda: ("", ""),
        kit_faults.ANEW: lambda: (reverse("candidates:kit_discard", args=[kit.pk]), _("Throw this draft away")),
    }[fault.mend]()
    return {"sentence": fault.sentence, "url": url, "label": label, "weights": fault.mend == kit_faults.WEIGHTS}


@require_POST
def kit_make(request, pilot):
    """Make a draft: from the policy, or as a new version of the kit in use."""
    pilot = pilot_or_404(request, pilot)
    require(may_design_kit(request.user, pilot))
    return done(
        request,
        pilot,
        lambda: kits.start(pilot, by=request.user),
        _("The kit is made as a draft. Read it through, change what you like, and take it into use."),
    )


@require_POST
def kit_use(request, pk):
    """Take a draft into use; planned interviews keep theirs, and may take the newer one over."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    return done(
        request, kit.pilot, lambda: kits.use(kit, by=request.user), _("The kit is in use. It does not change any more.")
    )


@require_POST
def kit_follow(request, pk):
    """Take the weights of the policy over."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    return done(
        request,
        kit.pilot,
        lambda: kits.follow_policy(kit, by=request.user),
        _("The kit has the weights of the policy now."),
    )


@require_http_methods(["GET", "POST"])
def kit_discard(request, pk):
    """Throw a draft away, after asking."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    if request.method == "POST":
        return done(request, kit.pilot, lambda: kits.throw_away(kit, by=request.user), _("The draft is thrown away."))
    interviews = Interview.objects.filter(kit__pilot=kit.pilot).exists()
    context = {
        "title": _("Throw version %(number)s away?") % {"number": kit.number},
        "sentence": _("What was changed in this draft is lost. The version in use stays as it is.")
        if interviews or kit.pilot.kits.in_use().exists()
        else _("What was changed in this draft is lost. You can make a new one from the policy."),
        "label": _("Throw away"),
        "danger": True,
        "back": address(kit),
        "crumbs": trail(kit, (_("Throw away"), "")),
    }
    return render(request, "confirm.html", context)


def done(request, pilot, verb, sentence, anchor=""):
    """Do a verb and go back to the kit, with what came of it as a message."""
    try:
        verb()
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, sentence)
    return redirect(reverse("candidates:kit", args=[pilot.slug]) + anchor)
