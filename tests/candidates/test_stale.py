"""Two people change one record: both values stand side by side, nothing typed is lost, saving again is deliberate."""

import html

import pytest
from django.urls import reverse

from candidates import kits
from candidates.models import Candidate, KitItem
from pilot.models import AuditEvent
from tests.factories import CandidateFactory, provider, running_pilot, selector

pytestmark = pytest.mark.django_db


def sent_by(form):
    """What a browser sends of a form as it was shown."""
    data = {"version": form.version_shown}
    for name in form.fields:
        value = form[name].value()
        if value is not None and value is not False:
            data[name] = value
    return data


def both(form):
    """What the comparison shows: mine and theirs, by the name of the field."""
    return {str(row["label"]): (str(row["yours"]), str(row["theirs"])) for row in form.stale}


def meet(person, users, url, mine, theirs):
    """Two open the same form; the other saves first; return my browser, what I sent and the page I got."""
    one, other = map(person, users)
    mine = sent_by(one.get(url).context["form"]) | mine
    theirs = sent_by(other.get(url).context["form"]) | theirs
    assert other.post(url, theirs).status_code == 302
    return one, mine, one.post(url, mine)


def test_two_who_change_one_candidate_see_both_values_and_lose_nothing(person):
    known = CandidateFactory(town="Eindhoven", remark="")
    url = reverse("candidates:candidate_edit", args=[known.pk])
    mine = {"town": "Best", "status": "agency", "remark": "Belt liever na zessen.", "birth_year": "1990"}
    theirs = {"town": "Helmond", "phone": "0687654321", "status": "no_benefit"}
    users = (provider(known.pilot), selector(known.pilot))
    browser, sent, page = meet(person, users, url, mine, theirs)

    assert page.status_code == 200
    form = page.context["form"]
    shown = both(form)
    assert shown["Woonplaats"] == ("Best", "Helmond")
    assert shown["Telefoon"] == ("0612345678", "0687654321")
    assert shown["Werksituatie"] == ("Uitzendkracht", "Werkloos, zonder uitkering")
    assert shown["Opmerking"] == ("Belt liever na zessen.", "–")
    # Nothing is saved yet, and everything that was typed still stands in the form.
    known.refresh_from_db()
    assert (known.town, known.remark) == ("Helmond", "")
    assert {name: form[name].value() for name in mine} == mine
    words = html.unescape(page.content.decode())
    for text in ("Best", "Helmond", "Belt liever na zessen.", "0687654321"):
        assert text in words

    # Sent again in sight of both, what I typed is saved, and the journal names the fields.
    assert browser.post(url, sent | {"version": form.version_shown}).status_code == 302
    known.refresh_from_db()
    assert (known.town, known.employment, known.birth_year) == ("Best", "agency", 1990)
    assert AuditEvent.objects.filter(action="edit", subject_id=known.pk).count() == 2


def test_a_candidate_who_fell_out_meanwhile_is_not_changed_unseen(person):
    known = CandidateFactory()
    url = reverse("candidates:candidate_edit", args=[known.pk])
    browser = person(provider(known.pilot))
    sent = sent_by(browser.get(url).context["form"]) | {"town": "Best"}
    out = {"state": "out", "out_stage": "registered", "out_reason": "other_job", "out_at": known.created_at}
    Candidate.objects.filter(pk=known.pk).update(**out)
    page = browser.post(url, sent)
    assert page.status_code == 200
    assert both(page.context["form"])["Woonplaats"] == ("Best", known.town)


def test_two_who_change_one_item_of_a_kit_see_both_values_the_described_answers_included(person):
    pilot = running_pilot()
    kit = kits.make_default(pilot, by=selector(pilot))
    item = kit.items.get(element="trend")
    url = reverse("candidates:kit_item", args=[item.pk])
    mine = {"question": "Wat verandert er, denkt u?", "anchor_3": "Noemt één verandering die klopt.", "weight": "3"}
    theirs = {"question": "Wat ziet u veranderen?", "anchor_3": "Weet één gevolg te noemen."}
    users = (selector(pilot), selector(pilot))
    browser, sent, page = meet(person, users, url, mine, theirs)

    assert page.status_code == 200
    form = page.context["form"]
    pairs = set(both(form).values())
    assert (mine["question"], theirs["question"]) in pairs
    assert (mine["anchor_3"], theirs["anchor_3"]) in pairs
    assert ("3", "1") in pairs
    assert {name: form[name].value() for name in mine} == mine
    assert KitItem.objects.get(pk=item.pk).question == theirs["question"]
    assert browser.post(url, sent | {"version": form.version_shown}).status_code == 302
    item.refresh_from_db()
    assert (item.question, item.anchors[2], item.weight) == (mine["question"], mine["anchor_3"], 3)


def test_an_item_that_somebody_took_out_meanwhile_is_gone_and_one_of_a_kit_in_use_keeps_what_was_typed(person):
    pilot = running_pilot()
    by = selector(pilot)
    kit = kits.make_default(pilot, by=by)
    gone, kept = kit.items.get(element="potential"), kit.items.get(element="trend")
    browser = person(selector(pilot))
    urls = [reverse("candidates:kit_item", args=[item.pk]) for item in (gone, kept)]
    sent = [sent_by(browser.get(url).context["form"]) | {"question": "Wat typte ik hier?"} for url in urls]
    kits.remove_item(gone, by=by)
    kits.use(kit, by=by)
    assert browser.post(urls[0], sent[0]).status_code == 404
    page = browser.post(urls[1], sent[1])
    assert page.status_code == 200
    assert "Wat typte ik hier?" in page.content.decode()
    assert "verandert niet" in page.content.decode()
