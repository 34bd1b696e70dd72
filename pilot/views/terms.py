"""Terms with STOOF and others: read by both funds, agreed by each once."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot import formats
from pilot.facts import METAL_FUNDS
from pilot.forms import ReasonForm
from pilot.models import Organisation, Terms
from pilot.paging import keyset
from pilot.permissions import may_agree_terms, require
from pilot.phases import terms as agreeing
from pilot.phases.forms import TermsForm
from pilot.workflow import NotNow


@require_safe
def terms(request):
    require(may_agree_terms(request.user))
    rows = Terms.objects.visible_to(request.user).select_related("party")
    rows = rows.prefetch_related("agreements__fund", "agreements__by")
    page = keyset(request, rows, "-pk", sentence="")
    funds = list(Organisation.objects.filter(slug__in=METAL_FUNDS).order_by("name"))
    mine = {fund.pk for fund in agreeing.funds_to_agree(request.user)}
    context = {"cases": [_case(one, funds, mine) for one in page.items], "pages": page.pages}
    return render(request, "pilot/terms.html", context)


def _case(terms, funds, mine):
    """One set of terms with a line for each fund."""
    agreed = {agreement.fund_id: agreement for agreement in terms.agreements.all()}
    lines, open_to = [], []
    for fund in funds:
        agreement = agreed.get(fund.pk)
        if agreement:
            note = f"{agreement.by}, {formats.moment(agreement.at)}"
            lines.append({"label": fund.name, "status": "done", "badge": _("Agreed"), "note": note})
            continue
        waits = terms.state == Terms.State.DRAFT
        badge = _("Up to you") if waits and fund.pk in mine else _("Not agreed yet")
        lines.append({"label": fund.name, "status": "busy" if waits else "todo", "badge": badge})
        if waits and fund.pk in mine:
            open_to.append(fund)
    return {"terms": terms, "lines": lines, "open_to": open_to}


@require_http_methods(["GET", "POST"])
def terms_new(request):
    require(may_agree_terms(request.user))
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agreeing.write_terms(form.cleaned_data["party"], form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The terms stand ready for both funds."))
        return redirect("terms")
    context = {
        "title": _("New terms"),
        "lead": _("A+O and OOM first agree with each other. After that the terms hold for every pilot."),
        "crumbs": [{"label": _("Terms"), "url": reverse("terms")}, {"label": _("New terms"), "url": ""}],
        "form": form,
        "label": _("Put before both funds"),
        "back": reverse("terms"),
    }
    return render(request, "pilot/form.html", context)


@require_POST
def terms_agree(request, pk, fund):
    """Agree for one fund of one's own."""
    terms = get_object_or_404(Terms.objects.visible_to(request.user), pk=pk)
    own = get_object_or_404(Organisation.objects.filter(slug__in=METAL_FUNDS), pk=fund)
    require(agreeing.funds_to_agree(request.user).filter(pk=own.pk).exists())
    try:
        agreeing.agree(terms, own, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("You agreed for %(fund)s.") % {"fund": own})
    return redirect("terms")


@require_http_methods(["GET", "POST"])
def terms_end(request, pk):
    terms = get_object_or_404(Terms.objects.visible_to(request.user).select_related("party"), pk=pk)
    require(may_agree_terms(request.user))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.end_terms(terms, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The terms with %(party)s have ended.") % {"party": terms.party})
            return redirect("terms")
    context = {
        "title": _("End the terms with %(party)s") % {"party": terms.party},
        "sentence": _("No new contribution is made under these terms. What was agreed before stays."),
        "crumbs": [{"label": _("Terms"), "url": reverse("terms")}, {"label": _("End"), "url": ""}],
        "form": form,
        "label": _("End the terms"),
        "danger": True,
        "back": reverse("terms"),
    }
    return render(request, "confirm.html", context)
