"""The policy under any order of edits, offers, withdrawals, signatures and new versions, in the real database.

What is in force was signed by every fund that takes part, on one mark that is that of its content; what was signed
never changes.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from pilot.models import Mandate, Policy
from pilot.phases import choosing
from pilot.phases.wording import digest, said
from pilot.workflow import NotNow
from tests import factories as make

AO, OOM = make.AO, make.OOM
State = Policy.State
EDITS = {
    "cap": {"average_cap": 1800},
    "cap back": {"average_cap": 2000},
    "engineer": {"occupation_id": "engineer"},
    "machinist": {"occupation_id": "cnc-verspaner"},
    "no STOOF": {"with_stoof": False},
}
REGIONS = ["zuid-oost", "noord", "oost"]
who = st.sampled_from(["owner_ao", "owner_oom", "deputy_oom", "management_ao", "stranger"])
fund = st.sampled_from([AO, OOM])


class Deliberation(RuleBasedStateMachine):
    """Two funds over one pilot; ``world`` is built once, every run happens in a savepoint of its own."""

    world = None
    #: Numbers of versions that came in force in any run: the test is worth nothing when there are none.
    adopted = set()

    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        self.pilot = self.world["pilot"]
        self.signed = {}  # the content of each version as it was when somebody signed it first

    @property
    def open(self):
        return self.pilot.policies.open().first()

    def person(self, name):
        """The user, with assignments read anew."""
        user = self.world[name]
        user.__dict__.pop("running", None)
        return user

    def attempt(self, verb, *args, **kwargs):
        """Do it, or be refused in sentences; anything else is an error."""
        try:
            with transaction.atomic():
                return verb(*args, **kwargs)
        except NotNow as refusal:
            assert refusal.sentences
            return None

    # --- acts ---

    @rule(edit=st.sampled_from(sorted(EDITS)), why=st.booleans())
    def edit(self, edit, why):
        """Write in the version, past every verb: the database lets through what is a draft only."""
        policy = self.open
        if policy is None:
            return
        try:
            with transaction.atomic():
                Policy.objects.filter(pk=policy.pk).update(**EDITS[edit])
        except IntegrityError:
            assert policy.state != State.DRAFT
        else:
            same = all(getattr(policy, name) == value for name, value in EDITS[edit].items())
            assert policy.state == State.DRAFT or same
        reasons = {"occupation": "Daar is vraag naar.", "with_stoof": "Geen geld.", "regions": "Daar zijn bedrijven."}
        self.attempt(choosing.give_reasons, policy, reasons if why else {"occupation": ""}, by=self.person("owner_ao"))

    @rule(region=st.sampled_from(REGIONS))
    def move_region(self, region):
        policy = self.open
        if policy is None:
            return
        try:
            with transaction.atomic():
                policy.regions.set([region])
        except IntegrityError:
            assert policy.state != State.DRAFT

    @rule()
    def offer(self):
        if self.open is not None:
            self.attempt(choosing.propose, self.open, by=self.person("owner_ao"))

    @rule()
    def withdraw(self):
        if self.open is not None:
            self.attempt(choosing.withdraw, self.open, by=self.person("owner_oom"))

    @rule()
    def renew(self):
        self.attempt(choosing.new_version, self.pilot, by=self.person("owner_ao"))

    @rule(who=who, fund=fund, old=st.booleans())
    def sign(self, who, fund, old):
        """Sign what was read: the mark of this text, or that of an earlier one."""
        policy = self.open
        if policy is None:
            return
        seen = policy.digest
        if old:
            earlier = Policy.objects.filter(pilot=self.pilot, number__lt=policy.number).exclude(digest="").first()
            seen = earlier.digest if earlier else "0" * 64
        signature = self.attempt(choosing.sign, policy, self.world[fund], by=self.person(who), seen=seen)
        if signature is not None:
            assert not old
            assert (signature.on_behalf_of == self.world["owner_oom"]) == (who == "deputy_oom")

    @rule()
    def agree(self):
        """Offer and sign in one go, as far as they can."""
        for act in (self.offer, lambda: self.sign("owner_ao", AO, False), lambda: self.sign("owner_oom", OOM, False)):
            act()

    @rule(who=who, lapsed=st.booleans())
    def mandate(self, who, lapsed):
        """Let the mandates of somebody lapse, or run again."""
        day = timezone.localdate() - timedelta(days=1) if lapsed else None
        Mandate.objects.filter(user=self.world[who]).update(end=day)

    @rule(present=st.booleans())
    def deputise(self, present):
        """The deputy's days pass, or come again."""
        today = timezone.localdate()
        days = (today, today + timedelta(days=7)) if present else (today - timedelta(days=9), today - timedelta(days=1))
        self.pilot.assignments.filter(deputy=True).update(start=days[0], end=days[1])

    # --- what always holds ---

    @invariant()
    def what_is_in_force_was_signed_by_every_fund_and_nothing_signed_changes(self):
        rows = Policy.objects.filter(pilot=self.pilot).exclude(signatures=None).prefetch_related("signatures__mandate")
        for policy in rows.distinct():
            content = said(policy)
            assert self.signed.setdefault(policy.pk, content) == content
            assert digest(policy, content) == policy.digest
            marks = {signature.fund_id: signature.digest for signature in policy.signatures.all()}
            assert set(marks.values()) == {policy.digest}
            for one in policy.signatures.all():
                assert (one.mandate.user_id, one.mandate.fund_id) == (one.by_id, one.fund_id)
        for policy in Policy.objects.filter(pilot=self.pilot, state=State.IN_FORCE):
            assert {one.fund_id for one in policy.signatures.all()} == {self.world[AO].pk, self.world[OOM].pk}
            self.adopted.add(policy.number)

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)


@pytest.mark.django_db
def test_a_policy_in_force_is_signed_by_every_fund_on_its_content_whatever_the_order():
    pilot = make.new_pilot()
    make.full_policy(pilot)
    deputy = make.UserFactory(organisation=make.fund(OOM))
    today = timezone.localdate()
    make.assign(deputy, "owner", pilot, make.fund(OOM), deputy=True, start=today, end=today + timedelta(days=7))
    manager = make.management(AO)
    for user, organisation in ((deputy, make.fund(OOM)), (manager, make.fund(AO))):
        make.MandateFactory(user=user, fund=organisation)
    Deliberation.world = {
        "pilot": pilot,
        "owner_ao": make.owner(pilot),
        "owner_oom": make.owner(pilot, OOM),
        "deputy_oom": deputy,
        "management_ao": manager,
        "stranger": make.UserFactory(),
        AO: make.fund(AO),
        OOM: make.fund(OOM),
    }
    run_state_machine_as_test(
        Deliberation,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {1, 2} <= Deliberation.adopted
