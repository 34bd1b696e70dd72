"""One version of the policy as its page shows it: lines with notes, signatures, what is next."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.models import Policy
from pilot.permissions import acting_funds, funds_to_sign, is_owner
from pilot.phases.advice import advice_sentence, ease_sentence
from pilot.phases.choosing import no_mandate
from pilot.phases.comparing import mandate_note, signature_note, since
from pilot.phases.deviating import deviations, reason_blockers
from pilot.phases.due import signing_due
from pilot.phases.known import Known
from pilot.phases.standing import CHOICES, missing_choices
from pilot.phases.wording import FIGURES, REASONS, difference, mark, reason_rows, rows

State = Policy.State


def base_of(policy, versions):
    """The signed version that this one follows, or ``None``."""
    signed = (State.IN_FORCE, State.SUPERSEDED)
    return next((other for other in versions if other.number < policy.number and other.state in signed), None)


def choice_lines(policy, funds, changed=(), known=None):
    """The choices, each with what the advice says to it, whether it differs, and from the version before or not.

    ``differs`` is the ``Deviation`` with its reason, or ``None``; ``reason`` is what was written at this choice.
    """
    known = known or Known()
    differing = {str(deviation.name): deviation for deviation in deviations(policy, funds, known)}
    reasons = {REASONS[row.name]: row.value for row in reason_rows(policy)}
    notes = {"occupation": [advice_sentence(funds, policy.position, known)], "sub_branches": [policy.own_sub_branches]}
    if policy.occupation:
        notes["regions"] = [ease_sentence(region, policy.occupation) for region in policy.regions.all()]
    return [
        {
            "row": row,
            "notes": [note for note in notes.get(row.name, []) if note],
            "changed": row.name in changed,
            "differs": differing.get(row.name),
            "reason": reasons.get(row.name, ""),
            "missing": policy.state == State.DRAFT and row.name in differing and not reasons.get(row.name),
        }
        for row in rows(policy, CHOICES)
    ]


def changes(policy, base):
    """What differs from the version before, and the names of what differs."""
    found = difference(base, policy) if base else []
    return found, {change.name for change in found}


def signature_lines(policy, funds, mine, versions=()):
    """Every fund with its signature, for ``_checklist.html``; ``mine`` are the funds the user can sign for.

    A fund that has to sign again reads what changed since the version that it signed last.
    """
    signed = {signature.fund_id: signature for signature in policy.signatures.all()}
    lines = []
    for fund in funds:
        signature = signed.get(fund.pk)
        if signature:
            note = signature_note(signature)
            lines.append({"label": fund.name, "status": "done", "badge": _("Signed"), "note": note})
        elif policy.state in (State.DRAFT, State.PROPOSED):
            proposed = policy.state == State.PROPOSED
            badge = _("Up to you") if proposed and fund.pk in mine else _("Not signed yet")
            note = since(policy, fund, versions)
            lines.append({"label": fund.name, "status": "busy" if proposed else "todo", "badge": badge, "note": note})
        else:
            badge = _("Did not sign") if policy.state == State.SUPERSEDED else _("Not signed yet")
            lines.append({"label": fund.name, "status": "todo", "badge": badge})
    return lines


def version_rows(versions, funds):
    """Every version with its signatures: who signed which mark, when, under which mandate, on whose behalf."""
    found = []
    for policy in versions:
        signed = {signature.fund_id: signature for signature in policy.signatures.all()}
        found.append(
            {
                "policy": policy,
                "mark": mark(policy.digest),
                "signatures": [
                    {
                        "fund": fund,
                        "note": signature_note(signed[fund.pk]) if fund.pk in signed else "",
                        "mandate": mandate_note(signed[fund.pk].mandate) if fund.pk in signed else "",
                        "mark": mark(signed[fund.pk].digest) if fund.pk in signed else "",
                    }
                    for fund in funds
                ],
            }
        )
    return found


def lead(policy, found, funds):
    """The version in a sentence or two: where it stands and how much it changes."""
    sentence = _stand(policy, funds)
    if policy.state not in (State.DRAFT, State.PROPOSED) or not found:
        return sentence
    changed = ngettext("It changes %(count)d point.", "It changes %(count)d points.", len(found))
    return f"{sentence} {changed % {'count': len(found)}}"


def _stand(policy, funds):
    number = {"number": policy.number}
    if policy.state == State.IN_FORCE:
        return _("Version %(number)d is in force.") % number
    if policy.state == State.SUPERSEDED:
        return _("Version %(number)d is not in force any more.") % number
    if policy.state == State.PROPOSED:
        sentence = ngettext(
            "Version %(number)d is in force as soon as the fund signs.",
            "Version %(number)d is in force as soon as all funds sign.",
            len(funds),
        )
        return sentence % number
    missing = len(missing_choices(policy))
    if missing:
        sentence = ngettext(
            "Version %(number)d is being made: %(count)d choice is missing.",
            "Version %(number)d is being made: %(count)d choices are missing.",
            missing,
        )
        return sentence % {**number, "count": missing}
    return _("Version %(number)d is being made: all choices are there.") % number


def next_step(policy, user, funds, known=None):
    """What is next with this version, for ``_next.html``; ``None`` when nothing is."""
    pilot = policy.pilot
    if policy.state == State.DRAFT and is_owner(user, pilot):
        return _draft_step(policy, funds, known)
    if policy.state != State.PROPOSED:
        return None
    signed = {signature.fund_id for signature in policy.signatures.all()}
    unsigned = [fund for fund in funds if fund.pk not in signed]
    names = ", ".join(fund.name for fund in funds if fund.pk in signed)
    step = {
        "sentence": "",
        "who": "",
        "due": signing_due(policy),
        "url": "",
        "label": "",
        "more": _("%(funds)s signed already.") % {"funds": names} if names else "",
        "why": [],
    }
    mine, acting = funds_to_sign(user, pilot), acting_funds(user, pilot)
    for fund in unsigned:
        about = {"number": policy.number, "fund": fund}
        if fund.pk in mine:
            return step | {
                "sentence": _("Sign version %(number)d for %(fund)s") % about,
                "who": _("you"),
                "url": reverse("policy_sign", args=[pilot.slug]),
                "label": _("Read and sign"),
            }
        if fund.pk in acting:
            return step | {
                "sentence": _("Sign version %(number)d for %(fund)s") % about,
                "who": fund.name,
                "label": _("Read and sign"),
                "why": [no_mandate(fund)],
            }
    return step | {
        "sentence": ngettext(
            "Version %(number)d waits for a signature", "Version %(number)d waits for signatures", len(unsigned)
        )
        % {"number": policy.number},
        "who": ", ".join(fund.name for fund in unsigned),
    }


def _draft_step(policy, funds, known):
    missing = missing_choices(policy)
    step = {"who": _("you"), "due": None, "more": "", "why": []}
    if missing:
        return step | {
            "sentence": _("Make the policy choices"),
            "more": _("%(made)d of %(all)d choices are made.")
            % {"made": len(CHOICES) - len(missing), "all": len(CHOICES)},
            "url": reverse("policy_edit", args=[policy.pilot.slug]),
            "label": _("Make the choices"),
        }
    asked = reason_blockers(policy, funds, known)
    if asked:
        first = next(one for one in deviations(policy, funds, known) if not one.reason.strip())
        return step | {
            "sentence": _("Write why you choose otherwise than advised"),
            "more": " ".join(asked),
            "url": reverse("policy_edit", args=[policy.pilot.slug]) + f"#div_id_reason_{first.name}",
            "label": _("Write the reason"),
        }
    return step | {
        "sentence": _("Offer version %(number)d for signature") % {"number": policy.number},
        "url": reverse("policy_propose", args=[policy.pilot.slug]),
        "label": _("Check and offer"),
    }


def figure_pairs(policy):
    """The agreed figures for ``_pairs.html``."""
    return [{"label": row.label, "value": row.value} for row in rows(policy, FIGURES)]


def reading(policy, funds, versions, since_version=None, known=None):
    """Everything of a version for a page where it is read: what changes, choices, reasons, figures.

    ``since_version`` is the version to compare with instead of the signed one before.
    """
    base = since_version or base_of(policy, versions)
    found, changed = changes(policy, base)
    return {
        "policy": policy,
        "lines": choice_lines(policy, funds, changed, known),
        "figures": figure_pairs(policy),
        "base": base,
        "changes": found,
        "mark": mark(policy.digest),
    }
