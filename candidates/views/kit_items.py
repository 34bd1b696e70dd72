"""The items of a draft kit: changed one by one, chosen from a list, moved, taken out."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from candidates import kit_texts, kits
from candidates.forms_kits import ChooseItemsForm, KitItemForm
from candidates.models import Kit, KitItem
from candidates.permissions import may_design_kit
from candidates.views.cases import carried_out
from candidates.views.kits import done, item_or_404, kit_or_404, trail
from pilot.permissions import require


@require_http_methods(["GET", "POST"])
def kit_item(request, pk):
    """Change one item of a draft."""
    item = item_or_404(request, pk)
    require(may_design_kit(request.user, item.kit.pilot))
    return _item(request, item, item.name)


@require_http_methods(["GET", "POST"])
def kit_item_new(request, pk):
    """Write an item of one's own."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    text = kit_texts.wording("", kit.occupation)
    item = KitItem(
        kit=kit,
        element=KitItem.Element.COMPETENCE,
        kind=KitItem.Kind.SOFT,
        anchors=text.anchors,
        question=text.question,
    )
    return _item(request, item, _("Write an item of your own"))


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
        "crumbs": trail(item.kit, (title, "")),
        "frozen": item.kit.state != Kit.State.DRAFT,
        "may_remove": item.pk and item.kit.state == Kit.State.DRAFT and item.element not in kits.REQUIRED,
        "sets_level": item.pk and item.element == KitItem.Element.COMPETENCE,
    }
    return render(request, "candidates/kit_item.html", context)


@require_http_methods(["GET", "POST"])
def kit_choose(request, pk):
    """Choose what to add: an element that is missing, competences of the occupation, trends (advice 8.3.2-18)."""
    kit = kit_or_404(request, pk)
    require(may_design_kit(request.user, kit.pilot))
    choices = kit_texts.choices_for(kit)
    form = ChooseItemsForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        added = []
        if carried_out(form, lambda: added.extend(kits.add_chosen(kit, form.chosen, by=request.user))):
            sentence = ngettext("%(n)s item is added.", "%(n)s items are added.", len(added))
            messages.success(request, sentence % {"n": len(added)})
            return redirect(f"{reverse('candidates:kit', args=[kit.pilot.slug])}#i{added[0].pk}")
    picked = set(request.POST.getlist("pick"))
    titles = {
        "element": _("What every kit asks"),
        KitItem.Element.COMPETENCE: _("Competences of the occupation"),
        KitItem.Element.TREND: _("Trends, technical and organisational"),
    }
    groups = {title: [] for title in titles.values()}
    for choice in choices:
        title = titles.get(choice.element, titles["element"]) if choice.key[0] in "ct" else titles["element"]
        groups[title].append({"choice": choice, "picked": choice.key in picked, "level": _level(choice)})
    context = {
        "kit": kit,
        "form": form,
        "groups": [{"title": title, "rows": rows} for title, rows in groups.items() if rows],
        "crumbs": trail(kit, (_("Add an item"), "")),
        "back": reverse("candidates:kit", args=[kit.pilot.slug]),
        "frozen": kit.state != Kit.State.DRAFT,
    }
    return render(request, "candidates/kit_choose.html", context)


def _level(choice):
    return str(KitItem(required_level=choice.level).get_required_level_display()).lower() if choice.level else ""


@require_POST
def kit_item_move(request, pk):
    """Move an item one place among those of its kind."""
    item = item_or_404(request, pk)
    require(may_design_kit(request.user, item.kit.pilot))
    up = request.POST.get("to") != "down"
    return done(
        request,
        item.kit.pilot,
        lambda: kits.move_item(item, by=request.user, up=up),
        _("“%(item)s” is moved.") % {"item": item.name},
        anchor=f"#i{item.pk}",
    )


@require_http_methods(["GET", "POST"])
def kit_item_remove(request, pk):
    """Take an item out of a draft, after asking."""
    item = item_or_404(request, pk)
    require(may_design_kit(request.user, item.kit.pilot))
    if request.method == "POST":
        return done(
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
        "back": reverse("candidates:kit", args=[item.kit.pilot.slug]),
        "crumbs": trail(item.kit, (item.name, "")),
    }
    return render(request, "confirm.html", context)
