"""The policy of a pilot: choices and figures by version, offered, signed by every fund, and what changed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.models import Organisation, Policy
from pilot.permissions import acting_funds, funds_to_sign, may_design, may_see_drafts, require
from pilot.phases import choosing, choosing_page, comparing, version_page
from pilot.phases.advice import region_table
from pilot.phases.deputies import owner_stood_in_for, signs_as_deputy
from pilot.phases.deviating import reason_blockers
from pilot.phases.known import Known
from pilot.phases.paper import is_signed, paper_of
from pilot.phases.policy_form import PolicyForm, SignForm
from pilot.phases.standing import CHOICES, missing_choices
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow

State = Policy.State


def funds_of(pilot):
    """The funds that take part, in the order in which they came in."""
    return [pilot_fund.fund for pilot_fund in pilot.pilot_funds.all()]


def versions_of(request, pilot):
    """The versions the user may read, newest first: those of the funds all, others what is in force."""
    rows = Policy.objects.visible_to(request.user).filter(pilot=pilot).with_choices().order_by("-number")
    if not may_see_drafts(request.user, pilot):
        rows = rows.filter(state=State.IN_FORCE)
    versions = list(rows)
    for policy in versions:
        policy.pilot = pilot
    return versions


def _latest(request, pilot):
    """The version that is being made or offered, or else the one in force, with all; 404 when there is none."""
    versions = versions_of(request, pilot)
    if not versions:
        raise Http404
    return versions[0], versions


def numbered(versions, number):
    """The version with this number among those that the user may read; 404 otherwise."""
    for one in versions:
        if one.number == number:
            return one
    raise Http404


@require_safe
def policy(request, slug, number=None):
    """The version at hand, or an older one by its number; with the evidence and the signatures beside it."""
    pilot = pilot_of(request, slug)
    versions = versions_of(request, pilot)
    shown = numbered(versions, number) if number is not None else next(iter(versions), None)
    context = {"pilot": pilot, "policy": shown, "crumbs": crumbs(pilot, (_("Policy choices"), ""))}
    if shown is None:
        return render(request, "pilot/policy_empty.html", context)
    funds, user = funds_of(pilot), request.user
    known = Known()
    context |= version_page.reading(shown, funds, versions, known=known)
    newest = shown is versions[0]
    designs = may_design(user, pilot)
    mine = funds_to_sign(user, pilot) if shown.state == State.PROPOSED else set()
    context |= {
        "lead": version_page.lead(shown, context["changes"], funds),
        "made": len(CHOICES) - len(missing_choices(shown)),
        "all": len(CHOICES),
        "signatures": version_page.signature_lines(shown, funds, mine, versions),
        "printable": is_signed(shown, funds),
        "paper": paper_of(shown, user.language) if is_signed(shown, funds) else None,
        "table": region_table(shown, known),
        "next": version_page.next_step(shown, user, funds, known) if newest else None,
        "others": [one for one in versions if one is not shown],
        "may_edit": designs and shown.state == State.DRAFT,
        "may_withdraw": designs and shown.state == State.PROPOSED and not shown.signatures.all(),
        "may_renew": designs and newest and _renewable(shown),
    }
    return render(request, "pilot/policy.html", context)


def _renewable(policy):
    return policy.state == State.IN_FORCE or (policy.state == State.PROPOSED and bool(policy.signatures.all()))


@require_http_methods(["GET", "POST"])
def policy_edit(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    policy, _all = _latest(request, pilot)
    why = choosing.edit_blockers(policy)
    if request.method == "GET" and why:
        messages.error(request, " ".join(why))
        return redirect("policy", pilot.slug)
    funds = funds_of(pilot)
    form = PolicyForm(request.POST or None, instance=policy)
    sections = choosing_page.sections(form, policy, funds)  # before the form writes what was typed into the version
    if request.method == "POST" and form.is_valid():
        try:
            choosing.edit(form, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The choices were saved."))
            if asked := reason_blockers(Policy.objects.with_choices().get(pk=policy.pk), funds):
                messages.warning(request, " ".join(asked))
            return redirect("policy", pilot.slug)
    context = {
        "pilot": pilot,
        "policy": policy,
        "crumbs": crumbs(pilot, (_("Policy choices"), reverse("policy", args=[pilot.slug])), (_("Change"), "")),
        "form": form,
        "sections": sections,
        "figures": choosing_page.figure_groups(form),
        "back": reverse("policy", args=[pilot.slug]),
    }
    return render(request, "pilot/policy_edit.html", context)


@require_http_methods(["GET", "POST"])
def policy_propose(request, slug):
    """Check the answers before the text is fixed."""
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    policy, versions = _latest(request, pilot)
    why = _not_a_draft(policy) or choosing.propose_blockers(policy)
    if request.method == "POST":
        try:
            choosing.propose(policy, by=request.user)
        except NotNow as error:
            why = error.sentences
        else:
            messages.success(request, _("The version was offered. Each fund can sign it now."))
            return redirect("policy", pilot.slug)
    context = {
        "pilot": pilot,
        "title": _("Offer version %(number)d for signature") % {"number": policy.number},
        "crumbs": crumbs(pilot, (_("Policy choices"), reverse("policy", args=[pilot.slug])), (_("Offer"), "")),
        "sentence": _("From now on the text is fixed. You can take it back as long as nobody has signed."),
        "why": why,
        "label": _("Offer for signature"),
        "back": reverse("policy", args=[pilot.slug]),
    } | version_page.reading(policy, funds_of(pilot), versions)
    return render(request, "pilot/policy_check.html", context)


def _not_a_draft(policy):
    if policy.state == State.DRAFT:
        return []
    return [_("Version %(number)d was offered already.") % {"number": policy.number}]


@require_POST
def policy_withdraw(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    try:
        choosing.withdraw(_latest(request, pilot)[0], by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("The version was taken back. You can change it again."))
    return redirect("policy", pilot.slug)


@require_POST
def policy_new_version(request, slug):
    pilot = pilot_of(request, slug)
    require(may_design(request.user, pilot))
    try:
        policy = choosing.new_version(pilot, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(
            request,
            _("Version %(number)d begins as a copy. The version in force goes on until all funds signed this one.")
            % {"number": policy.number},
        )
    return redirect("policy", pilot.slug)


@require_http_methods(["GET", "POST"])
def policy_sign(request, slug):
    """Read everything once more, and sign for one fund; who cannot sign reads why."""
    pilot = pilot_of(request, slug)
    acting = acting_funds(request.user, pilot)
    require(acting)
    policy, versions = _latest(request, pilot)
    funds = [fund for fund in funds_of(pilot) if fund.pk in acting]
    fund = _for_which(request, policy, funds)
    why = choosing.sign_blockers(policy, fund, by=request.user)
    form = SignForm(
        request.POST or None,
        funds=Organisation.objects.filter(pk__in=acting),
        initial={"fund": fund.pk, "seen": policy.digest},
    )
    if request.method == "POST" and form.is_valid():
        fund = form.cleaned_data["fund"]
        try:
            choosing.sign(policy, fund, by=request.user, seen=form.cleaned_data["seen"])
        except NotNow as error:
            why = error.sentences
        else:
            messages.success(request, _signed(pilot, policy, fund))
            return redirect("policy", pilot.slug)
    context = {
        "pilot": pilot,
        "policy": policy,
        "fund": fund,
        "crumbs": crumbs(pilot, (_("Policy choices"), reverse("policy", args=[pilot.slug])), (_("Sign"), "")),
        "form": form,
        "why": why,
        "mandates": reverse("mandates") if why == [choosing.no_mandate(fund)] else "",
        "back": reverse("policy", args=[pilot.slug]),
        "owner": owner_stood_in_for(pilot, fund) if signs_as_deputy(request.user, pilot, fund) else None,
    } | version_page.reading(policy, funds_of(pilot), versions, comparing.last_signed(policy, fund, versions))
    return render(request, "pilot/policy_sign.html", context)


def _for_which(request, policy, funds):
    """The fund to sign for: the one named in the address or form, else the first that did not sign yet."""
    named = request.POST.get("fund") or request.GET.get("fonds", "")
    signed = {signature.fund_id for signature in policy.signatures.all()}
    waiting = [fund for fund in funds if fund.pk not in signed] or funds
    return next((fund for fund in funds if str(fund.pk) == named), waiting[0])


def _signed(pilot, policy, fund):
    policy.refresh_from_db(fields=["state"])
    if policy.state == State.IN_FORCE:
        return _("You signed for %(fund)s. Every fund has signed: version %(number)d is in force.") % {
            "fund": fund,
            "number": policy.number,
        }
    return _("You signed for %(fund)s. The version is in force as soon as the other fund signs.") % {"fund": fund}
