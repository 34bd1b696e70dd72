"""The signed policy on paper: choices, figures, reasons, signatures and the mark, as a PDF that is made once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilot import documents, formats
from pilot.models import Document, Policy, PolicyPaper
from pilot.phases.advice import region_table
from pilot.phases.known import Known
from pilot.phases.version_page import choice_lines, figure_pairs, version_rows
from pilot.workflow import require_none


def is_signed(policy, funds):
    """Say whether every fund signed this version: it is in force, or was."""
    signed = {signature.fund_id for signature in policy.signatures.all()}
    return policy.state in (Policy.State.IN_FORCE, Policy.State.SUPERSEDED) and {fund.pk for fund in funds} <= signed


def paper_of(policy, language):
    """The paper of a version in a language with its document; ``None`` when there is none or making it failed."""
    return (
        PolicyPaper.objects.filter(policy=policy, language=language)
        .exclude(document__state=Document.State.FAILED)
        .select_related("document")
        .first()
    )


def paper_blockers(policy):
    """Say why a version has no paper: only what is signed is printed, so that no draft goes round as the policy."""
    funds = [pilot_fund.fund for pilot_fund in policy.pilot.pilot_funds.select_related("fund")]
    if is_signed(policy, funds):
        return []
    return [
        _("Version %(number)d is not signed by all funds yet. Only what is signed is printed.")
        % {"number": policy.number}
    ]


@transaction.atomic
def ask(policy, *, by):
    """Ask for the PDF of a signed version in the reader's language; whoever asks again gets the one that is there."""
    require_none(paper_blockers(policy))
    Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    found = paper_of(policy, by.language)
    if found is not None:
        return found
    title = _("Policy choices, version %(number)d: %(pilot)s") % {"number": policy.number, "pilot": policy.pilot.title}
    document = documents.ask(policy.pilot, "policy", title=title[:160], by=by)
    paper, _new = PolicyPaper.objects.update_or_create(
        policy=policy, language=by.language, defaults={"document": document}
    )
    return paper


def policy_sheet(document):
    """Return template and context of a version on paper: the one that was asked for, else the one in force."""
    versions = Policy.objects.with_choices().select_related("pilot")
    policy = versions.filter(papers__document=document).first() or versions.get(
        pilot=document.pilot, state=Policy.State.IN_FORCE
    )
    pilot = policy.pilot
    funds = [pilot_fund.fund for pilot_fund in pilot.pilot_funds.select_related("fund")]
    about = {
        "pilot": pilot.title,
        "number": policy.number,
        "day": formats.day(timezone.localdate()),
    }
    known = Known()
    return "sheets/policy.html", {
        "pilot": pilot,
        "policy": policy,
        "funds": [fund.name for fund in funds],
        "lines": choice_lines(policy, funds, known=known),
        "figures": figure_pairs(policy),
        "version": version_rows([policy], funds)[0],
        "outlook": region_table(policy, known),
        "language": get_language(),
        "head_mark": _("Signed"),  # not its state, which changes: this paper does not
        "foot": _("%(pilot)s, policy choices version %(number)d, printed on %(day)s.") % about,
    }
