"""Budgets of the funds for a pilot, what was taken from them, and counter-postings."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from funding import ledger, managing
from funding.forms import BudgetForm, CounterForm, ManagementForm, SpendForm
from funding.models import Budget, Posting
from funding.permissions import may_budget, may_see_budgets, may_see_plans
from funding.views.cases import carried_out, crumbs, pilot_or_404
from pilot import charts, exporting
from pilot.choices import Role
from pilot.formats import day, money
from pilot.models import PilotFund
from pilot.paging import keyset
from pilot.permissions import require

#: Kinds of budget, by the word in the address.
KINDS = {"opleiding": Budget.Kind.TRAINING, "beheer": Budget.Kind.MANAGEMENT}
WORDS = {kind: word for word, kind in KINDS.items()}


@require_safe
def budget_list(request, pilot):
    """Per fund what was set aside for training and for managing, what is taken, what is left, and every posting."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_budgets(request.user, pilot))
    budgets = Budget.objects.visible_to(request.user).filter(pilot=pilot).with_reserved().select_related("fund")
    known = {(budget.fund_id, budget.kind): budget for budget in budgets}
    postings = Posting.objects.visible_to(request.user).filter(budget__pilot=pilot)
    number = postings.count()
    sentence = ngettext("%(count)d posting", "%(count)d postings", number) % {"count": number}
    page = keyset(request, postings.with_case(), "-pk", sentence=sentence)
    sees_names = may_see_plans(request.user, pilot)
    funds = seen_funds(request.user, pilot)
    here = {"label": _("Budgets"), "url": ""}
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("Budgets"), "")) if sees_names else crumbs(pilot)[:1] + [here],
        "cards": [card(request.user, pilot, fund, kind, known) for fund in funds for kind in KINDS.values()],
        "page": page,
        "sees_names": sees_names,
        "may": {budget.pk for budget in known.values() if may_budget(request.user, budget)},
        "export_url": reverse("funding:budgets_export", args=[pilot.slug]),
    }
    return render(request, "funding/budgets.html", context)


def seen_funds(user, pilot):
    """Funds of the pilot whose budgets this user sees: an owner all, management its own."""
    rows = PilotFund.objects.filter(pilot=pilot).select_related("fund")
    owner = user.has_role(Role.OWNER, pilot=pilot)
    return [row.fund for row in rows if owner or row.fund_id in user.funds(Role.MANAGEMENT)]


def card(user, pilot, fund, kind, known):
    """One budget as a figure; ``found`` is ``None`` while nothing was set aside."""
    found = known.get((fund.pk, kind))
    may = may_budget(user, found or Budget(pilot=pilot, fund=fund, kind=kind))
    url = reverse("funding:budget", args=[pilot.slug, fund.slug, WORDS[kind]])
    told = {"title": f"{fund.name}: {kind.label}", "found": found, "url": url if may else "", "spend": "", "lines": ""}
    if kind == Budget.Kind.MANAGEMENT:
        told["lines"] = reverse("funding:managing", args=[pilot.slug])
    if found is None:
        return told
    left = found.amount - found.taken
    if may and kind == Budget.Kind.MANAGEMENT:
        told["spend"] = reverse("funding:budget_spend", args=[pilot.slug, fund.slug])
    taken = _("reserved") if kind == Budget.Kind.TRAINING else _("spent")
    return told | {
        "left": left,
        "small": _("left of %(amount)s") % {"amount": money(found.amount)},
        "note": f"{money(found.taken)} {taken}",
        "chart": charts.bar(
            found.taken,
            found.amount or 1,
            key=f"budget-{found.pk}",
            title=ledger.title(found),
            desc=_("%(taken)s of %(amount)s is taken, %(left)s is left.")
            % {"taken": money(found.taken), "amount": money(found.amount), "left": money(left)},
        ),
    }


@require_http_methods(["GET", "POST"])
def budget(request, pilot, fund, kind):
    """The owner of a fund sets the amount of one of its budgets."""
    pilot = pilot_or_404(request, pilot)
    found = _budget_or_404(request, pilot, fund, kind)
    require(may_budget(request.user, found))
    managed = found.kind == Budget.Kind.MANAGEMENT
    form = (ManagementForm if managed else BudgetForm)(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and _stored(form, managed, by=request.user):
        messages.success(request, _("The budget is %(amount)s.") % {"amount": money(form.instance.amount)})
        return redirect("funding:managing" if managed else "funding:budgets", pilot.slug)
    context = {
        "title": ledger.title(found),
        "lead": _("What the fund plans for each kind of cost; together they are the budget. Amounts without VAT.")
        if managed
        else _("What the fund sets aside for this pilot."),
        "form": form,
        "label": _("Save"),
        "blockers": [],
        "back": reverse("funding:budgets", args=[pilot.slug]),
        "crumbs": crumbs(
            pilot, (_("Budgets"), reverse("funding:budgets", args=[pilot.slug])), (found.get_kind_display(), "")
        ),
    }
    return render(request, "funding/form.html", context)


def _stored(form, managed, *, by):
    if managed:
        return carried_out(form, managing.plan, form.instance, form.amounts, by=by)
    return carried_out(form, ledger.set_aside, form.instance, by=by)


def _budget_or_404(request, pilot, fund, kind):
    """The budget, or a new one for a fund that takes part."""
    if kind not in KINDS:
        raise Http404
    fund = get_object_or_404(PilotFund.objects.select_related("fund"), pilot=pilot, fund__slug=fund).fund
    budgets = Budget.objects.visible_to(request.user).select_related("fund")
    found = budgets.filter(pilot=pilot, fund=fund, kind=KINDS[kind]).first()
    return found or Budget(pilot=pilot, fund=fund, kind=KINDS[kind])


@require_http_methods(["GET", "POST"])
def spend(request, pilot, fund):
    """Book on the management budget what managing the pilot cost."""
    pilot = pilot_or_404(request, pilot)
    found = _budget_or_404(request, pilot, fund, "beheer")
    require(may_budget(request.user, found))
    form = SpendForm(request.POST or None)
    if request.method == "POST" and found.pk and form.is_valid():
        said = form.cleaned_data
        if carried_out(
            form,
            ledger.spend,
            found,
            said["amount"],
            said["kind"],
            by=request.user,
            description=said["description"],
            on=said["on"],
        ):
            messages.success(request, _("%(amount)s is booked.") % {"amount": money(said["amount"])})
            if warning := managing.warning_after(found, said["kind"]):
                messages.warning(request, warning)
            return redirect("funding:managing", pilot.slug)
    context = {
        "title": _("Book on the management budget of %(fund)s") % {"fund": found.fund},
        "lead": _("Amounts without VAT. A posting is never changed; a mistake gets a counter-posting."),
        "form": form,
        "label": _("Book"),
        "blockers": [] if found.pk else [_("Set the amount of this budget first.")],
        "back": reverse("funding:budgets", args=[pilot.slug]),
        "crumbs": crumbs(pilot, (_("Budgets"), reverse("funding:budgets", args=[pilot.slug])), (_("Book"), "")),
    }
    return render(request, "funding/form.html", context)


@require_http_methods(["GET", "POST"])
def counter(request, pk):
    """Undo one posting by its counter-posting."""
    rows = Posting.objects.visible_to(request.user).with_case().select_related("budget__pilot")
    posting = get_object_or_404(rows, pk=pk)
    require(may_budget(request.user, posting.budget))
    pilot = posting.budget.pilot
    form = CounterForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, ledger.counter, posting, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The counter-posting is made."))
        return redirect("funding:budgets", pilot.slug)
    context = {
        "title": _("Undo this posting?"),
        "pairs": [
            {"label": _("Date"), "value": day(posting.on)},
            {"label": _("What for"), "value": posting.get_kind_display()},
            {"label": _("Budget"), "value": str(posting.budget)},
            {"label": _("Amount"), "value": money(posting.amount)},
        ],
        "sentence": _("The posting stays; a counter-posting of %(amount)s is added.")
        % {"amount": money(-posting.amount)},
        "form": form,
        "label": _("Make counter-posting"),
        "blockers": ledger.counter_blockers(posting),
        "back": reverse("funding:budgets", args=[pilot.slug]),
        "crumbs": crumbs(
            pilot, (_("Budgets"), reverse("funding:budgets", args=[pilot.slug])), (_("Counter-posting"), "")
        ),
    }
    return render(request, "funding/confirm.html", context)


@require_safe
def export(request, pilot):
    """Every posting as a spreadsheet, without candidates' names; ``?plan=`` keeps those of one participant."""
    pilot = pilot_or_404(request, pilot)
    require(may_see_budgets(request.user, pilot))
    postings = Posting.objects.visible_to(request.user).filter(budget__pilot=pilot).with_case().order_by("pk")
    plan = request.GET.get("plan", "")
    if plan.isdecimal() and len(plan) < 18:
        postings = postings.filter(plan__enrolment__plans=plan)
    columns = [
        _("Date"),
        _("What for"),
        _("Description"),
        _("Fund"),
        _("Budget"),
        _("Plan"),
        _("By"),
        _("Amount (EUR)"),
    ]
    rows = [
        [
            posting.on,
            str(posting.get_kind_display()),
            posting.description,
            posting.budget.fund.name,
            str(posting.budget.get_kind_display()),
            posting.plan_id,
            posting.by.name,
            posting.amount,
        ]
        for posting in postings
    ]
    title = _("postings")
    name = slugify(f"{title}-{pilot.slug}-{timezone.localdate():%Y-%m-%d}")
    return HttpResponse(
        exporting.workbook(_("Postings"), columns, rows),
        content_type=exporting.XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
