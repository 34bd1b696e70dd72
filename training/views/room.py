"""The page of one class as plain data: seats, figures, who may be seated, what is next."""

import re

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Subquery, Window
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from candidates.models import Result
from pilot import charts
from pilot.formats import day
from pilot.importing.kinds import kind_named
from pilot.models import Policy
from training import classes
from training.models import SEATS, Enrolment, Guide, Report, TrainingClass
from training.permissions import (
    may_assign_mentor,
    may_compose,
    may_decide,
    may_see_money,
    may_see_selection,
    small_funds,
)
from training.planning import Person, Sizes, group_of, size_note, suggest, type_note
from training.progress import month_name, months_due
from training.views.cases import crumbs
from training.waiting import BEFOREHAND

#: Placed candidates that the page names; the others are counted.
MOST_WAITING = 40
LEGAL_FORM = re.compile(r",?\s+(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|C\.?V\.?)$", re.IGNORECASE)
OPEN = (TrainingClass.State.FORMING, TrainingClass.State.CONFIRMED)


def room(training_class, request):
    """Everything that training/class.html shows to this user."""
    user, pilot = request.user, training_class.pilot
    policy = pilot.policy_in_force
    sizes = Sizes.of(policy)
    people = participants(training_class)
    known = visible(people, training_class, user)
    seated = [person for person in people if person.seat is not None]
    selects, composes, decides = may_see_selection(user, pilot), may_compose(user, pilot), may_decide(user, pilot)
    notes = seat_notes(training_class) if may_see_money(user, pilot) else {}
    small = small_class(training_class, user, len(seated), sizes)
    context = {
        "training_class": training_class,
        "pilot": pilot,
        "crumbs": crumbs(pilot, (training_class.name, "")),
        "lead": lead(training_class, len(seated)),
        "facts": facts(training_class),
        "sizes": sizes,
        "size": size_note(len(seated), sizes),
        "size_sentence": size_sentence(training_class, len(seated), sizes),
        "size_chart": size_chart(len(seated), sizes),
        "types": types(seated, training_class.programme.kind) if selects else None,
        "seats": charts.seats(
            {person.seat: chair(person, person.pk in known, selects, notes) for person in seated},
            total=SEATS,
            ideal=(sizes.minimum, sizes.target),
        ),
        "seats_sentence": charts.seats_sentence(len(seated), SEATS, (sizes.minimum, sizes.target)),
        "new_today": any(_is_new(person) for person in seated),
        "participants": [person for person in people if person.pk in known],
        "small": small,
        "may_compose": composes,
        "may_decide": decides,
        "may_assign": may_assign_mentor(user, pilot),
        "may_import": training_class.state == TrainingClass.State.RUNNING and kind_named("progress", pilot).may(user),
        "open": training_class.state in OPEN,
        "started": training_class.state not in OPEN,
        "forming": training_class.state == TrainingClass.State.FORMING,
        "waiting": None,
        "next": None,
    }
    if selects and context["forming"]:
        context["waiting"] = waiting(training_class, policy, sizes, seated)
    panels = list(drawn_panels(training_class, request))
    context["figures"] = [html for place, html in panels if place == "figure"]
    context["below"] = [html for place, html in panels if place == "below"]
    context["next_panels"] = [html for place, html in panels if place == "next"]
    if not context["next_panels"]:
        context["next"] = next_step(training_class, context, seated, sizes)
    return context


def participants(training_class):
    """Everybody who is or was in the class, with company, type, flag, mentors and the last report; two queries."""
    last = Report.objects.filter(enrolment=OuterRef("pk")).order_by("-month")
    return list(
        training_class.enrolments.with_case()
        .with_company()
        .with_type()
        .annotate(
            last_month=Subquery(last.values("month")[:1]), last_attendance=Subquery(last.values("attendance")[:1])
        )
        .prefetch_related(Prefetch("guides", Guide.objects.select_related("mentor")))
        .order_by("seat", "pk")
    )


def visible(people, training_class, user):
    """Ids of the participants that this user may know of: a mentor knows only those guided."""
    if may_see_selection(user, training_class.pilot):
        return {person.pk for person in people}
    return set(Enrolment.objects.visible_to(user).filter(training_class=training_class).values_list("pk", flat=True))


def lead(training_class, count):
    sentence = ngettext("%(n)s participant", "%(n)s participants", count) % {"n": count}
    return _("%(participants)s, from %(start)s at %(trainer)s.") % {
        "participants": sentence,
        "start": day(training_class.start),
        "trainer": training_class.programme.trainer.name,
    }


def facts(training_class):
    programme = training_class.programme
    return [
        {"label": _("Programme"), "value": programme.name},
        {"label": pgettext("training", "Kind"), "value": programme.get_kind_display()},
        {"label": _("Last day"), "value": day(training_class.end)},
    ]


def size_sentence(training_class, count, sizes):
    """What stands under the seats: what may still be done about the size, or only the norm once nothing can."""
    if training_class.state in OPEN:
        return size_note(count, sizes).sentence
    return _("Ideal is %(minimum)s to %(target)s.") % {"minimum": sizes.minimum, "target": sizes.target}


def size_chart(count, sizes):
    labels = sorted({0, sizes.minimum, sizes.target, SEATS})
    return charts.ruler(
        count,
        key="seats",
        title=_("Seats"),
        desc=charts.seats_sentence(count, SEATS, (sizes.minimum, sizes.target)),
        maximum=SEATS,
        step=1,
        labels=labels,
        zone=(sizes.minimum, sizes.target),
        limit=sizes.maximum if sizes.maximum < SEATS else None,
        show=True,
    )


def types(seated, kind):
    """How many of each type of candidate, as a chart with one sentence; ``None`` while nobody has a type."""
    counts = {number: sum(1 for person in seated if person.type == number) for number in (1, 2, 3)}
    if not any(counts.values()):
        return None
    words = {1: _("type 1"), 2: _("type 2: some overlap"), 3: _("type 3")}
    desc = _("%(one)s of type 1, %(two)s of type 2, %(three)s of type 3.") % {
        "one": counts[1],
        "two": counts[2],
        "three": counts[3],
    }
    parts = [{"label": words[number], "count": count} for number, count in counts.items()]
    chart = charts.mix(parts, key="types", title=_("Type of candidate"), desc=desc)
    return {"chart": chart, "note": type_note(counts, kind)}


def _is_new(person):
    return timezone.localdate(person.created_at) == timezone.localdate()


def short_name(company):
    """A company's name without its legal form, so that it fits on a seat."""
    return LEGAL_FORM.sub("", company)


def chair(person, known, selects, notes):
    """What stands on one seat; of a participant whom the reader does not guide only that it is taken."""
    if not known:
        return {"name": _("Taken"), "sub": "", "note": "", "url": "", "new": False}
    words = [notes.get(person.pk, "")]
    if selects and person.type:
        words.append(_("type %(type)s") % {"type": person.type})
    return {
        "name": person.candidate.last_name or person.candidate.first_name,
        "sub": short_name(person.company) if not person.company_until else _("no company any more"),
        "note": " · ".join(word for word in words if word),
        "url": person.get_absolute_url(),
        "new": _is_new(person),
    }


def seat_notes(training_class):
    """What apps above write at the seats, by enrolment id (settings.SEAT_NOTES)."""
    notes = {}
    for path in settings.SEAT_NOTES:
        notes.update(import_string(path)(training_class))
    return notes


def drawn_panels(training_class, request):
    """Panels of apps above (settings.CLASS_PANELS), drawn, each with its place: ``figure``, ``next`` or ``below``.

    A panel is ``panel(training_class, user) -> {"template", "context", "place"?} | None``; it stands among the figures
    unless it says otherwise. One in the place ``next`` takes the place of the next-step box.
    """
    for path in settings.CLASS_PANELS:
        panel = import_string(path)(training_class, request.user)
        if panel is not None:
            yield panel.get("place", "figure"), drawn(panel["template"], panel["context"], request)


def drawn(template, values, request):
    """A partial of another app with nothing but its own values (and the request, for the keys of its forms)."""
    context = Context({**values, "request": request})
    context.request = request
    return mark_safe(get_template(template).template.render(context))  # noqa: S308 - rendered by the engine just now


def waiting(training_class, policy, sizes, seated):
    """Placed candidates without a seat, who fits best first, each with what does not fit and a free seat."""
    results = Result.objects.filter(candidate=OuterRef("candidate"), qualified=True).order_by("-pk")
    rows = classes.waiting_for_seat(training_class.pilot)
    matches = {
        match.pk: match
        for match in rows.select_related("candidate", "vacancy__participation__company", "introduction").annotate(
            type=Subquery(results.values("type")[:1]), total=Window(Count("pk"))
        )[:MOST_WAITING]
    }
    count = next((match.total for match in matches.values()), 0)
    homogeneous = policy is not None and policy.composition == Policy.Composition.HOMOGENEOUS
    group = group_of(
        training_class.programme.kind,
        [Person(person.pk, person.company_region, person.type) for person in seated],
        homogeneous=homogeneous,
    )
    people = [Person(pk, match.company.region_id, match.type, agreed_training(match)) for pk, match in matches.items()]
    free = min(set(range(1, SEATS + 1)) - {person.seat for person in seated}, default=None)
    full = len(seated) >= min(sizes.maximum, SEATS)
    return {
        "count": count,
        "hidden": count - len(matches),
        "free": None if full else free,
        "people": [
            {
                "match": matches[found.person.key],
                "sub": " · ".join(
                    word
                    for word in (
                        matches[found.person.key].company.name,
                        _("type %(type)s") % {"type": found.person.type} if found.person.type else "",
                    )
                    if word
                ),
                "misfits": found.misfits,
                "suggested": found.suggested,
            }
            for found in suggest(people, group, len(seated), sizes)
        ],
    }


def agreed_training(match):
    """The kind of training agreed at the introduction, or empty."""
    introduction = getattr(match, "introduction", None)
    return introduction.agreed_training if introduction else ""


def small_class(training_class, user, count, sizes):
    """Decisions of owners about starting below the minimum, and whether this user still has to make one."""
    if training_class.state not in OPEN:
        return None
    decided = list(training_class.small_starts.select_related("fund", "by"))
    known = {decision.fund_id for decision in decided}
    funds = [row.fund for row in training_class.pilot.pilot_funds.select_related("fund")]
    missing = [fund for fund in funds if fund.pk not in known]
    if not 0 < count < sizes.minimum:
        return None
    mine = small_funds(user, training_class.pilot)
    return {
        "decided": decided,
        "missing": missing,
        "url": reverse("training:class_small", args=[training_class.pk]),
        "may": any(fund.pk in mine for fund in missing),
    }


def next_step(training_class, context, seated, sizes):
    """The next-step box: sentence, who, by when, and the act; ``None`` when the class is over."""
    state, pk, small = training_class.state, training_class.pk, context["small"]
    if state == TrainingClass.State.FORMING:
        short = sizes.target - len(seated)
        if not context["may_decide"] or not seated:
            sentence = (
                ngettext("Fill %(n)s seat more", "Fill %(n)s seats more", short) % {"n": short}
                if short > 0
                else _("The class can be confirmed")
            )
            return {"sentence": sentence, "who": _("owner and provider"), "due": training_class.start - BEFOREHAND}
        return {
            "sentence": _("Confirm who is in %(name)s") % {"name": training_class.name},
            "who": _("you"),
            "due": training_class.start - BEFOREHAND,
            "action": reverse("training:class_confirm", args=[pk]),
            "label": _("Confirm class"),
            "why": list(classes.size_blockers(len(seated), sizes)),
        }
    if state == TrainingClass.State.CONFIRMED:
        return {
            "sentence": _("Start %(name)s") % {"name": training_class.name},
            "who": _("the owner"),
            "due": training_class.start,
            "why": list(classes.size_blockers(len(seated), sizes, small["missing"] if small else [])),
        }
    if state == TrainingClass.State.RUNNING:
        return _running_step(training_class, context, seated)
    return None


def _running_step(training_class, context, seated):
    busy = [person for person in seated if person.state in ("acquainted", "active")]
    if not busy and context["may_decide"]:
        return {
            "sentence": _("Everybody is done: finish %(name)s") % {"name": training_class.name},
            "who": _("you"),
            "due": None,
            "action": reverse("training:class_finish", args=[training_class.pk]),
            "label": _("Finish class"),
            "why": [],
        }
    months = months_due(training_class, timezone.localdate())
    late = [month for month in months[-1:] if any(not p.last_month or p.last_month < month for p in busy)]
    if late:
        return {
            "sentence": _("Report the progress of %(month)s") % {"month": month_name(late[0])},
            "who": _("the provider"),
            "due": None,
            "url": reverse("import_new", args=[training_class.pilot.slug, "progress"]) if context["may_import"] else "",
            "label": _("Upload progress"),
        }
    return None
