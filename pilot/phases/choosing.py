"""The policy of a pilot: offer a version, take it back, sign it for a fund, begin a next one."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot import audit, mail
from pilot.choices import Role
from pilot.models import Assignment, ChoiceReason, JournalEntry, Mandate, Pilot, Policy, SignOff, User
from pilot.permissions import acting_funds
from pilot.phases.deputies import owner_stood_in_for, signs_as_deputy
from pilot.phases.deviating import deviations, reason_blockers, reasons_of
from pilot.phases.noting import decide, note
from pilot.phases.standing import SEVERAL, label_of, missing_sentences
from pilot.phases.wording import REASONS, SIGNED, WORDS, difference, digest
from pilot.workflow import NotNow, move, require_none

State = Policy.State


def _locked(policy):
    """The version as it is now, held until the end of the transaction."""
    return Policy.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=policy.pk)


# --- making -------------------------------------------------------------------------------------------------------


@transaction.atomic
def first_version(pilot, *, by):
    """Begin version 1, with the figures of the advice and no choice made."""
    policy = Policy.objects.create(pilot=pilot, number=1, made_by=by)
    audit.record(policy, "create", by=by)
    return policy


@transaction.atomic
def edit(form, *, by):
    """Save choices, figures and reasons of a draft; raises ``NotNow`` when the version was offered in the meantime."""
    require_none(edit_blockers(_locked(form.instance)))
    policy = form.save()
    _keep_reasons(policy, form.reasons)
    audit.record(policy, "edit", by=by, fields=form.changed_data)
    return policy


@transaction.atomic
def give_reasons(policy, reasons, *, by):
    """Write in a draft why choices differ from the advice: the text by the name of the choice, empty takes it out."""
    policy = _locked(policy)
    require_none(edit_blockers(policy))
    if _keep_reasons(policy, reasons):
        audit.record(policy, "edit", by=by, fields=sorted(f"reason_{choice}" for choice in reasons))
    return policy


def _keep_reasons(policy, reasons):
    """Bring the stored reasons in line with these and say whether anything changed; a same text is left alone."""
    stored = dict(policy.reasons.values_list("choice", "text"))
    changed = {choice: text.strip() for choice, text in reasons.items() if text.strip() != stored.get(choice, "")}
    policy.reasons.filter(choice__in=[choice for choice, text in changed.items() if not text]).delete()
    for choice, text in changed.items():
        if text:
            ChoiceReason.objects.update_or_create(policy=policy, choice=choice, defaults={"text": text})
    return changed


def edit_blockers(policy):
    """Say why the choices of this version cannot be changed."""
    if policy.state == State.DRAFT:
        return []
    if policy.state == State.PROPOSED:
        return [
            _("Version %(number)d was offered for signature and does not change. Take it back first.") % _of(policy)
        ]
    return [_("Version %(number)d was signed and does not change. Make a new version.") % _of(policy)]


def _of(policy):
    return {"number": policy.number}


def propose_blockers(policy):
    """Say why a draft cannot be offered: every choice is made, and each choice against the advice has its reason.

    Advice sum-01, 8.1-09, 8.2-01, 8.2-04, 8.3-01, 8.3-02, 8.3-03.
    """
    funds = [pilot_fund.fund for pilot_fund in policy.pilot.pilot_funds.select_related("fund")]
    found = [*missing_sentences(policy), *reason_blockers(policy, funds)]
    owned = set(
        Assignment.objects.running()
        .filter(pilot=policy.pilot, role=Role.OWNER, deputy=False)
        .values_list("fund_id", flat=True)
    )
    found += [_("%(fund)s has no owner for this pilot.") % {"fund": fund} for fund in funds if fund.pk not in owned]
    return found


@transaction.atomic
def propose(policy, *, by):
    """Offer a draft for signature; its text is fixed from now on by its mark (SHA-256)."""
    policy = _locked(policy)
    require_none(propose_blockers(policy))
    return move(policy, "propose", by=by, digest=digest(policy), proposed_at=timezone.now())


def withdraw_blockers(policy):
    """Say why an offered version cannot be taken back: only while nobody signed it."""
    if policy.state != State.PROPOSED:
        return [_("Version %(number)d does not wait for signatures.") % _of(policy)]
    if policy.signatures.exists():
        return [_("A fund has signed version %(number)d already. Make a new version.") % _of(policy)]
    return []


@transaction.atomic
def withdraw(policy, *, by):
    """Take an offered version back while nobody signed it, to change it."""
    policy = _locked(policy)
    require_none(withdraw_blockers(policy))
    return move(policy, "withdraw", by=by, digest="", proposed_at=None)


def new_version_blockers(pilot):
    """Say why no new version can be begun: one is being made, or can be taken back."""
    policy = pilot.policies.open().first()
    if policy is None:
        return []
    if policy.state == State.DRAFT:
        return [_("Version %(number)d is being made already.") % _of(policy)]
    if not policy.signatures.exists():
        return [_("Nobody signed version %(number)d yet. Take it back to change it.") % _of(policy)]
    return []


@transaction.atomic
def new_version(pilot, *, by):
    """Begin a version as a copy of the latest; the one in force goes on until all funds signed the new one.

    A version that one fund signed and another does not is set aside: all sign the new one.
    """
    pilot = Pilot.objects.select_for_update().get(pk=pilot.pk)
    require_none(new_version_blockers(pilot))
    latest = pilot.policies.order_by("-number").first()
    if latest.state == State.PROPOSED:
        move(latest, "supersede", by=by)
    plain = {name: getattr(latest, name) for name in SIGNED if name not in SEVERAL}
    policy = Policy.objects.create(pilot=pilot, number=latest.number + 1, made_by=by, **plain)
    for name in SEVERAL:
        getattr(policy, name).set(getattr(latest, name).all())
    _keep_reasons(policy, reasons_of(latest))
    audit.record(policy, "create", by=by)
    return policy


# --- signing ------------------------------------------------------------------------------------------------------


def sign_blockers(policy, fund, *, by):
    """Say why this user cannot sign this version for this fund.

    A fund signs once, by its owner, a deputy on behalf of its owner, or its management, under a mandate that runs
    today.
    """
    if policy.state == State.DRAFT:
        return [_("Version %(number)d is not offered for signature yet.") % _of(policy)]
    if policy.state != State.PROPOSED:
        return [_("Version %(number)d does not wait for signatures any more.") % _of(policy)]
    if fund.pk not in {pilot_fund.fund_id for pilot_fund in policy.pilot.pilot_funds.all()}:
        return [_("%(fund)s takes no part in this pilot.") % {"fund": fund}]
    if any(signature.fund_id == fund.pk for signature in policy.signatures.all()):
        return [_("%(fund)s has signed version %(number)d already.") % {"fund": fund, **_of(policy)}]
    if fund.pk not in acting_funds(by, policy.pilot):
        return [_("Only the owner or the management of %(fund)s signs for %(fund)s.") % {"fund": fund}]
    if not Mandate.objects.running().filter(user=by, fund=fund).exists():
        return [no_mandate(fund)]
    if signs_as_deputy(by, policy.pilot, fund) and owner_stood_in_for(policy.pilot, fund) is None:
        return [
            _("A deputy signs on behalf of an owner, and %(fund)s has no owner for this pilot now.") % {"fund": fund}
        ]
    return []


def no_mandate(fund):
    """Say that somebody who signs for a fund has no mandate, and who records it."""
    return _(
        "You have no running mandate to sign for %(fund)s. Another owner or the management of %(fund)s records it "
        "under Mandates."
    ) % {"fund": fund}


@transaction.atomic
def sign(policy, fund, *, by, seen):
    """Sign a version for one fund under the signer's mandate; the last signature brings it in force.

    A deputy signs on behalf of the fund's owner, which the signature keeps (advice 8.2-04). ``seen`` is the mark of
    the text that the signer read: another text is not signed.
    """
    policy = _locked(policy)
    require_none(sign_blockers(policy, fund, by=by))
    if seen != policy.digest:
        raise NotNow(_("The version was changed since you read it. Read it again before you sign."), code="changed")
    mandate = Mandate.objects.running().filter(user=by, fund=fund).first()
    owner = owner_stood_in_for(policy.pilot, fund) if signs_as_deputy(by, policy.pilot, fund) else None
    signature = SignOff.objects.create(
        policy=policy, fund=fund, by=by, on_behalf_of=owner, mandate=mandate, digest=policy.digest
    )
    audit.record(signature, "create", by=by)
    signed = set(policy.signatures.values_list("fund_id", flat=True))
    if not policy.pilot.pilot_funds.exclude(fund__in=signed).exists():
        _adopt(policy, by=by)
    return signature


def _adopt(policy, *, by):
    """Every fund signed: this version is in force, the former one is not, and a pilot in design is agreed."""
    pilot = policy.pilot
    former = pilot.policies.filter(state=State.IN_FORCE).first()
    if former is not None:
        move(former, "supersede", by=by)
    move(policy, "adopt", by=by)
    if pilot.state == Pilot.State.DESIGN:
        move(pilot, "agree", by=by)
    decide(pilot, _decision(former, policy), by=by, reason=policy.explanation, about=policy)
    note_deviations(former, policy, by=by)
    for owner in owners(pilot):
        mail.send_to(
            owner,
            subject=format_lazy(
                gettext_lazy("Version {number} of the policy choices is in force"), number=policy.number
            ),
            text=format_lazy(
                gettext_lazy(
                    "Every fund has signed version {number} of the policy choices of {pilot}. It is in force now."
                    "\n\nRead it here: {url}"
                ),
                number=policy.number,
                pilot=pilot.title,
                url=settings.SITE_URL + reverse("policy", args=[pilot.slug]),
            ),
            kind="policy_in_force",
            pilot=pilot,
        )


def note_deviations(former, policy, *, by):
    """Write each choice against the advice in the journal: what, why, and what the advice names instead (8.3-07).

    What the former version already chose for the same reason was written then.
    """
    funds = [pilot_fund.fund for pilot_fund in policy.pilot.pilot_funds.select_related("fund")]
    written = set(deviations(former, funds)) if former else set()
    for deviation in deviations(policy, funds):
        if deviation in written:
            continue
        text = _("Chosen otherwise than advised, %(choice)s: %(differing)s (version %(number)d).") % {
            "choice": label_of(deviation.name),
            "differing": deviation.differing,
            **_of(policy),
        }
        kind = JournalEntry.Kind.DECISION
        note(policy.pilot, kind, text, by=by, reason=deviation.reason, alternatives=deviation.advice, about=policy)


def _decision(former, policy):
    text = _("Version %(number)d of the policy choices was signed by all funds and is in force.") % _of(policy)
    changed = (
        [change.label for change in difference(former, policy) if change.name not in {*WORDS, *REASONS}]
        if former
        else []
    )
    if not changed:
        return text
    return text + " " + _("Changed: %(labels)s.") % {"labels": ", ".join(changed)}


def owners(pilot):
    """The pilot's owners of today, deputies included, each once."""
    running = Assignment.objects.running().filter(pilot=pilot, role=Role.OWNER)
    return User.objects.filter(pk__in=running.values("user"), is_active=True).order_by("pk")
