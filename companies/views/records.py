"""Adding a company by hand, and changing what is on record of it, its contacts and its vacancies."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies import doubles, recruiting
from companies.forms import CompanyForm, ContactForm, LeadForm, VacancyForm
from companies.models import Contact, Vacancy
from companies.permissions import may_arrange, may_recruit
from companies.views.cases import get_case
from companies.views.panels import crumbs
from pilot.permissions import require
from pilot.phases import recruiting_blockers
from pilot.views.scope import pilot_or_404
from pilot.workflow import NotNow


@require_http_methods(["GET", "POST"])
def new(request, pilot):
    """A new lead, by hand."""
    pilot = pilot_or_404(request, pilot)
    require(may_recruit(request.user, pilot))
    initial = {"recruited_by": recruiting.recruiter_of(request.user, pilot)}
    form = LeadForm(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            case = recruiting.add_lead(
                pilot,
                by=request.user,
                company=form.company,
                recruited_by=form.cleaned_data["recruited_by"],
                contact=form.contact,
                vacancy=form.vacancy,
                channel=form.cleaned_data["channel"],
            )
            if form.twins:
                doubles.told_apart(case, form.twins, by=request.user, reason=form.cleaned_data["another"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(company)s was added.") % {"company": case})
            return redirect(case)
    trail = crumbs(pilot)
    trail[-1]["url"] = "../"
    context = {
        "pilot": pilot,
        "crumbs": [*trail, {"label": _("Add"), "url": ""}],
        "form": form,
        "twins": [{"case": case, "pilot": case.pilot if case.pilot_id != pilot.pk else None} for case in form.twins],
        "blockers": recruiting_blockers(pilot),
        "back": "../",
    }
    return render(request, "companies/new.html", context)


def _edit(request, case, form, *, title, done, lead=""):
    """Show and save one edit form; a stale save gives both values."""
    if request.method == "POST" and form.is_valid():
        recruiting.save(form, by=request.user, company=case.company)
        messages.success(request, done)
        return redirect(case)
    context = {
        "case": case,
        "crumbs": crumbs(case.pilot, case, title),
        "title": title,
        "lead": lead,
        "form": form,
        "label": _("Save"),
    }
    return render(request, "companies/form.html", context)


@require_http_methods(["GET", "POST"])
def company(request, pk):
    """What is on record of the company; it holds in every pilot."""
    case = get_case(request, pk)
    require(may_arrange(request.user, case))
    form = CompanyForm(request.POST or None, instance=case.company)
    title = _("Data of %(company)s") % {"company": case}
    return _edit(request, case, form, title=title, done=_("The data were saved."))


@require_http_methods(["GET", "POST"])
def contact_new(request, pk):
    """Somebody to speak to."""
    case = get_case(request, pk)
    require(may_arrange(request.user, case))
    form = ContactForm(request.POST or None, instance=Contact(company=case.company))
    return _edit(request, case, form, title=_("New contact"), done=_("The contact was saved."))


@require_http_methods(["GET", "POST"])
def contact(request, pk, contact):
    """Change a contact."""
    case = get_case(request, pk)
    row = get_object_or_404(Contact.objects.visible_to(request.user).filter(company=case.company_id), pk=contact)
    require(may_arrange(request.user, case))
    form = ContactForm(request.POST or None, instance=row)
    return _edit(request, case, form, title=row.name, done=_("The contact was saved."))


def _signed(case):
    """What a company that signed has to do for more than it signed for, else nothing."""
    if case.state != case.State.COMMITTED:
        return ""
    return _(
        "%(company)s has signed. For a new vacancy or more places it signs anew: until then nobody is proposed for it."
    ) % {"company": case}


@require_http_methods(["GET", "POST"])
def vacancy_new(request, pk):
    """A vacancy of the company in this pilot."""
    case = get_case(request, pk)
    require(may_arrange(request.user, case))
    policy = case.pilot.policy_in_force
    seen = case.environment
    initial = {
        "occupation": policy.occupation_id if policy else None,
        "workplace_trainer": seen.trainer if seen else "",
    }
    form = VacancyForm(request.POST or None, instance=Vacancy(participation=case), initial=initial)
    return _edit(request, case, form, title=_("New vacancy"), done=_("The vacancy was saved."), lead=_signed(case))


@require_http_methods(["GET", "POST"])
def vacancy(request, pk):
    """Change a vacancy."""
    row = get_object_or_404(Vacancy.objects.visible_to(request.user), pk=pk)
    case = get_case(request, row.participation_id)
    require(may_arrange(request.user, case))
    form = VacancyForm(request.POST or None, instance=row)
    return _edit(request, case, form, title=row.title, done=_("The vacancy was saved."), lead=_signed(case))
