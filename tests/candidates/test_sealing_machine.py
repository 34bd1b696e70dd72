"""Sealed stays sealed, under any interleaving of what two interviewers and everybody around them do.

The real verbs, the real pages and raw SQL on the real database, beside a small model of what should be. Until both
cards are in nobody but its author gets one word of a card, by whatever page; what was handed in never changes; the
total lies within the scores; below the threshold for motivation nobody qualifies.
"""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from candidates import correcting, rescheduling, results, selection
from candidates.models import Candidate, Interview, OutReason, Result, Score, Scorecard
from pilot.workflow import NotNow
from tests import factories as f
from tests.conftest import Person
from tests.house.crawl import cells

PARTS = ("selector", "specialist")
OTHER = {"selector": "specialist", "specialist": "selector"}
WORD = {"selector": "Kanarieeen", "specialist": "Kanarietwee"}
EVERYBODY = [*PARTS, "second_selector", "owner", "provider"]
#: Who reads both cards once both are in.
READERS = {*PARTS, "second_selector", "owner"}
values = st.integers(min_value=1, max_value=5)
part = st.sampled_from(PARTS)
item = st.integers(min_value=0, max_value=3)
role = st.sampled_from(EVERYBODY)


class Sealing(RuleBasedStateMachine):
    """One interview; ``world`` is built once, every run happens in a savepoint of its own."""

    world = None
    #: Some runs begin further on, so that what comes after is met often enough.
    start = ""
    #: What was reached in any run: the test is worth nothing when both cards were never in.
    reached = set()

    @initialize(one=values, apart=st.integers(0, 2))
    def begin(self, one, apart):
        self.savepoint = transaction.savepoint()
        self.written = {name: {} for name in PARTS}  # item → value, as each interviewer left it
        self.sealed = {}  # part → item → value, as it was handed in
        self.newest = {}  # (part, item) → value, once both are in
        self.agreed = {}  # item → value
        self.abstained = False
        if self.start in ("one in", "both in"):
            self.hand_in("specialist", one - apart if one > apart else one + apart)
        if self.start == "both in":
            self.hand_in("selector", one)
        if self.start == "knows":
            self.abstain()

    # --- what is ---

    @property
    def both(self):
        return len(self.sealed) == 2

    @property
    def interview(self):
        return Interview.objects.select_related("candidate__pilot", "kit").get(pk=self.world["interview"].pk)

    @property
    def planned(self):
        return self.interview.state == "planned"

    def card(self, name):
        return Scorecard.objects.get(interview=self.world["interview"], part=name)

    def items(self):
        return self.world["items"]

    def person(self, name):
        return self.world[name]

    def attempt(self, verb, *args, **kwargs):
        """Do it, or be refused in sentences; anything else is an error."""
        try:
            with transaction.atomic():
                return verb(*args, **kwargs) or True
        except NotNow as refusal:
            assert refusal.sentences
            return None

    def page(self, name, path):
        answer = self.world["browsers"][name].get(path)
        if answer.headers.get("Content-Type", "").endswith("sheet"):
            return answer.status_code, str(cells(answer.content))
        return answer.status_code, answer.content.decode(errors="replace")

    # --- what the two do ---

    @rule(name=part, by=role, item=item, value=values)
    def score(self, name, by, item, value):
        """Anybody tries to write on a card; only its own interviewer does, while it is open."""
        one = self.items()[item]
        notes = dict.fromkeys(selection.NOTES, WORD[name])
        may = by == name and name not in self.sealed and self.planned and not (self.abstained and name == "selector")
        done = self.attempt(
            selection.write, self.card(name), one, by=self.person(by), value=value, notes=notes, fields=["value"]
        )
        assert bool(done) == may
        if may:
            self.written[name][one.pk] = value

    @rule(name=part, by=st.sampled_from(PARTS), item=item, value=values)
    def autosave(self, name, by, item, value):
        """The same by the page, as the script and the button do it; an answer that got lost is sent again."""
        one = selection.in_order(self.items(), name)[item]
        path = f"{self.card(name).get_absolute_url()}?onderdeel={item + 1}"
        words = dict.fromkeys(selection.NOTES, WORD[name])
        before = Score.objects.filter(scorecard=self.card(name), item=one).first()
        may = by == name and name not in self.sealed and self.planned and not (self.abstained and name == "selector")
        typed = {"value": value, "go": "stay", "version": before.version if before else "", **words}
        answer = self.world["browsers"][by].post(path, typed)
        assert (answer.status_code == 302) == may
        if may:
            self.written[name][one.pk] = value

    @rule(name=part, value=values)
    def fill(self, name, value):
        """Every item at once, so that cards do get full."""
        for number in range(len(self.items())):
            self.score(name, name, number, value)

    @rule(name=part, value=values)
    def hand_in(self, name, value):
        self.fill(name, value)
        self.submit(name, name)

    @rule(name=part, by=st.sampled_from(PARTS))
    def submit(self, name, by):
        one = self.card(name)
        full = all(item.pk in self.written[name] for item in self.items() if selection.required(item, name))
        may = by == name and name not in self.sealed and self.planned and full
        may = may and not (self.abstained and name == "selector")
        done = self.attempt(selection.submit, one, by=self.person(by))
        assert bool(done) == may
        if may:
            self.sealed[name] = dict(self.written[name])
            if self.both:
                self.newest = {(p, pk): v for p, values in self.sealed.items() for pk, v in values.items()}
                self.reached.add("both")

    @rule(name=part, by=st.sampled_from(PARTS))
    def take_back(self, name, by):
        done = self.attempt(selection.take_back, self.card(name), by=self.person(by))
        assert bool(done) == (by == name and name in self.sealed and not self.both)
        if done:
            del self.sealed[name]

    @rule(name=part, by=st.sampled_from(PARTS), item=item, value=values)
    def correct(self, name, by, item, value):
        one = self.items()[item]
        score = Score.objects.filter(scorecard=self.card(name), item=one).select_related("scorecard__interview").first()
        if score is None:
            return
        may = by == name and self.both and one.pk not in self.agreed and self.newest.get((name, one.pk)) != value
        done = self.attempt(correcting.correct, score, by=self.person(by), value=value, reason=WORD[name])
        assert bool(done) == may
        if may:
            self.newest[name, one.pk] = value
            self.reached.add("corrected after the decision" if self.decided else "corrected")

    @property
    def decided(self):
        return Result.objects.filter(interview=self.world["interview"]).exists()

    @rule(by=role, item=item, value=values)
    def settle(self, by, item, value):
        one = self.items()[item]
        may = self.both and by in PARTS and one.pk not in self.agreed and not self.decided
        done = self.attempt(results.settle, self.interview, one, by=self.person(by), value=value, reason="Samen.")
        assert bool(done) == may
        if may:
            self.agreed[one.pk] = value
            self.reached.add("settled")

    @rule(yes=st.booleans())
    def decide(self, yes):
        """A selector decides, also against the figures: below the threshold nobody qualifies all the same."""
        decision = results.Decision(
            qualified=yes,
            reason="Anders dan voorgesteld.",
            type=2,
            type_reason="Zo.",
            level_3=True,
            out_reason=OutReason.OTHER,
        )
        apart = [
            pk
            for pk in (one.pk for one in self.items())
            if pk not in self.agreed and len(v := self.counting(pk)) == 2 and max(v) - min(v) >= 2
        ]
        ready = self.both and not apart and not self.decided
        motivated = ready and sum(self.values_of(self.items()[0].pk)) / len(self.values_of(self.items()[0].pk)) >= 3
        done = self.attempt(results.decide, self.interview, decision, by=self.person("selector"))
        assert bool(done) == bool(ready and (motivated or not yes))
        if done:
            self.reached.add("qualified" if yes else "rejected")

    def counting(self, pk):
        return [self.newest[name, pk] for name in PARTS if (name, pk) in self.newest]

    def values_of(self, pk):
        return [self.agreed[pk]] if pk in self.agreed else self.counting(pk)

    def abstain(self):
        """The selector turns out to know the candidate."""
        card = self.card("selector")
        assert self.attempt(rescheduling.abstain, card, by=self.person("selector"), reason="Een buurman.")
        self.abstained = True
        self.reached.add("abstained")

    # --- who looks ---

    @rule(by=role, name=part)
    def open_card(self, by, name):
        """The other card by its own address: as if it were not there, until both are in."""
        code, text = self.page(by, self.card(name).get_absolute_url())
        reads = by == name or (self.both and by in READERS)
        assert code == (200 if reads else 404)
        if not reads:
            assert WORD[name] not in text

    @rule(by=role, item=item, where=st.sampled_from(["interview", "candidate", "result", "consensus", "search", "list",
                                                     "export", "compare", "work", "correct"]))  # fmt: skip
    def look(self, by, item, where):
        """Every other page: nothing of a card that is not theirs to read."""
        person, pilot = self.interview.candidate, self.world["pilot"]
        path = {
            "interview": self.interview.get_absolute_url(),
            "candidate": person.get_absolute_url(),
            "result": reverse("candidates:result", args=[self.interview.pk]),
            "consensus": reverse("candidates:consensus", args=[self.interview.pk, self.items()[item].pk]),
            "search": reverse("desk:search") + f"?q={person.last_name}",
            "list": reverse("candidates:list", args=[pilot.slug]),
            "export": reverse("candidates:export", args=[pilot.slug]),
            "compare": reverse("candidates:compare", args=[pilot.slug]) + f"?pick={person.pk}&xlsx=1",
            "work": "/",
            "correct": reverse(
                "candidates:scorecard_correct", args=[self.card(PARTS[item % 2]).pk, self.items()[item].pk]
            ),
        }[where]
        _code, text = self.page(by, path)
        for name in PARTS:
            if not (by == name or (self.both and by in READERS)):
                assert WORD[name] not in text, (by, where)

    # --- who forces ---

    @rule(name=part, attack=st.sampled_from([
        "update candidates_score set value = value %% 5 + 1 where scorecard_id = %s",
        "update candidates_score set action = 'anders' where scorecard_id = %s",
        "delete from candidates_score where scorecard_id = %s",
        "update candidates_scorecard set submitted_at = submitted_at - interval '1 day' where id = %s",
    ]))  # fmt: skip
    def force(self, name, attack):
        if name in self.sealed:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attack, [self.card(name).pk])

    # --- what always holds ---

    @invariant()
    def cards_are_seen_by_whom_they_may(self):
        if not hasattr(self, "sealed"):
            return
        cards = {name: self.card(name).pk for name in PARTS}
        for name in EVERYBODY:
            seen = set(Scorecard.objects.visible_to(self.person(name)).values_list("pk", flat=True))
            own = {cards[name]} if name in PARTS else set()
            assert seen == (set(cards.values()) if self.both and name in READERS else own), name

    @invariant()
    def what_was_handed_in_stands(self):
        if not hasattr(self, "sealed"):
            return
        for name, there in self.sealed.items():
            rows = Score.objects.filter(scorecard=self.card(name), value__isnull=False)
            assert dict(rows.values_list("item", "value")) == there
        assert (self.interview.state == "held") == self.both

    @invariant()
    def figures_lie_within_the_scores(self):
        if not hasattr(self, "sealed") or not self.both:
            return
        rows = results.rows_of(self.interview)
        for row in rows:
            assert sorted(row.scores) == sorted(self.counting(row.item.pk))
        proposal = results.propose(self.interview, rows)
        given = [value for one in self.items() for value in self.values_of(one.pk)]
        for figure in proposal.totals:
            assert min(given) <= figure <= max(given)
        motivation = self.values_of(self.items()[0].pk)
        assert proposal.qualified == (sum(motivation) / len(motivation) >= 3)

    @invariant()
    def nobody_unmotivated_is_qualified(self):
        for result in Result.objects.filter(interview=self.world["interview"], qualified=True):
            assert result.motivation >= result.threshold
            assert Candidate.objects.get(pk=result.candidate_id).state == "qualified"

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_sealed_stays_sealed_under_any_interleaving():
    # Certified training asks no minimum of hard skills.
    pilot = f.running_pilot(policy={"stance": "certified"})
    interview = f.planned_interview(f.CandidateFactory(pilot=pilot, state="invited", last_name="Qvist"))
    people = {card.part: card.interviewer for card in interview.scorecards.select_related("interviewer")}
    people |= {"second_selector": f.selector(pilot), "owner": f.owner(pilot), "provider": f.provider(pilot)}
    assert pilot.policy_in_force.motivation_threshold == 3
    Sealing.world = {
        **people,
        "pilot": pilot,
        "interview": interview,
        "items": list(interview.kit.items.order_by("position")),
        "browsers": {name: Person(user) for name, user in people.items()},
    }
    for Sealing.start in ("empty", "knows", "one in", "both in"):
        run_state_machine_as_test(
            Sealing,
            settings=settings(
                max_examples=10 if Sealing.start == "both in" else 4,
                stateful_step_count=20,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert {"both", "abstained", "corrected", "settled"} <= Sealing.reached
