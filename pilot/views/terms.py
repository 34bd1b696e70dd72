"""Terms with STOOF, UWV and others: read by both funds, agreed by each once; a change is a new version."""

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
from pilot.phases.terms_forms import TermsForm, parties_for_terms
from pilot.workflow import NotNow

State = Terms.State
NOW, EARLIER = (State.DRAFT, State.AGREED), (State.REPLACED, State.DROPPED, State.ENDED)


@require_safe
def terms(request):
    """What holds and what waits for the funds; ``?toon=eerder`` gives the versions that went before."""
    require(may_agree_terms(request.user))
    earlier = request.GET.get("toon") == "eerder"
    rows = Terms.objects.visible_to(request.user).filter(state__in=EARLIER if earlier else NOW)
    rows = rows.select_related("party").prefetch_related("agreements__fund", "agreements__by", "topics")
    page = keyset(request, rows, "-pk", sentence="", size=20)
    funds = list(Organisation.objects.filter(slug__in=METAL_FUNDS).order_by("name"))
    mine = {fund.pk for fund in agreeing.funds_to_agree(request.user)}
    before = _before(page.items)
    address = reverse("terms")
    context = {
        "cases": [_case(one, funds, mine, before.get(one.party_id)) for one in page.items],
        "pages": page.pages,
        "earlier": earlier,
        "pills": [
            {"label": _("What holds and what waits"), "url": address, "count": None, "current": not earlier},
            {"label": _("Earlier versions"), "url": f"{address}?toon=eerder", "count": None, "current": earlier},
        ],
    }
    return render(request, "pilot/terms.html", context)


def _before(shown):
    """The agreed version by party, against which a draft is read."""
    drafts = {one.party_id for one in shown if one.state == State.DRAFT}
    rows = Terms.objects.filter(party__in=drafts, state=State.AGREED).select_related("party").prefetch_related("topics")
    return {one.party_id: one for one in rows}


def _case(terms, funds, mine, before):
    """One version of terms with a line for each fund."""
    agreed = {agreement.fund_id: agreement for agreement in terms.agreements.all()}
    waits = terms.state == State.DRAFT
    why = _why(terms) if waits else []
    lines, open_to = [], []
    for fund in funds:
        agreement = agreed.get(fund.pk)
        if agreement:
            note = f"{agreement.by}, {formats.moment(agreement.at)}"
            lines.append({"label": fund.name, "status": "done", "badge": _("Agreed"), "note": note})
            continue
        badge = _("Up to you") if waits and fund.pk in mine else _("Not agreed yet")
        lines.append({"label": fund.name, "status": "busy" if waits else "todo", "badge": badge})
        if waits and fund.pk in mine:
            open_to.append(fund)
    if terms.party.slug == "stoof":
        used = bool(terms.experience.strip())
        lines.append(
            {
                "label": _("Experience of Flexwerkers Techniek 2012-2014 used"),
                "status": "done" if used else "todo",
                "badge": _("Yes") if used else _("Not yet"),
            }
        )
    changes = agreeing.difference(before, terms) if waits and before else []
    return {
        "terms": terms,
        "pairs": [{"label": label, "value": text} for label, text in agreeing.said(terms) if text],
        "lines": lines,
        "open_to": open_to,
        "why": why,
        "changes": changes,
        "before": before if waits else None,
        "expired": terms.state == State.AGREED and terms.expired,
        "editable": waits and not agreed,
        "holds": terms.state == State.AGREED,
    }


def _why(terms):
    names = ", ".join(str(topic.label) for topic in agreeing.missing_topics(terms))
    return [_("Nothing is agreed yet on: %(topics)s.") % {"topics": names}] if names else []


def _crumbs(label):
    return [{"label": _("Terms"), "url": reverse("terms")}, {"label": label, "url": ""}]


def _form_page(request, form, title, lead, label):
    context = {
        "title": title,
        "lead": lead,
        "crumbs": _crumbs(label),
        "form": form,
        "label": _("Put before both funds"),
        "back": reverse("terms"),
    }
    return render(request, "pilot/form.html", context)


@require_http_methods(["GET", "POST"])
def terms_new(request):
    """A version of the terms with the party that ``party`` names; without one, a choice of parties."""
    require(may_agree_terms(request.user))
    key = request.POST.get("party") or request.GET.get("party") or ""
    party = parties_for_terms().filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
    if party is None:
        return _choose_party(request)
    latest = Terms.objects.filter(party=party).exclude(state=State.DROPPED).order_by("-number").first()
    form = TermsForm(request.POST or None, party=party, base=latest)
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.write_terms(party, by=request.user, topics=form.topics, **form.rest)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The terms stand ready for both funds."))
            return redirect("terms")
    lead = _("A+O and OOM first agree with each other. After that the terms hold for every pilot.")
    if latest and latest.state == State.AGREED:
        lead += " " + _("Version %(number)d holds until both agreed to this one.") % {"number": latest.number}
    return _form_page(request, form, _("Terms with %(party)s") % {"party": party}, lead, _("New version"))


def _choose_party(request):
    open_to = set(Terms.objects.filter(state=State.DRAFT).values_list("party", flat=True))
    context = {
        "crumbs": _crumbs(_("New terms")),
        "rows": [
            {"party": party, "url": f"{reverse('terms_new')}?party={party.pk}", "waits": party.pk in open_to}
            for party in parties_for_terms()
        ],
    }
    return render(request, "pilot/terms_party.html", context)


def _terms_of(request, pk):
    return get_object_or_404(Terms.objects.visible_to(request.user).select_related("party"), pk=pk)


@require_http_methods(["GET", "POST"])
def terms_edit(request, pk):
    """Change a version that no fund agreed to yet."""
    terms = _terms_of(request, pk)
    require(may_agree_terms(request.user))
    form = TermsForm(request.POST or None, instance=terms, party=terms.party)
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.edit_terms(form, by=request.user)
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The terms stand ready for both funds."))
            return redirect("terms")
    title = _("Terms with %(party)s, version %(number)d") % {"party": terms.party, "number": terms.number}
    lead = _("You can change this as long as neither fund agreed to it.")
    return _form_page(request, form, title, lead, _("Change"))


@require_POST
def terms_agree(request, pk, fund):
    """Agree for one fund of one's own, to the version that was read."""
    terms = _terms_of(request, pk)
    own = get_object_or_404(Organisation.objects.filter(slug__in=METAL_FUNDS), pk=fund)
    require(agreeing.funds_to_agree(request.user).filter(pk=own.pk).exists())
    seen = request.POST.get("version", "")
    try:
        agreeing.agree(terms, own, by=request.user, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("You agreed for %(fund)s.") % {"fund": own})
    return redirect("terms")


def _reasoned(request, terms, verb, done, context):
    """Ask the reason for a step that is final, and take it."""
    require(may_agree_terms(request.user))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verb(terms, by=request.user, reason=form.cleaned_data["reason"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect("terms")
    return render(request, "confirm.html", context | {"form": form, "danger": True, "back": reverse("terms")})


@require_http_methods(["GET", "POST"])
def terms_drop(request, pk):
    """Withdraw a version that the funds did not both agree to."""
    terms = _terms_of(request, pk)
    context = {
        "title": _("Withdraw version %(number)d of the terms with %(party)s?")
        % {"number": terms.number, "party": terms.party},
        "sentence": _("A version that holds now goes on."),
        "crumbs": _crumbs(_("Withdraw")),
        "label": _("Withdraw"),
    }
    done = _("Version %(number)d was withdrawn.") % {"number": terms.number}
    return _reasoned(request, terms, agreeing.drop_terms, done, context)


@require_http_methods(["GET", "POST"])
def terms_end(request, pk):
    terms = _terms_of(request, pk)
    context = {
        "title": _("End the terms with %(party)s") % {"party": terms.party},
        "sentence": _("No new contribution is made under these terms. What was agreed before stays."),
        "crumbs": _crumbs(_("End")),
        "label": _("End the terms"),
    }
    done = _("The terms with %(party)s have ended.") % {"party": terms.party}
    return _reasoned(request, terms, agreeing.end_terms, done, context)
