"""The people of a pilot otherwise than as a list: as a board by stage, and as a sheet to take along."""

from itertools import groupby

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from candidates.forms import CandidateFilter
from candidates.models import Candidate, OutReason, Result
from candidates.permissions import may_drop, may_read_reasons, may_recruit, may_see_people
from candidates.steps import next_step, with_next
from candidates.views.candidates import STAGES, narrowed, people_of, pilot_or_404
from candidates.views.rooms import rooms
from pilot import audit
from pilot.exporting import XLSX, workbook
from pilot.models import Recruits
from pilot.permissions import require
from pilot.phases.bringing import brought_in_by, recruiters
from pilot.views import saved

#: Cards of one stage on the board; the list has the others.
CARDS = 12
#: Rows of one sheet.
MOST = 20_000
ROOM = "candidates:list"
CARD = ("first_name", "last_name", "former_function", "state", "out_reason", "created_at", "pilot_id")


@require_safe
def board(request, pilot):
    """Everybody by stage, with what is next for each: a card is a link, and its acts are buttons."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    staged = people_of(request, pilot, Candidate.objects.with_stage())
    # Which cards stand on the board and how many there are besides, before anything is read of anybody.
    places = staged.annotate(
        place=Window(RowNumber(), partition_by="stage", order_by=[F("created_at").desc(), F("pk").desc()]),
    )
    counts, shown = {}, []
    for pk, stage, place in places.values_list("pk", "stage", "place"):
        counts[stage] = counts.get(stage, 0) + 1
        if place <= CARDS:
            shown.append(pk)
    people = with_next(Candidate.objects.only(*CARD)).filter(pk__in=shown).order_by("-created_at", "-pk")
    people = sorted(people, key=lambda person: person.stage)
    by_stage = {stage: list(found) for stage, found in groupby(people, key=lambda person: person.stage)}
    acts = _acts(request.user, pilot)
    url = reverse(ROOM, args=[pilot.slug])
    columns = [
        {
            "label": label,
            "key": stage,
            "count": counts[stage],
            "more": counts[stage] - len(by_stage[stage]),
            "url": f"{url}?stand={stage}",
            "cards": [_card(person, pilot, request.user, acts) for person in by_stage[stage]],
        }
        for stage, label in STAGES
        if stage in by_stage
    ]
    context = {"pilot": pilot, "rooms": rooms(request.user, pilot, "board"), "columns": columns}
    return render(request, "candidates/board.html", context)


def _acts(user, pilot):
    """Which ways out of a stage this user may take: asked once for each state, not for every card."""
    found = {}
    for state in Candidate.State:
        person = Candidate(pilot=pilot, state=state)
        found[state] = {
            "drop": person.can("drop") and may_drop(user, person),
            "return": person.can("return") and may_recruit(user, pilot),
        }
    return found


def _card(person, pilot, user, acts):
    person.pilot = pilot
    step = next_step(person)
    step = step.shown_to(user, pilot) if step else None
    may = acts[person.state]
    buttons = []
    if step and step.url and step.label:
        buttons.append({"label": step.label, "url": step.url})
    # Who is matched or placed first leaves that; the case page says how.
    if may["drop"] and person.stage == person.state:
        buttons.append({"label": _("Falls out"), "url": reverse("candidates:candidate_drop", args=[person.pk])})
    if may["return"]:
        buttons.append({"label": _("Take back in"), "url": reverse("candidates:candidate_return", args=[person.pk])})
    sentence = step.sentence if step else str(dict(OutReason.choices).get(person.out_reason, ""))
    return {"person": person, "sentence": sentence, "buttons": buttons}


@require_safe
def export(request, pilot):
    """The people that the list shows, as XLSX with the columns that this user may read; that it was made is noted."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    filters = CandidateFilter(request.GET or None)
    results = Result.objects.of_this_course().filter(candidate=OuterRef("pk")).order_by("-pk")
    figures = {name: Subquery(results.values(name)[:1]) for name in ("soft", "hard", "total", "type")}
    reasons = may_read_reasons(request.user, pilot)
    if reasons:
        figures["why"] = Subquery(results.values("reason")[:1])
    rows = narrowed(request, people_of(request, pilot, Candidate.objects.with_case().with_stage()), filters)
    people = list(rows.annotate(**figures).order_by(*filters.by)[:MOST])
    providers = recruiters(pilot, Recruits.CANDIDATES)
    columns = [
        _("First name"), _("Last name"), _("Stage"), _("E-mail address"), _("Telephone"), _("Postcode"), _("Town"),
        _("Region"), _("Former function"), _("Source sector"), _("Education"), _("Employment status"), _("Channel"),
        _("Brought in by"), _("Recorded on"), _("Fell out after"), _("Reason"), _("Soft skills"), _("Hard skills"),
        _("Total"), _("Type"), *([_("Why otherwise than proposed")] if reasons else []),
    ]  # fmt: skip
    lines = [
        [
            person.first_name, person.last_name, str(person.stage_label), person.email, person.phone, person.postcode,
            person.town, str(person.region or ""), person.former_function,
            str(person.source_sector or person.sector_text), person.get_education_display(),
            str(person.get_employment_display()), str(person.channel or ""), brought_in_by(person, providers),
            timezone.localdate(person.created_at), str(person.get_out_stage_display() or ""),
            str(person.get_out_reason_display() or ""), person.soft, person.hard, person.total, person.type,
            *([person.why] if reasons else []),
        ]
        for person in people
    ]  # fmt: skip
    # Everybody in the sheet was looked at; the pilot's own line says that it left the building.
    audit.record_many(people, "seen", by=request.user)
    chosen = sorted({"stand", "niet_verteld", *filters.fields} & set(request.GET))
    audit.record(pilot, "export_candidates", by=request.user, fields=chosen)
    name = f"{slugify(pgettext('file name', 'candidates'))}-{pilot.slug}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(
        workbook(_("Candidates"), columns, lines),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def filter_save(request, pilot):
    """Keep the choice of the list under a name."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_people(request.user, pilot))
    return saved.keep(request, pilot, ROOM)
