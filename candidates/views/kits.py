"""The interview kit: reading it, editing a draft item by item, taking it into use, making a new version."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates import kits
from candidates.forms_interviews import KitItemForm, anchors_of
from candidates.models import Kit, KitItem
from candidates.permissions import may_design_kit, may_see_kit
from candidates.views.candidates import pilot_or_404
from candidates.views.cases import carried_out
from candidates.views.people import crumbs
from candidates.views.rooms import rooms
from pilot.permissions import require
from pilot.workflow import NotNow

KINDS = KitItem.Kind


def kit_or_404(request, pk):
    """The kit with its pilot and occupation, when this user may know of it."""
    return get_object_or_404(Kit.objects.visible_to(request.user).select_related("pilot", "occupation"), pk=pk)


def _item_or_404(request, pk):
    rows = KitItem.objects.filter(kit__in=Kit.objects.visible_to(request.user)).select_related(
        "kit__pilot", "kit__occupation"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def kit(request, pilot):
    """The kit that is being made, else the one in use; ``?nummer=`` shows another."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_kit(request.user, pilot))
    versions = list(Kit.objects.visible_to(request.user).filter(pilot=pilot).select_related("occupation", "pilot"))
    wanted = request.GET.get("nummer", "")
    chosen = next((one for one in versions if str(one.number) == wanted), None) or next(
        (one for state in (Kit.State.DRAFT, Kit.State.IN_USE) for one in versions if one.state == state),
        versions[0] if versions else None,
    )
    designs = may_design_kit(request.user, pilot)
    context = {
        "pilot": pilot,
        "rooms": rooms(request.user, pilot, "kit"),
        "kit": chosen,
        "versions": versions,
        "may_design": designs,
        "crumbs": crumbs(pilot, (_("Interview kit"), "")),
        "has_policy": pilot.policy_in_force is not None,
    }
    if chosen:
        items = list(chosen.items.all())
        shares = kits.shares(chosen, items)
        draft = chosen.state == Kit.State.DRAFT
        context |= {
            "groups": [
                {
                    "title": _("Soft, %(n)s %%") % {"n": chosen.soft_weight}
                    if kind == KINDS.SOFT
                    else _("Hard, %(n)s %%") % {"n": chosen.hard_weight},
                    "items": [
                        {"item": item, "anchors": anchors_of(item), "share": shares[item.pk]}
                        for item in items
                        if item.kind == kind
                    ],
                }
                for kind in KINDS
            ],
            "blockers": kits.blockers(chosen) if draft and designs else [],
            "may_edit": designs and draft,
            "follows": not draft
            or pilot.policy_in_force is None
            or pilot.policy_in_force.soft_weight == chosen.soft_weight,
            "threshold": pilot.policy_in_force.motivation_threshold if pilot.policy_in_force else None,
        }
    return render(request, "candidates/kit.html", context)


@require_POST
def kit_make(request, pilot):
    """Make a draft: from the policy, or as a new version of the kit in use."""
    pilot = pilot_or_404(request, pilot)
    require(may_design_kit(request.user, pilot))
    in_use = pilot.kits.in_use().first()
    return _done(
        request,
        pilot,
        (lambda: kits.new_version(in_use, by=request.user))
        if in_use
        else lambda: kits.make_default(pilot, by=request.user),
        _("The kit is made as a draft. Read it through, change what you like, and take it into use."),
    )


@require_POST
def kit_use(request, pk):
    """Take a draft into use."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    return _done(
        request, kit.pilot, lambda: kits.use(kit, by=request.user), _("The kit is in use. It does not change any more.")
    )


@require_POST
def kit_follow(request, pk):
    """Take the weights of the policy over."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    return _done(
        request,
        kit.pilot,
        lambda: kits.follow_policy(kit, by=request.user),
        _("The kit has the weights of the policy now."),
    )


def _done(request, pilot, verb, sentence):
    try:
        verb()
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, sentence)
    return redirect("candidates:kit", pilot.slug)


@require_http_methods(["GET", "POST"])
def kit_item(request, pk):
    """Change one item of a draft."""
    item = _item_or_404(request, pk)
    require(may_design_kit(request.user, item.kit.pilot))
    return _item(request, item, item.name)


@require_http_methods(["GET", "POST"])
def kit_item_new(request, pk):
    """Add a competence or a trend to a draft."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    text = kits.wording("", kit.occupation)
    item = KitItem(
        kit=kit, element=KitItem.Element.COMPETENCE, kind=KINDS.SOFT, anchors=text.anchors, question=text.question
    )
    return _item(request, item, _("Add an item"))


def _item(request, item, title):
    back = reverse("candidates:kit", args=[item.kit.pilot.slug])
    form = KitItemForm(request.POST or None, instance=item)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, kits.save_item, item, by=request.user, fields=form.changed_data)
    ):
        messages.success(request, _("“%(item)s” is saved.") % {"item": item.name})
        return redirect(f"{back}#i{item.pk}")
    context = {
        "item": item,
        "kit": item.kit,
        "form": form,
        "title": title,
        "back": back,
        "crumbs": crumbs(item.kit.pilot, (_("Interview kit"), back), (title, "")),
        "may_remove": item.pk and item.kit.state == Kit.State.DRAFT and item.element not in kits.REQUIRED,
    }
    return render(request, "candidates/kit_item.html", context)


@require_http_methods(["GET", "POST"])
def kit_item_remove(request, pk):
    """Take an item out of a draft, after asking."""
    item = _item_or_404(request, pk)
    require(may_design_kit(request.user, item.kit.pilot))
    back = reverse("candidates:kit", args=[item.kit.pilot.slug])
    if request.method == "POST":
        return _done(
            request,
            item.kit.pilot,
            lambda: kits.remove_item(item, by=request.user),
            _("“%(item)s” is out of the kit.") % {"item": item.name},
        )
    context = {
        "title": _("Take “%(item)s” out of the kit?") % {"item": item.name},
        "sentence": _("The question and the five answers are lost. Other items of its kind count more then."),
        "label": _("Take out"),
        "danger": True,
        "back": back,
        "crumbs": crumbs(item.kit.pilot, (_("Interview kit"), back), (item.name, "")),
    }
    return render(request, "confirm.html", context)
