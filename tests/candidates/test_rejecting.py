"""A rejection: confirmed by a person, told in a decent message without scores, and kept as it was sent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from candidates import letters, recruiting, rejecting, results
from candidates.models import Candidate, Heard, OutReason
from pilot.models import Mail
from tests import factories as f

pytestmark = pytest.mark.django_db
FIGURES = [Decimal("3.25"), Decimal("4.00"), Decimal("2.50")]


def test_each_reason_has_a_draft_of_its_own_in_dutch_without_a_score():
    person = f.CandidateFactory()
    drafts = {reason: rejecting.draft(person, reason) for reason in OutReason.values}
    assert len(set(drafts.values())) == len(drafts)
    for reason, text in drafts.items():
        assert rejecting.scores_in(text, FIGURES) == []
        assert "Bedankt" in text or "Dank" in text
        assert ("tegenvallen" in text) == (reason not in ("withdrew", "other_job"))
        assert rejecting.drafted_for(person, text.replace("\n", "\r\n")) == reason
    assert rejecting.drafted_for(person, drafts["other"] + " Groet!") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("U haalde 3,25 voor motivatie.", ["3,25"]),
        ("Uw totaal was 2.5 en dat is te weinig.", ["2.5"]),
        ("Uw totaal was 2,50.", ["2,50"]),
        ("U kreeg een 2 van de 5.", ["2 van de 5"]),
        ("Uw score was helaas een 2.", ["score was helaas een 2"]),
        ("Bel ons tot 2.50 uur of kom op 3 maart 2026 naar zaal 4.", []),
        ("Het bedrijf heeft 12,50 meter, 13,25 en 3,251.", []),
    ],
)
def test_scores_are_found_and_other_figures_are_not(text, found):
    assert rejecting.scores_in(text, FIGURES) == found


def test_the_draft_goes_along_with_the_reason_and_is_shown_before_it_is_sent(person):
    one = f.CandidateFactory(state="informed", email="iemand@voorbeeld.test")
    url = reverse("candidates:candidate_drop", args=[one.pk])
    browser = person(f.selector(one.pilot))
    untouched = browser.get(url).context["form"].initial["message"]
    first = {"reason": "occupation", "message": untouched}
    shown = browser.post(url, first)
    assert shown.status_code == 200
    draft = rejecting.draft(one, "occupation")
    assert shown.context["letter"]["text"] == letters.whole(one, draft)
    assert draft in shown.content.decode()
    assert not Mail.objects.filter(kind__contains=":out").exists()
    sent = browser.post(
        url, {"reason": "occupation", "message": draft, "shown": shown.context["letter"]["mark"], "keep_year": "on"}
    )
    assert sent.status_code == 302
    mail = Mail.objects.get(kind=f"candidate:{one.pk}:out")
    assert mail.text.startswith(letters.whole(one, draft))
    assert mail.to == "iemand@voorbeeld.test"


def test_words_of_somebodys_own_stay_whatever_the_reason_and_are_shown_again_after_every_change(person):
    one = f.CandidateFactory(state="informed")
    url = reverse("candidates:candidate_drop", args=[one.pk])
    browser = person(f.selector(one.pilot))
    own = "Wij vonden het fijn u te spreken, maar het beroep past niet."
    mark = browser.post(url, {"reason": "other", "message": own}).context["letter"]["mark"]
    changed = browser.post(url, {"reason": "occupation", "message": own + " Sterkte!", "shown": mark})
    assert changed.status_code == 200
    assert "Sterkte!" in changed.context["letter"]["text"]
    assert Candidate.objects.get(pk=one.pk).state == "informed"
    assert browser.post(url, {"reason": "occupation", "message": own, "shown": mark}).status_code == 302


def test_a_message_with_a_score_is_refused_with_everything_kept(person):
    interview = f.held_interview(value=2)
    url = reverse("candidates:result", args=[interview.pk])
    browser = person(interview.scorecards.get(part="selector").interviewer)
    said = {"qualified": "no", "confirmed": "1", "reason": "motivation", "message": "U kreeg een 2 van de 5."}
    page = browser.post(url, said)
    assert page.status_code == 200
    assert "2 van de 5" in str(page.context["form"].errors["message"])
    assert "U kreeg een 2 van de 5." in page.content.decode()
    assert not Heard.objects.filter(what="out").exists()


def test_what_was_sent_stays_with_the_candidate_and_only_deciders_read_why(person):
    interview = f.held_interview(value=2)
    by = interview.scorecards.get(part="selector").interviewer
    results.decide(
        interview, results.Decision(qualified=False, out_reason="motivation", message="Dit is mijn bericht."), by=by
    )
    one = Candidate.objects.get(pk=interview.candidate_id)
    row = one.heard.get(what="out")
    assert (row.by, row.mail.to) == (by, one.email)
    url = reverse("candidates:heard", args=[one.pk])
    assert "Dit is mijn bericht." in person(by).get(url).content.decode()
    told = person(f.provider(one.pilot)).get(url).content.decode()
    assert "Dit is mijn bericht." not in told
    assert "Afgevallen" in told or "Valt af" in told


def test_nobody_is_told_of_a_rejection_when_the_message_is_left_empty():
    one = f.CandidateFactory(state="informed")
    recruiting.drop(one, by=f.selector(one.pilot), reason="other", message="  ")
    assert not one.heard.exists()
