"""On the way to a commitment: learning environment, what was told, the paper, its signed copy, and the record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import committing
from companies.basis import Basis
from companies.committing_forms import CommitForm, CopyForm, EnvironmentForm, PaperForm, ToldForm
from companies.models import CommitmentPaper, LearningEnvironment, SignedCopy, Told
from companies.permissions import may_assess, may_commit, may_read_copy, may_recruit
from companies.standing import blockers, last_held
from companies.views.cases import get_case
from companies.views.panels import crumbs
from pilot import attachments, audit
from pilot.models import Document
from pilot.permissions import require
from pilot.workflow import NotNow


@require_http_methods(["GET", "POST"])
def environment(request, pk):
    """What the provider saw on the spot; the last assessment stands in the form to go on from."""
    case = get_case(request, pk)
    require(may_assess(request.user, case.pilot))
    form = EnvironmentForm(request.POST or None, initial=_before(case))
    if request.method == "POST" and form.is_valid():
        try:
            committing.assess(case, by=request.user, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The assessment was saved."))
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Learning environment")),
        "title": _("Learning environment of %(company)s") % {"company": case},
        "lead": _("As you saw it on the spot. The interviewers judge apart from this."),
        "form": form,
        "label": _("Save the assessment"),
    }
    return render(request, "companies/form.html", context)


def _before(case):
    """The last assessment, else what the vacancies say."""
    last = case.environment
    if last is None:
        trainer = case.vacancies.exclude(workplace_trainer="").order_by("pk").first()
        policy = case.pilot.policy_in_force
        known = {"recognised": case.company.recognised, "recognised_for": policy.occupation if policy else ""}
        return {"trainer": trainer.workplace_trainer if trainer else "", **known}
    names = [name for name in EnvironmentForm.Meta.fields if name != "on"]
    return {name: getattr(last, name) for name in names if isinstance(last, LearningEnvironment)}


@require_http_methods(["GET", "POST"])
def told(request, pk):
    """Which training forms and which costs the company was told, when, by whom and to whom."""
    case = get_case(request, pk)
    require(may_recruit(request.user, case.pilot))
    policy = case.pilot.policy_in_force
    form = ToldForm(request.POST or None, policy=policy, initial=_said_before(case))
    if request.method == "POST" and form.is_valid():
        try:
            committing.tell(case, by=request.user, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted what %(company)s was told.") % {"company": case})
            return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("What was told")),
        "title": _("What was %(company)s told?") % {"company": case},
        "lead": _("A company says yes only when it knows how people are trained and what it roughly costs."),
        "form": form,
        "label": _("Save"),
        "policy": policy,
    }
    return render(request, "companies/told.html", context)


def _said_before(case):
    last = case.told_last
    if isinstance(last, Told):
        return {name: getattr(last, name) for name in ("to", "forms", "amount", "accepts_split", "remark")}
    contact = case.company.contacts.order_by("pk").first()
    interview = last_held(case)
    return {
        "to": contact.name if contact else "",
        "on": min(timezone.localdate(interview.at), timezone.localdate()) if interview else timezone.localdate(),
    }


def _steps(now):
    """How far the paper is: made, signed, recorded."""
    labels = [
        pgettext("commitment", "Make it"),
        pgettext("commitment", "Let it be signed"),
        pgettext("commitment", "Record it"),
    ]
    return [
        {"label": label, "note": "", "status": "done" if place < now else "now" if place == now else "todo"}
        for place, label in enumerate(labels)
    ]


def _page(case, step, **more):
    return {
        "case": case,
        "crumbs": crumbs(case.pilot, case, _("Commitment")),
        "title": _("Commitment of %(company)s") % {"company": case},
        "steps": _steps(step),
        "policy": case.pilot.policy_in_force,
        **more,
    }


@require_http_methods(["GET", "POST"])
def paper(request, pk):
    """The hours as agreed, and the PDF that the company signs."""
    case = get_case(request, pk)
    require(may_commit(request.user, case.pilot))
    basis = Basis(case)
    found = blockers(case, "paper", basis)
    environment = basis.environment
    form = PaperForm(request.POST or None, initial={"hours": environment.hours} if environment else None)
    if request.method == "POST" and form.is_valid():
        try:
            committing.make_paper(case, by=request.user, hours=form.cleaned_data["hours"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The commitment is being made. It takes a few seconds."))
            return redirect("companies:copy_new", case.pk)
    context = _page(
        case, 0, form=form, blockers=found, told=basis.told, environment=environment, vacancies=basis.vacancies,
    )  # fmt: skip
    return render(request, "companies/paper.html", context)


@require_safe
def paper_file(request, pk):
    """The PDF to be signed; opening it is noted, there are names in it."""
    rows = CommitmentPaper.objects.visible_to(request.user).select_related("participation__company", "document__blob")
    found = get_object_or_404(rows, pk=pk, document__state=Document.State.DONE)
    require(may_read_copy(request.user, found.participation.pilot))
    audit.seen(found, by=request.user)
    name = slugify(found.document.title)
    return HttpResponse(
        found.document.blob.plain,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"},
    )


@require_http_methods(["GET", "POST"])
def copy_new(request, pk):
    """The paper to print, and the signed copy that comes back; the file is kept before anything else is asked."""
    case = get_case(request, pk)
    require(may_commit(request.user, case.pilot))
    basis = Basis(case)
    open_paper = basis.open_paper
    form = CopyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if open_paper is None:
                raise NotNow(_("The commitment that the company signs has not been made yet."), code="state")
            # A file that is too large was not kept while it came in; its size still says so.
            attachments.require_size(file.size)
            committing.receive(open_paper, file.name, file.read(), by=request.user)
        except NotNow as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("The signed commitment is in. Check it and record it."))
            return redirect("companies:commit", case.pk)
    why = blockers(case, "commit", basis)
    copy = open_paper.copies.select_related("by").last() if open_paper else None
    context = _page(
        case, 1 if open_paper else 0, form=form, blockers=why, paper=open_paper, copy=copy,
        paper_url=_paper_url(case, why, basis),
    )  # fmt: skip
    return render(request, "companies/signed.html", context)


def _paper_url(case, why, basis):
    """Where the commitment is made, when that is what is missing and it can be done."""
    return reverse("companies:paper", args=[case.pk]) if why and not blockers(case, "paper", basis) else ""


def _copy(request, pk):
    rows = SignedCopy.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("paper__participation__pilot", "blob"), pk=pk)


@require_safe
def copy(request, pk):
    """The signed copy itself, always as a download; opening it is noted."""
    found = _copy(request, pk)
    require(may_read_copy(request.user, found.paper.participation.pilot))
    audit.seen(found, by=request.user)
    return attachments.download(found)


@require_POST
def copy_remove(request, pk):
    """Take a copy away that was not recorded yet."""
    found = _copy(request, pk)
    case = found.paper.participation
    require(may_commit(request.user, case.pilot))
    try:
        committing.drop(found, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect(case)
    messages.success(request, _("The file was taken away."))
    return redirect("companies:copy_new", case.pk)


@require_http_methods(["GET", "POST"])
def commit(request, pk):
    """Everything once more, who signed and when; after that it binds and does not change."""
    case = get_case(request, pk)
    require(may_commit(request.user, case.pilot))
    basis = Basis(case)
    why = blockers(case, "commit", basis)
    open_paper = basis.open_paper
    copy = open_paper.copies.select_related("by").last() if open_paper else None
    initial = {"signed_by": open_paper.told.to} if open_paper else None
    form = CommitForm(request.POST or None, copy=copy, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            committing.commit(case, by=request.user, **form.cleaned_data)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(company)s has committed itself. Matches can be made.") % {"company": case})
            return redirect(case)
    context = _page(
        case, 2 if open_paper else 0, form=form, blockers=why, paper=open_paper, copy=copy,
        paper_url=_paper_url(case, why, basis), upload_url=reverse("companies:copy_new", args=[case.pk]),
    )  # fmt: skip
    return render(request, "companies/commit.html", context)
