"""One company in one pilot: where it stands, what is next, and everything that is on record."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import recognition, recruiting, withdrawing
from companies.basis import Basis
from companies.forms import InterestForm
from companies.models import CompanyInterview, Note, Participation
from companies.permissions import (
    may_arrange,
    may_assess,
    may_decline,
    may_read_copy,
    may_read_findings,
    may_recruit,
    may_see,
    may_select,
)
from companies.recruiting import indicators
from companies.selection import enough_guidance
from companies.standing import next_step
from companies.views.panels import crumbs, findings_rows, history, in_the_way, may_do, way_to_commitment
from pilot import notes
from pilot.forms import ReasonForm
from pilot.models import Recruits
from pilot.permissions import require
from pilot.phases.bringing import brought_in_by, recruiters
from pilot.workflow import NotNow, past_it

#: States in which a company is on its way to a commitment, or gave it.
ON_THE_WAY = {"interested", "interviewed", "selected", "committed"}
#: States before anybody decided about the company.
UNDECIDED = {Participation.State.LEAD, Participation.State.APPROACHED, Participation.State.INTERESTED}


def get_case(request, pk):
    """The participation that this user may know of, with what every page of it shows."""
    rows = Participation.objects.visible_to(request.user).with_case().select_related("profile")
    return get_object_or_404(rows, pk=pk)


@require_safe
def participation(request, pk):
    """The case: next step, vacancies, contacts, interview, profile, commitment, history."""
    case = get_case(request, pk)
    require(may_see(request.user, case.pilot))
    interviews = list(case.interviews.select_related("selector", "owner", "participation").order_by("-at", "-pk"))
    current = next((row for row in interviews if row.state != CompanyInterview.State.CANCELLED), None)
    vacancies = list(case.vacancies.select_related("occupation").order_by("pk"))

    def may(action):
        return may_do(request.user, case, action, current)

    basis = Basis(case, vacancies)
    step = next_step(case, current, lambda step: may(step.action), basis)
    mine = step is not None and may(step.action)
    policy = case.pilot.policy_in_force
    commitment = basis.commitment if case.state == Participation.State.COMMITTED else None
    reads = current is not None and may_read_findings(request.user, current)
    environment = basis.environment if case.state in ON_THE_WAY else None
    ends = recognition.told(environment)
    held = current if current is not None and current.state == CompanyInterview.State.HELD else None
    context = {
        "case": case,
        "company": case.company,
        "brought_in": brought_in_by(case, recruiters(case.pilot, Recruits.COMPANIES)),
        "crumbs": crumbs(case.pilot, case),
        "step": step,
        "mine": mine,
        "why": in_the_way(case, step, basis) if mine else [],
        # Signs say whom to call first; once somebody decided about the company they say nothing any more.
        "signs": indicators(case.company, policy.occupation if policy else None) if case.state in UNDECIDED else [],
        "vacancies": vacancies,
        "contacts": list(case.company.contacts.order_by("pk")),
        "interviews": interviews,
        "findings": findings_rows(held) if held and reads else [],
        "profile": getattr(case, "profile", None),
        "commitment": commitment,
        "way": way_to_commitment(case, current, basis, may) if case.state in ON_THE_WAY else [],
        "environment": environment,
        "recognition_ends": ends,
        "hangs_on_it": recognition.touched(case, request.user) if ends else [],
        "left_behind": _left_behind(case, request.user),
        "panels": _panels(case, request.user),
        "may_assess": case.state in ON_THE_WAY and may_assess(request.user, case.pilot),
        "may_read_copy": may_read_copy(request.user, case.pilot),
        "uncovered": basis.uncovered if case.state == Participation.State.COMMITTED else [],
        "enough": commitment is not None and enough_guidance(commitment.hours),
        "history": history(case, interviews, vacancies, _notes(request.user, case)),
        "note_form": notes.CaseNoteForm(),
        "may_arrange": may_arrange(request.user, case),
        "may_decline": case.can("decline") and may_decline(request.user, case),
        "may_withdraw": case.can("withdraw") and may_recruit(request.user, case.pilot),
        "may_reopen": case.can("reopen") and may_recruit(request.user, case.pilot),
        "may_profile": may_select(request.user, case.pilot) and case.state in ("interviewed", "selected", "committed"),
        "matches_url": reverse("candidates:matches", args=[case.pilot.slug]),
    }
    return render(request, "companies/participation.html", context)


def _left_behind(case, user):
    """What still hangs on a company that withdrew: each is ended by its own verb, and until then it stands here."""
    if case.state != Participation.State.WITHDRAWN:
        return []
    return [one for one in withdrawing.touched(case, user) if one.lines]


def _panels(case, user):
    """What the apps above add to the page of a company, drawn."""
    found = (import_string(path)(case, user) for path in settings.COMPANY_PANELS)
    return [render_to_string(panel["template"], panel["context"]) for panel in found if panel]


def _notes(user, case):
    rows = Note.objects.filter(participation=case)
    return notes.entries(rows, user=user, address=lambda row: reverse("companies:note_correct", args=[row.pk]))


@require_POST
def approach(request, pk):
    """Note that the company was approached."""
    case = get_case(request, pk)
    require(may_recruit(request.user, case.pilot))
    try:
        recruiting.approach(case, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("Noted: %(company)s was approached.") % {"company": case})
    return redirect(case)


@require_http_methods(["GET", "POST"])
def interest(request, pk):
    """Is the company open to people from another sector? With no it is declined, with that reason."""
    case = get_case(request, pk)
    require(may_recruit(request.user, case.pilot))
    form = InterestForm(request.POST or None, initial={"had_side_entrants": case.had_side_entrants})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["open_to_side_entrants"]:
                recruiting.interest(
                    case,
                    by=request.user,
                    open_to_side_entrants=True,
                    had_side_entrants=said["had_side_entrants"],
                )
                if said["remark"]:
                    recruiting.note(case, by=request.user, text=said["remark"])
                messages.success(request, _("Noted: %(company)s is interested.") % {"company": case})
            else:
                reason = said["remark"] or _("Not open to people from outside the sector.")
                recruiting.decline(case, by=request.user, reason=reason)
                messages.success(request, _("Noted: %(company)s does not take part.") % {"company": case})
        except NotNow as error:
            form.add_error(None, error)
        else:
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Interest")),
        "title": _("Is %(company)s open to people from another sector?") % {"company": case},
        "form": form,
        "label": _("Save the answer"),
    }
    return render(request, "companies/form.html", context)


def _reasoned(request, case, verb, action, *, title, sentence, label, done, danger=False, help_text=""):
    """A page that asks a reason before something final, and then does it."""
    form = ReasonForm(request.POST or None, help_text=help_text)
    if request.method == "POST" and form.is_valid():
        try:
            verb(case, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(case)
    context = {
        "title": title,
        "sentence": sentence,
        "blockers": past_it(case, action) if request.method == "GET" else [],
        "crumbs": crumbs(case.pilot, case, label),
        "form": form,
        "label": label,
        "danger": danger,
        "back": case.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
def decline(request, pk):
    """A no, with its reason."""
    case = get_case(request, pk)
    require(may_decline(request.user, case))
    return _reasoned(
        request,
        case,
        recruiting.decline,
        "decline",
        title=_("%(company)s does not take part") % {"company": case},
        sentence=_(
            "An interview that was planned is cancelled; both interviewers get a mail. Nobody is proposed for its "
            "vacancies, which stay on record. Overstap sends the company nothing: tell it yourself what was decided. "
            "You can take up contact again later; then it starts again as approached."
        ),
        label=_("Note the no"),
        done=_("Noted: %(company)s does not take part.") % {"company": case},
        danger=True,
        help_text=_("Everybody who works with this company reads it, the provider too."),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """A committed company withdraws; what hangs on it stands on the page before it is confirmed."""
    case = get_case(request, pk)
    require(may_recruit(request.user, case.pilot))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawing.withdraw(case, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Noted: %(company)s withdrew. Who has to act gets a mail, and it stands in their My work.")
                % {"company": case},
            )
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Withdrawal")),
        "title": _("%(company)s withdraws") % {"company": case},
        "touched": withdrawing.touched(case, request.user) if case.can("withdraw") else [],
        "blockers": [] if case.can("withdraw") else [_("Only a company that committed itself can withdraw.")],
        "form": form,
    }
    return render(request, "companies/withdraw.html", context)


@require_http_methods(["GET", "POST"])
def reopen(request, pk):
    """Contact is taken up again."""
    case = get_case(request, pk)
    require(may_recruit(request.user, case.pilot))
    return _reasoned(
        request,
        case,
        recruiting.reopen,
        "reopen",
        title=_("Take up contact with %(company)s again") % {"company": case},
        sentence=_(
            "It starts again as approached: it is interviewed, chosen and signs anew before anybody is proposed. "
            "Contacts, vacancies and notes are still there."
        ),
        label=_("Take up contact again"),
        done=_("%(company)s is approached again.") % {"company": case},
        help_text=_("What changed since then?"),
    )


@require_http_methods(["GET", "POST"])
def note(request, pk):
    """Keep a note about the contact."""
    case = get_case(request, pk)
    require(may_see(request.user, case.pilot))
    form = notes.CaseNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recruiting.note(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("The note was saved."))
        return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Note")),
        "title": _("Note about %(company)s") % {"company": case},
        "form": form,
        "label": _("Save the note"),
    }
    return render(request, "companies/form.html", context)


@require_http_methods(["GET", "POST"])
def note_correct(request, pk):
    """Correct one's own note: a new version stands in its place, the earlier one stays readable."""
    row = get_object_or_404(Note.objects.visible_to(request.user).select_related("participation"), pk=pk)
    case = get_case(request, row.participation_id)
    require(row.by_id == request.user.pk)
    form = notes.CaseNoteForm(request.POST or None, initial={"kind": row.kind, "text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            recruiting.correct_note(row, by=request.user, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The note was corrected."))
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Note")),
        "title": _("Correct the note"),
        "form": form,
        "label": _("Save the note"),
    }
    return render(request, "companies/form.html", context)
