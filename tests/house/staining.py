"""Stains the world: every text about a person becomes a word that says whose it is, wherever it stands."""

from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from candidates.models import Candidate
from pilot import audit
from pilot.privacy import FIELDS

#: Kinds of the privacy register that are about somebody in the pilot.
ABOUT = ("candidate", "assessment", "guidance")
#: Fields that get no word of their own, each with its reason.
UNSTAINED = {
    "candidates.Candidate.postcode": "six letters and figures that forms check; the town stands beside it everywhere",
    "candidates.Agreement.given_by": "who said yes for the company or the candidate; stands on the match as signature",
    "pilot.Reason.text": "also of pilots and plans; stained below where it is about a candidate",
}
SCORES = ("situation", "task", "action", "result")


def word(field):
    """The word of a field: ``candidates.Visit.impression`` → ``KanarieVisitImpression``."""
    _app, model, name = field.split(".")
    return "Kanarie" + model + name.title().replace("_", "")


#: Words by field; what somebody wrote on a card is told apart by whose it is and whether both cards are in.
WORDS = {
    field: word(field)
    for field, kind in FIELDS.items()
    if kind in ABOUT and field not in UNSTAINED and not field.startswith("candidates.Score.")
}
EMAIL = WORDS["candidates.Candidate.email"] = "kanariepost"
PHONE = WORDS["candidates.Candidate.phone"] = "KanarieTelefoon"
FINDING, EARLY, LATE = "KanarieFindingEvidence", "KanarieVroegereden", "KanarieLatereden"
SEALED_SELECTOR, SEALED_SPECIALIST, BOTH = "KanarieZegelselector", "KanarieZegelspecialist", "KanarieBeidein"
#: Sealed notes that were corrected: the text that had to go.
FORMER = "KanarieEerderenotitie"
ALL = {*WORDS.values(), FINDING, EARLY, LATE, SEALED_SELECTOR, SEALED_SPECIALIST, BOTH, FORMER}


@contextmanager
def without_triggers():
    """Write rows as they are, past the rules that hold them."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield cursor
        cursor.execute("set local session_replication_role = origin")


def stain(world):
    """Give every row its words; people of the own pilot have reasons, from before the interview and after."""
    for candidate in Candidate.objects.filter(pilot=world.own.pilot).order_by("-pk")[:12]:
        audit.record(candidate, "drop", by=world.users["owner"], from_state="informed", reason=EARLY)
        audit.record(candidate, "drop", by=world.users["owner"], from_state="interviewed", reason=LATE)
    with without_triggers() as cursor:
        for field, text in WORDS.items():
            app, model, name = field.split(".")
            table = apps.get_model(app, model)._meta.db_table
            value = "%s || id || '@voorbeeld.test'" if text == EMAIL else "%s"
            # Only what is new: rows written over and over make every table long.
            cursor.execute(f"update {table} set {name} = {value} where {name} is distinct from {value}", [text, text])
        cursor.execute("update companies_finding set evidence = %s where evidence <> %s", [FINDING, FINDING])
        cursor.execute(
            f"update candidates_score s set {', '.join(f'{name} = o.text' for name in SCORES)} from ("
            "  select s.id, case when s.id in (select score_id from candidates_notecorrection) then %s"
            "    else card.text end as text from candidates_score s join ("
            "  select c.id, case when bool_and(other.submitted_at is not null) then %s"
            "    when c.part = 'selector' then %s else %s end as text"
            "  from candidates_scorecard c join candidates_scorecard other on other.interview_id = c.interview_id"
            "  group by c.id, c.part) card on card.id = s.scorecard_id"
            ") o where o.id = s.id and s.situation <> o.text",
            [FORMER, BOTH, SEALED_SELECTOR, SEALED_SPECIALIST],
        )


def score(card, value):
    """Have every score of a card be ``value``, also when the card is sealed."""
    with without_triggers() as cursor:
        cursor.execute("update candidates_score set value = %s where scorecard_id = %s", [value, card.pk])
