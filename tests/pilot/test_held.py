"""A form that comes in after the login ended loses nothing: held for its writer an hour, shown again, saved by hand."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pilot import held
from pilot.models import Held, JournalEntry
from pilot.refilling import refilled
from tests import factories as make
from tests.conftest import Person

pytestmark = pytest.mark.django_db
WORDS = "Zij zei: “& ik <durf> het wél”.\n\nEn lachte."


class Window(Person):
    """A browser with a page open: ``send`` posts the page's own form, with its keys, wherever the login went."""

    def look(self, address):
        self.page = self.get(address, follow=True).content.decode()
        return self.page

    def send(self, address, **values):
        keys = dict(re.findall(r'name="(once|typed_by|getypt|version)" value="([^"]*)"', self.page))
        return Client.post(self, address, keys | values, headers={"referer": f"http://testserver{address}"})


@pytest.fixture
def room():
    """An owner with the page open on which a line of the journal is written."""
    pilot = make.new_pilot(make.AO)
    window = Window(make.owner(pilot))
    address = reverse("journal_new", args=[pilot.slug])
    window.look(address)
    return window, address


def idle(window, minutes=31):
    session = window.session
    session["last"] = session["began"] = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    session.save()


def back(window, answer):
    """Log in again and follow where the login page leads."""
    assert answer.url.startswith(reverse("account_login"))
    window.force_login(window.user)
    from urllib.parse import parse_qs, urlsplit

    return window.look(parse_qs(urlsplit(answer.url).query)["next"][0])


def test_what_was_typed_after_half_an_hour_of_silence_stands_there_again_unsaved(room):
    window, address = room
    idle(window)
    page = back(window, window.send(address, kind="success", text=WORDS))
    assert "nog niet bewaard" in page
    assert "Zij zei: “&amp; ik &lt;durf&gt; het wél”.\n\nEn lachte.</textarea>" in page
    assert re.search(r'<option[^>]*value="success"[^>]* selected|value="success"[^>]* checked', page)
    assert not JournalEntry.objects.exists()


def test_the_login_page_says_that_what_was_typed_is_kept(room):
    window, address = room
    assert "Wat u typte, is bewaard" not in window.get(reverse("account_login")).content.decode()
    idle(window)
    answer = window.send(address, kind="success", text=WORDS)
    window.logout()
    assert "Wat u typte, is bewaard" in window.get(answer.url).content.decode()


def test_saving_it_then_ends_the_holding(room):
    window, address = room
    idle(window)
    back(window, window.send(address, kind="success", text=WORDS))
    assert Held.objects.count() == 1, "reloading the page loses nothing"
    assert window.send(address, kind="success", text=WORDS).status_code == 302
    assert JournalEntry.objects.get().text == WORDS
    assert not Held.objects.exists()


@pytest.mark.parametrize("end", ["logged out elsewhere", "session gone", "twelve hours"])
def test_however_the_login_ended(room, end):
    window, address = room
    if end == "logged out elsewhere":
        Client.logout(window)
    elif end == "session gone":
        window.cookies.pop("sessionid")
    else:
        idle(window, minutes=13 * 60)
    assert "En lachte." in back(window, window.send(address, kind="note", text=WORDS))


def test_somebody_else_who_logs_in_at_that_window_does_not_see_it(room):
    window, address = room
    idle(window)
    answer = window.send(address, kind="note", text=WORDS)
    other = Window(make.owner(JournalEntry._meta.get_field("pilot").related_model.objects.get(), make.OOM))
    window.user = other.user
    page = back(window, answer)
    assert "lachte" not in page and "nog niet bewaard" not in page
    row = Held.objects.get()
    assert window.post(reverse("held_drop", args=[row.key])).status_code == 404
    assert Held.objects.exists()


def test_it_is_held_an_hour_and_the_sweeper_takes_it_away(room):
    window, address = room
    idle(window)
    answer = window.send(address, kind="note", text=WORDS)
    Held.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert "lachte" not in back(window, answer)
    call_command("sweep", "--once")
    assert not Held.objects.exists()


def test_it_is_not_to_be_read_in_the_database(room):
    window, address = room
    idle(window)
    window.send(address, kind="note", text="Kanariewoord")
    with connection.cursor() as cursor:
        cursor.execute("select convert_from(content, 'UTF8') from pilot_held")
        assert "Kanarie" not in cursor.fetchone()[0]
    assert held.typed(Held.objects.get())[0]["text"] == "Kanariewoord"


def test_another_key_of_the_installation_reads_nothing_and_breaks_nothing(room, settings):
    window, address = room
    idle(window)
    answer = window.send(address, kind="note", text="Kanariewoord")
    settings.SECRET_KEY = "een andere sleutel"
    row = Held.objects.get()
    assert not held.typed(row)[0]
    assert answer.status_code == 302


def test_typing_on_after_the_login_ended_keeps_the_newest_words(room):
    window, address = room
    idle(window)
    window.send(address, kind="note", text="Zij zei")
    answer = window.send(address, kind="note", text="Zij zei dat het goed ging.")
    assert Held.objects.count() == 1
    assert "dat het goed ging." in back(window, answer)


@pytest.mark.parametrize("mark", ["", "1", "1:abc", "0:xx"])
def test_without_our_own_mark_nothing_is_held(room, mark):
    _window, address = room
    nobody = Client()
    answer = nobody.post(address, {"typed_by": mark, "text": "Kanariewoord"})
    assert answer.status_code == 302
    assert not Held.objects.exists()


def test_a_closed_account_is_held_nothing_for(room):
    window, address = room
    type(window.user).objects.update(is_active=False)
    window.send(address, kind="note", text=WORDS)
    assert not Held.objects.exists()


def test_passwords_are_never_held(room):
    window, _address = room
    Client.logout(window)
    window.send(reverse("account_login"), login=window.user.email, password="Kanariewachtwoord")
    assert not Held.objects.exists()


def test_somebody_fills_no_memory_with_it(room):
    window, address = room
    Client.logout(window)
    window.send(address, kind="note", text="a" * (held.MOST_CHARACTERS + 1))
    assert not Held.objects.exists()
    for number in range(held.MOST_FORMS + 3):
        window.send(f"{address}?n={number}", kind="note", text=WORDS)
    assert Held.objects.count() == held.MOST_FORMS


def test_a_page_older_than_the_login_gets_back_what_was_typed_in_it(room):
    """Logged in anew in a second window: the token of the first is old, the words are not lost."""
    window, address = room
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(window.user)
    strict.cookies["csrftoken"] = "n" * 32
    form = {"typed_by": held.mark(window.user), "csrfmiddlewaretoken": "o" * 32, "kind": "note", "text": WORDS}
    answer = strict.post(address, form, headers={"origin": "http://testserver"})
    assert answer.status_code == 302
    page = strict.get(answer.url).content.decode()
    assert "En lachte.</textarea>" in page
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("origin", ["https://elders.test", "null", ""])
def test_another_site_gets_a_refusal_and_nothing_held(room, origin):
    window, address = room
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(window.user)
    form = {"typed_by": held.mark(window.user), "kind": "note", "text": WORDS}
    assert strict.post(address, form, headers={"origin": origin} if origin else {}).status_code == 403
    assert not Held.objects.exists()


def test_words_whose_page_is_gone_are_shown_bare(room):
    window, _address = room
    pilot = make.new_pilot(make.OOM)
    Client.logout(window)
    page = back(window, window.send(reverse("journal_new", args=[pilot.slug]), kind="note", text=WORDS))
    assert "niet bewaard" in page and "En lachte." in page


def test_whoever_logs_in_by_another_way_is_told_once_what_is_held_and_may_throw_it_away(room):
    window, address = room
    Client.logout(window)
    window.send(address, kind="note", text=WORDS)
    window.force_login(window.user)
    link = re.search(r'href="([^"]*getypt=[^"]*)"', window.look("/"))[1]
    assert "getypt=" not in window.look("/")
    assert "En lachte.</textarea>" in window.look(link)
    assert window.post(reverse("held_drop", args=[Held.objects.get().key])).url == address
    assert not Held.objects.exists()
    window.force_login(window.user)
    assert "getypt=" not in window.look("/")


def test_whoever_is_led_back_to_it_is_not_told_besides(room):
    window, address = room
    Client.logout(window)
    page = back(window, window.send(address, kind="note", text=WORDS))
    assert page.count("is niet bewaard") + page.count("nog niet bewaard") == 1


def test_a_form_that_says_more_than_the_address_of_its_page_comes_back_there(room):
    window, address = room
    Client.logout(window)
    keys = dict(re.findall(r'name="(once|typed_by)" value="([^"]*)"', window.page))
    from_here = {"referer": f"http://testserver{address}"}
    Client.post(window, f"{address}?onderdeel=3", keys | {"kind": "note", "text": WORDS}, headers=from_here)
    assert Held.objects.get().page == f"{address}?onderdeel=3"
    Client.post(window, reverse("pilot_new"), keys | {"title": "Een titel"}, headers=from_here)
    assert Held.objects.first().page == address


# --- putting back, whatever the form --------------------------------------------------------------------------------

PAGE = """<main id="inhoud"><form method="get"><input name="q" value="zoek"></form>
<form method="post" action="/elders/"><input name="naam" value="andere"></form>
<form method="post"><input type="hidden" name="version" value="7"><input name="naam" value="oud &amp; zo"><br/>
<input name="naam"><input type="checkbox" name="tik" value="a" checked><input type="checkbox" name="tik" value="b">
<input type="radio" name="keus" value="1" checked><input type="radio" name="keus" value="2" />
<select name="lijst"><option value="x" selected>X</option><option value="y">Y</option></select>
<textarea name="tekst">
oud</textarea><input type="password" name="geheim"><button name="go" value="next">Verder</button></form></main>"""


def put(html, **typed):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values if isinstance(values, list) else [values])
    left = []
    html = refilled(
        html, data, action="/hier/", here="/hier/", hidden={"getypt": "k"}, notice=lambda more: left.extend(more) or "!"
    )
    return html, left


def test_every_kind_of_field_gets_back_what_was_typed_and_the_rest_stays_byte_for_byte():
    html, left = put(
        PAGE,
        naam=['eerste "naam"', "tweede"],
        tik=["b"],
        keus="2",
        lijst="y",
        tekst="nieuw </textarea><b>",
        version="5",
        geheim="nee",
        go="next",
    )
    assert left == []
    expected = (
        PAGE.replace('<main id="inhoud">', '<main id="inhoud">!')
        .replace('<form method="post">', '<form method="post"><input type="hidden" name="getypt" value="k">')
        .replace('value="7"', 'value="5"')
        .replace('value="oud &amp; zo"', 'value="eerste &quot;naam&quot;"')
        .replace('<input name="naam"><input', '<input name="naam" value="tweede"><input')
        .replace('value="a" checked', 'value="a"')
        .replace('name="tik" value="b"', 'name="tik" value="b" checked')
        .replace('name="keus" value="1" checked', 'name="keus" value="1"')
        .replace('name="keus" value="2" />', 'name="keus" value="2" checked>')
        .replace('<option value="x" selected>', '<option value="x">')
        .replace('<option value="y">', '<option value="y" selected>')
        .replace("\noud</textarea>", "\nnieuw &lt;/textarea&gt;&lt;b&gt;</textarea>")
    )
    assert html == expected


def test_words_without_a_field_are_told_and_a_page_without_the_form_is_none():
    html, left = put(PAGE, naam="x", weg="Een veld dat er niet meer is")
    assert left == ["Een veld dat er niet meer is"]
    assert html is not None
    assert put("<main><p>Niets meer.</p></main>", naam="x")[0] is None


def test_a_button_that_was_pressed_too_late_says_so():
    html, _left = put('<main><form method="post"><button name="go" value="1">Ja</button></form></main>', go="1")
    assert html.startswith("<main>!")
