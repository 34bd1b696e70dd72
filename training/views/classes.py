"""Classes of a pilot: the list, making and editing one, and the buttons of one class."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates.models import Candidate
from pilot import audit
from pilot.forms import ReasonForm
from pilot.importing.kinds import kind_named
from pilot.models import Organisation
from pilot.paging import keyset
from pilot.permissions import require
from training import classes
from training.forms import ClassForm, SeatCandidateForm
from training.models import TrainingClass
from training.permissions import may_compose, may_decide, may_see_classes, may_see_programmes, small_funds
from training.planning import Sizes, size_note
from training.views.cases import carried_out, class_crumbs, class_or_404, crumbs, form_page, pilot_or_404, pressed
from training.views.room import room


@require_safe
def class_list(request, slug):
    """Classes by first day, with their seats."""
    pilot = pilot_or_404(request, slug)
    require(may_see_classes(request.user, pilot))
    rows = TrainingClass.objects.visible_to(request.user).filter(programme__pilot=pilot).with_case().with_seated()
    count = rows.count()
    sentence = ngettext("%(n)s class", "%(n)s classes", count) % {"n": count}
    page = keyset(request, rows, "start", "pk", sentence=sentence)
    sizes = Sizes.of(pilot.policy_in_force)
    for training_class in page.items:
        training_class.size = size_note(training_class.seated, sizes)
    composes = may_compose(request.user, pilot)
    return render(
        request,
        "training/classes.html",
        {
            "pilot": pilot,
            "crumbs": crumbs(pilot)[:1] + [{"label": _("Classes"), "url": ""}],
            "page": page,
            "sizes": sizes,
            "without_seat": classes.waiting_for_seat(pilot).count() if composes else 0,
            "may_compose": composes,
            # Without a programme there is nothing that a class could follow: that comes first.
            "has_programme": bool(page.items) or pilot.programmes.exists(),
            "may_see_programmes": may_see_programmes(request.user, pilot),
            "may_import": kind_named("progress", pilot).may(request.user),
        },
    )


@require_http_methods(["GET", "POST"])
def class_new(request, slug):
    """A new class: programme, name, first and last day."""
    pilot = pilot_or_404(request, slug)
    require(may_compose(request.user, pilot))
    form = ClassForm(request.POST or None, pilot=pilot)
    back = reverse("training:classes", args=[pilot.slug])
    if request.method == "POST" and form.is_valid():
        training_class = classes.form(form.save(commit=False), by=request.user)
        messages.success(request, _("The class was made. Now give placed candidates a seat."))
        return redirect(training_class)
    blockers = []
    if not pilot.programmes.exists():
        blockers = [_("First there has to be a programme that everybody in the class follows.")]
    return form_page(
        request,
        form,
        title=_("New class"),
        crumbs=crumbs(pilot, (_("New class"), "")),
        label=_("Make class"),
        back=back,
        blockers=blockers,
        way_out={"label": _("New programme"), "url": reverse("training:programme_new", args=[pilot.slug])},
    )


@require_safe
def training_class(request, pk):
    """One class, drawn as seats, with who may be seated and what the figures say."""
    training_class = class_or_404(request, pk)
    audit.seen(training_class, by=request.user)
    return render(request, "training/class.html", room(training_class, request))


@require_http_methods(["GET", "POST"])
def class_edit(request, pk):
    """Name and days of a class; never its programme, which everybody in it follows."""
    training_class = class_or_404(request, pk)
    require(may_compose(request.user, training_class.pilot))
    form = ClassForm(request.POST or None, instance=training_class, pilot=training_class.pilot)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, classes.change, form.instance, form.changed_data, by=request.user)
    ):
        messages.success(request, _("The class was saved."))
        return redirect(training_class)
    return form_page(
        request,
        form,
        title=_("Edit class"),
        crumbs=class_crumbs(training_class, (_("Edit class"), "")),
        label=_("Save class"),
        back=training_class.get_absolute_url(),
    )


@require_POST
def class_seat(request, pk):
    """Seat a placed candidate on a free seat."""
    training_class = class_or_404(request, pk)
    require(may_compose(request.user, training_class.pilot))
    form = SeatCandidateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who sits where."))
        return redirect(training_class)
    people = Candidate.objects.visible_to(request.user).filter(pilot=training_class.pilot_id)
    candidate = get_object_or_404(people, pk=form.cleaned_data["candidate"])
    number = form.cleaned_data["seat"]
    done = _("%(name)s has seat %(number)s.") % {"name": candidate.name, "number": number}
    return pressed(request, training_class, done, classes.seat, training_class, candidate, number, by=request.user)


@require_POST
def class_confirm(request, pk):
    """Fix who is in the class."""
    training_class = class_or_404(request, pk)
    require(may_decide(request.user, training_class.pilot))
    done = _("%(name)s is confirmed.") % {"name": training_class.name}
    return pressed(request, training_class, done, classes.confirm, training_class, by=request.user)


@require_POST
def class_reopen(request, pk):
    """Let people be seated again."""
    training_class = class_or_404(request, pk)
    require(may_decide(request.user, training_class.pilot))
    done = _("%(name)s can be changed again.") % {"name": training_class.name}
    return pressed(request, training_class, done, classes.reopen, training_class, by=request.user)


@require_POST
def class_finish(request, pk):
    """End the class, once nobody is in training any more."""
    training_class = class_or_404(request, pk)
    require(may_decide(request.user, training_class.pilot))
    done = _("%(name)s is finished.") % {"name": training_class.name}
    return pressed(request, training_class, done, classes.finish, training_class, by=request.user)


@require_http_methods(["GET", "POST"])
def class_cancel(request, pk):
    """Cancel a class before its start, with a reason; everybody's seat is free."""
    training_class = class_or_404(request, pk)
    require(may_decide(request.user, training_class.pilot))
    form = ReasonForm(request.POST or None, label=_("Why is the class cancelled?"))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, classes.cancel, training_class, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The class was cancelled; everybody can be seated in another class."))
        return redirect(training_class)
    return render(
        request,
        "confirm.html",
        {
            "title": _("Cancel %(name)s") % {"name": training_class.name},
            "crumbs": class_crumbs(training_class, (_("Cancel"), "")),
            "sentence": _("Everybody in it loses the seat and can be seated in another class. This cannot be undone."),
            "form": form,
            "label": _("Cancel class"),
            "danger": True,
            "back": training_class.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def class_small(request, pk):
    """An owner's reasoned decision to start below the minimum."""
    training_class = class_or_404(request, pk)
    mine = small_funds(request.user, training_class.pilot)
    require(mine)
    open_funds = [fund for fund in classes.small_decisions_missing(training_class) if fund.pk in mine]
    fund = open_funds[0] if open_funds else Organisation.objects.get(pk=min(mine))
    form = ReasonForm(
        request.POST or None,
        label=_("Why may this class start?"),
        help_text=_("For example: the next recruitment fills it up, or the training can wait no longer."),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form, classes.decide_small, training_class, fund=fund, by=request.user, reason=form.cleaned_data["reason"]
        )
    ):
        messages.success(request, _("Your decision for %(fund)s was recorded.") % {"fund": fund.name})
        return redirect(training_class)
    count, sizes = classes.seated(training_class), classes.sizes_of(training_class)
    return render(
        request,
        "confirm.html",
        {
            "title": _("Start %(name)s below the minimum") % {"name": training_class.name},
            "crumbs": class_crumbs(training_class, (_("Small class"), "")),
            "pairs": [
                {"label": _("Participants"), "value": count},
                {"label": _("Smallest class"), "value": sizes.minimum},
                {"label": _("You decide for"), "value": fund.name},
            ],
            "sentence": size_note(count, sizes).sentence,
            "form": form,
            "label": _("Record decision"),
            "back": training_class.get_absolute_url(),
        },
    )
