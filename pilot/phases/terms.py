"""Terms with STOOF and other parties: the two funds agree with each other first, whatever the pilot."""

from django.db import transaction
from django.utils.translation import gettext as _

from pilot import audit
from pilot.choices import OrganisationKind, Role
from pilot.facts import METAL_FUNDS
from pilot.models import Organisation, Terms, TermsAgreement
from pilot.workflow import move, require_none


def funds_to_agree(user):
    """A+O and OOM as far as the user acts for them (advice 8.2-21)."""
    acting = user.funds(Role.OWNER, Role.MANAGEMENT)
    return Organisation.objects.filter(kind=OrganisationKind.FUND, slug__in=METAL_FUNDS, pk__in=acting)


@transaction.atomic
def write_terms(party, text, *, by):
    """Put terms with a party before both funds."""
    terms = Terms.objects.create(party=party, text=text)
    audit.record(terms, "create", by=by)
    return terms


def agree_blockers(terms, fund, *, by):
    """Say why this user cannot agree to the terms for this fund: once, by the fund itself, while they are open."""
    if terms.state != Terms.State.DRAFT:
        return [_("These terms are not open for agreement any more.")]
    if fund.slug not in METAL_FUNDS or fund.pk not in by.funds(Role.OWNER, Role.MANAGEMENT):
        return [_("Only an owner or the management of %(fund)s agrees for %(fund)s.") % {"fund": fund}]
    if terms.agreements.filter(fund=fund).exists():
        return [_("%(fund)s has agreed already.") % {"fund": fund}]
    return []


@transaction.atomic
def agree(terms, fund, *, by):
    """Agree to terms for one fund; they count once A+O and OOM both did (advice 8.2-21)."""
    terms = Terms.objects.select_for_update(of=("self",)).get(pk=terms.pk)
    require_none(agree_blockers(terms, fund, by=by))
    agreement = TermsAgreement.objects.create(terms=terms, fund=fund, by=by)
    audit.record(agreement, "create", by=by)
    agreed = set(terms.agreements.filter(fund__slug__in=METAL_FUNDS).values_list("fund__slug", flat=True))
    if agreed == METAL_FUNDS:
        move(terms, "agree", by=by)
    return agreement


@transaction.atomic
def end_terms(terms, *, by, reason):
    """End terms; no new contribution is made under them."""
    return move(terms, "end", by=by, reason=reason)
