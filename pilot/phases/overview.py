"""The pilot's page: phases read from the records, what this phase asks, what is next."""

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pilot import formats
from pilot.addresses import reverse
from pilot.choices import Role
from pilot.models import Phase, Pilot, Policy
from pilot.permissions import funds_to_sign, is_owner, may_propose
from pilot.phases.appointing import answer_due
from pilot.phases.beginning import start_blockers
from pilot.phases.due import choosing_due, of_pilot, signing_due
from pilot.phases.stages import phase_of
from pilot.phases.standing import CHOICES, missing_choices, recruiting_blockers

State = Pilot.State
#: Who takes the steps that the checklist asks; others read it.
RUNS = (Role.OWNER, Role.SELECTOR, Role.PROVIDER)


def phases(pilot, standing):
    """The line of phases for ``_phases.html``: what the floor's own records tell.

    Recruiting, training and evaluating overlap; apps above say how far those are by ``settings.PILOT_PHASES``.
    """
    opened, agreed_on = standing.open, standing.agreed_on
    begun = pilot.state in (State.RUNNING, State.CLOSED)
    offered = standing.in_force or (opened and opened.state == Policy.State.PROPOSED)
    since = standing.in_force.proposed_at if standing.in_force else opened.proposed_at if opened else None
    ready, agreed = _ready(since) if offered else "", _ready(agreed_on)
    if standing.in_force and standing.in_force.number > 1:
        # A later version is younger than the phases that came after the first.
        ready, agreed = "", _("Version %(number)d is in force.") % {"number": standing.in_force.number}
    redesigned = standing.in_force is not None and opened is not None
    if redesigned:
        # A next version is made while the pilot goes on under the one in force.
        ready = _("Version %(number)d is being made.") % {"number": opened.number}
    line = {
        "design": (pgettext("phase", "Design"), "done" if offered and not redesigned else "now", ready),
        "agreement": (
            pgettext("phase", "Agreement"),
            "done" if standing.in_force else "now" if offered else "todo",
            agreed,
        ),
        "recruiting": (
            pgettext("phase", "Recruit and select"),
            "now" if begun else "todo",
            _since(pilot) if begun else "",
        ),
        "training": (pgettext("phase", "Train"), "todo", ""),
        "evaluating": (pgettext("phase", "Evaluate"), "todo", ""),
        "closed": (
            pgettext("phase", "Closed"),
            "done" if pilot.state == State.CLOSED else "todo",
            formats.short_day(pilot.end) if pilot.end else "",
        ),
    }
    said = {
        key: {"key": key, "label": label, "status": status, "note": note} for key, (label, status, note) in line.items()
    }
    for path in settings.PILOT_PHASES:
        for key, changes in import_string(path)(pilot).items():
            said[key].update(changes)
    return list(said.values())


def _ready(moment):
    return _("ready on %(day)s") % {"day": formats.short_day(moment)} if moment else ""


def _since(pilot):
    if pilot.start and pilot.start <= timezone.localdate():
        return _("since %(day)s") % {"day": formats.short_day(pilot.start)}
    return ""


def checklist(pilot, user, standing):
    """What this phase asks, as lines for ``_checklist.html``: the floor's own, and those of the apps above.

    An app above adds lines by ``settings.PILOT_CHECKLIST``: ``items(pilot, user)`` yields dicts of label, status
    (done, busy, todo, stop), url, badge, note, why, who (name or role), due (a day) and phase.
    """
    own = [{"phase": Phase.DESIGN, **line} for line in _own_lines(pilot, user, standing)]
    return own, _added(settings.PILOT_CHECKLIST, pilot, user)


def _added(paths, pilot, user):
    return [line | {"phase": phase_of(line, path)} for path in paths for line in import_string(path)(pilot, user)]


def _own_lines(pilot, user, standing):
    yield _choices_line(pilot, standing)
    if not standing.in_force or standing.open:
        yield _signature_line(pilot, standing)
    yield _provider_line(pilot, user, standing)
    if pilot.state in (State.DESIGN, State.AGREED):
        yield _start_line(pilot, user, standing)
    why = recruiting_blockers(pilot, standing)
    if why:
        yield {
            "label": _("Recruit companies and candidates"),
            "status": "stop",
            "why": why,
            "phase": Phase.RECRUITING,
        }


def lessons_line(pilot, learned):
    """Whether success and failure factors are noted, for the evaluation; ``learned`` is of ``lessons.standing``.

    Advice 8.3-08: they stay visible, so that the pilot can be repeated elsewhere.
    """
    counts = [one["count"] for one in learned]
    return {
        "label": _("Success and failure factors noted"),
        "url": reverse("journal", args=[pilot.slug]),
        "status": "done" if all(counts) else "busy" if any(counts) else "todo",
        "badge": str(sum(counts) or ""),
        "note": _("What goes well and what goes wrong, written down as it shows."),
        "phase": Phase.EVALUATING,
    }


def _choices_line(pilot, standing):
    line = {"label": _("Policy choices made"), "url": reverse("policy", args=[pilot.slug]), "status": "done"}
    policy = standing.open or standing.in_force
    missing = missing_choices(policy) if policy else CHOICES
    if standing.in_force and not standing.open:
        return line | {"note": _("Version %(number)d is in force.") % {"number": standing.in_force.number}}
    if policy is not None and policy.state == Policy.State.DRAFT:
        line["due"] = choosing_due(policy)
    if missing:
        made = _("%(made)d of %(all)d") % {"made": len(CHOICES) - len(missing), "all": len(CHOICES)}
        return line | {"status": "busy" if len(missing) < len(CHOICES) else "todo", "badge": made}
    return line | {"note": _("All %(all)d choices are made.") % {"all": len(CHOICES)}}


def _signature_line(pilot, standing):
    policy = standing.open
    line = {"label": _("Signed by every fund"), "url": reverse("policy", args=[pilot.slug]), "status": "todo"}
    if policy is None or policy.state == Policy.State.DRAFT:
        return line
    waits = ", ".join(fund.name for fund in standing.unsigned(policy))
    return line | {
        "status": "busy",
        "badge": _("%(made)d of %(all)d") % {"made": len(policy.signed_by), "all": len(standing.funds)},
        "note": _("Version %(number)d waits for %(funds)s.") % {"number": policy.number, "funds": waits},
        "who": waits,
        "due": signing_due(policy),
    }


def _provider_line(pilot, user, standing):
    line = {"label": _("Provider approved"), "status": "todo"}
    owner = is_owner(user, pilot)
    if not standing.appointments:
        return line | ({"url": reverse("appointment_new", args=[pilot.slug])} if owner else {})
    seen = owner or any(may_propose(user, appointment) for appointment in standing.appointments)
    url = {"url": reverse("appointments", args=[pilot.slug])} if seen else {}
    names = ", ".join(appointment.provider.name for appointment in standing.appointments)
    if standing.approved:
        return line | url | {"status": "done", "note": names}
    states = ", ".join(
        f"{appointment.provider}: {appointment.get_state_display().lower()}" for appointment in standing.appointments
    )
    # The one that has to answer first: a provider on an invitation or a question, the owners on what it handed in.
    first = min(standing.appointments, key=answer_due)
    who = _("the pilot owners") if first.state == "proposed" else first.provider.name
    return line | url | {"status": "busy", "note": f"{states}.", "who": who, "due": answer_due(first)}


def _start_line(pilot, user, standing):
    line = {"label": _("Pilot started"), "status": "todo"}
    if start_blockers(pilot, standing):
        return line | {
            "status": "stop",
            "note": _("This is possible when every fund has signed and a provider is approved."),
            "due": pilot.start,
        }
    line["due"] = pilot.start
    return line | ({"url": reverse("pilot_start", args=[pilot.slug])} if is_owner(user, pilot) else {})


def next_step(pilot, user, standing, added):
    """What is next, for ``_next.html``: sentence, who, due, url and label; ``None`` when nothing waits here.

    In a running pilot that is what waits longest for this user, as *My work* says it, of the pilot itself and of what
    the lines ``added`` by apps above bring; where nothing waits, the first line that is not done. A line may bring its
    own sentence as ``next``.
    """
    if pilot.state in (State.CLOSED, State.STOPPED):
        return None
    steps = [each(pilot, user, standing) for each in (_sign_step, _choose_step, _appoint_step, _start_step)]
    steps = [step for step in steps if step]
    waits = [*of_pilot(user, standing), *(item for line in added for item in line.get("waits", ()))]
    return (
        # What this user does in the design comes first; then the own work; then for whom everybody waits.
        next((step for step in steps if step["url"]), None)
        or _most_urgent(pilot, waits)
        or next(iter(steps), None)
        or (_first_open(added) if pilot.pk in user.pilots(*RUNS) else None)
    )


def _step(sentence, *, who="", due=None, url="", label="", more=""):
    if due is not None and due < timezone.localdate():
        # A day that has passed says nothing by itself; how late it is does.
        due, more = None, " · ".join(filter(None, [formats.due(due), str(more)]))
    return {"sentence": sentence, "who": who, "due": due, "url": url, "label": label, "more": more}


def _sign_step(pilot, user, standing):
    policy = standing.open
    if policy is None or policy.state != Policy.State.PROPOSED or standing.in_force:
        # While a version is in force the work goes on under it; a signature then waits among the other work.
        return None
    unsigned = standing.unsigned(policy)
    signed = [fund.name for fund in standing.funds if fund.pk in policy.signed_by]
    more = _("%(funds)s signed already.") % {"funds": ", ".join(signed)} if signed else ""
    mine = funds_to_sign(user, pilot)
    for fund in unsigned:
        if fund.pk in mine:
            return _step(
                _("Sign version %(number)d for %(fund)s") % {"number": policy.number, "fund": fund},
                who=_("you"),
                due=signing_due(policy),
                url=reverse("policy_sign", args=[pilot.slug]),
                label=_("Read and sign"),
                more=more,
            )
    return _step(
        ngettext("Version %(number)d waits for a signature", "Version %(number)d waits for signatures", len(unsigned))
        % {"number": policy.number},
        who=", ".join(fund.name for fund in unsigned),
        due=signing_due(policy),
        more=more,
    )


def _choose_step(pilot, user, standing):
    policy = standing.open
    if standing.in_force or policy is None:
        return None
    if not is_owner(user, pilot):
        return _step(_("The policy choices are being made"), who=_("the pilot owners"))
    if missing_choices(policy):
        return _step(
            _("Make the policy choices"),
            who=_("you"),
            due=choosing_due(policy),
            url=reverse("policy_edit", args=[pilot.slug]),
            label=_("Make the choices"),
        )
    return _step(
        _("Offer version %(number)d for signature") % {"number": policy.number},
        who=_("you"),
        url=reverse("policy_propose", args=[pilot.slug]),
        label=_("Check and offer"),
    )


def _appoint_step(pilot, user, standing):
    if standing.approved:
        return None
    owner = is_owner(user, pilot)
    if not standing.appointments:
        if not owner:
            return None
        return _step(
            _("Invite a provider"),
            who=_("you"),
            url=reverse("appointment_new", args=[pilot.slug]),
            label=_("Invite a provider"),
        )
    appointment = standing.appointments[0]
    if appointment.state == "proposed":
        return _step(
            _("Judge the proposal of %(provider)s") % {"provider": appointment.provider},
            who=_("you") if owner else _("the pilot owners"),
            **({"url": appointment.get_absolute_url(), "label": _("Read the proposal")} if owner else {}),
        )
    return _step(
        _("%(provider)s hands in its proposal") % {"provider": appointment.provider}, who=appointment.provider.name
    )


def _start_step(pilot, user, standing):
    if pilot.state != State.AGREED or start_blockers(pilot, standing):
        return None
    if not is_owner(user, pilot):
        return _step(_("The pilot can start"), who=_("the pilot owners"))
    return _step(
        _("Start the pilot"), who=_("you"), url=reverse("pilot_start", args=[pilot.slug]), label=_("Check and start")
    )


def _most_urgent(pilot, waits):
    """What waits longest, of these reminders of *My work* for this user and this pilot."""
    waits = [item for item in waits if item.pilot and item.pilot.pk == pilot.pk]
    if not waits:
        return None
    first = min(waits, key=lambda item: (item.due, item.text))
    # The page is of this pilot already.
    where = "" if first.context == pilot.title else first.context
    return _step(first.text, who=_("you"), due=first.due, url=first.url, label=first.act, more=where)


def _first_open(added):
    for line in added:
        if line["status"] in ("busy", "todo") and line.get("url"):
            sentence = line.get("next") or line["label"]
            return _step(sentence, url=line["url"], label=_("Open"), more=str(line.get("note", "")))
    return None


def panels(pilot, user):
    """What apps above add to the page: ``panel(pilot, user)`` gives template, context and place (side or wide)."""
    found = (import_string(path)(pilot, user) for path in settings.PILOT_PANELS)
    return [panel for panel in found if panel is not None]
