"""Pages of the selection that only a form leads to, for ``tests.browser.shots``: filled in, pressed, and looked at.

Each visit is a function of a ``Visit``: it opens a page as somebody, types (also what is wrong), presses, and takes
what comes. The visits write in the site they look at, as people do; what they need is looked up, and a visit whose case
is not there (another demo) is a problem, not a pass.
"""

from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from candidates import sessions
from candidates.models import Attendance, Candidate, InformationSession, Interview, Kit, Scorecard, SelectionRound
from pilot.models import Pilot

LONG = "Veel te lang. " * 400
#: One row is right, the others are each wrong in a way of their own.
PEOPLE = (
    "Voornaam;Achternaam;E-mailadres;Regio;Herkomstsector;Werksituatie;Uitkering tot;Wervingskanaal;Geboortejaar\n"
    "Kees;Goedhart;kees.goedhart@voorbeeld.test;Zuid-Oost;Groot- en detailhandel;In dienst;;;1988\n"
    "Anna;Zonderpost;geen-adres;Zuid-Oost;Groot- en detailhandel;In dienst;;Arbeidsbureau;1988\n"
    ";;leeg@voorbeeld.test;Zuid-Oost;Groot- en detailhandel;In dienst;;Arbeidsbureau;88\n"
    "Piet;Datumfout;piet@voorbeeld.test;Nergensland;Ruimtevaart;Slapend;31-02-2027;Postduif;1988\n"
    "Kees;Nogeens;kees.goedhart@voorbeeld.test;Zuid-Oost;Groot- en detailhandel;In dienst;;Arbeidsbureau;1988\n"
)


class Visit:
    """A page of somebody, and what is typed and pressed in it; ``take(label)`` looks at it at every width.

    ``cookies`` makes the cookies of a login of ``user``; ``session`` is the name of the cookie that holds it.
    """

    def __init__(self, page, user, take, *, cookies, session):
        self.page, self.user, self._take, self._cookies, self._session = page, user, take, cookies, session

    def log_out(self):
        """The login ends while the page stands open."""
        self.page.context.clear_cookies(name=self._session)

    def log_in(self):
        self.page.context.add_cookies(self._cookies())
        return self

    def open(self, path):
        answer = self.page.goto(path)
        if answer is None or answer.status >= 400:
            raise LookupError(f"{path} answers {answer.status if answer else 'nothing'}")
        return self

    def type(self, **values):
        for name, value in values.items():
            fields = self.page.locator(f"main [name='{name}']")
            kind = fields.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            if kind in ("radio", "checkbox"):
                self.page.locator(f"main [name='{name}'][value='{value}']").first.check(force=True)
            elif kind == "select":
                fields.first.select_option(value)
            else:
                # What the page would cut off is sent whole: the answer of the server is looked at.
                fields.first.evaluate("one => one.removeAttribute('maxlength')")
                fields.first.fill(value)
        return self

    def choose(self, name, content, field="file"):
        """Choose a file by its name and bytes."""
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator(f"main [name='{field}']").set_input_files(file)
        return self

    def press(self, css="main form[method=post] :is(.btn-primary, .btn-danger)[type=submit]"):
        with self.page.expect_navigation():
            self.page.locator(css).last.click()
        return self

    def take(self, label):
        self._take(label)
        return self


def _pilot():
    return Pilot.objects.filter(candidates__isnull=False, state="running").order_by("pk").first()


def _found(rows):
    one = rows.order_by("pk").first()
    if one is None:
        raise LookupError(f"there is no such {rows.model.__name__} to look at")
    return one


def people_file(visit):
    """The import of people: a file of the wrong kind, one with mistakes, and a spreadsheet."""
    page = reverse("import_new", args=[_pilot().slug, "candidates"])
    visit.open(page).press().take("leeg")
    visit.choose("mensen.pdf", b"%PDF-1.7 geen lijst").press().take("verkeerd-soort")
    visit.choose("mensen.xlsx", b"PK\x03\x04 kapot").press().take("kapot")
    visit.choose("mensen.csv", b"").press().take("leeg-bestand")
    visit.choose("mensen.csv", PEOPLE.encode()).press().take("gecontroleerd")
    good = "\n".join(PEOPLE.splitlines()[:2]).replace("kees.goedhart", f"kees.{Candidate.objects.count()}")
    visit.open(page).choose("mensen.csv", good.encode()).press().take("goed")
    visit.press().take("opgeslagen")


def recorded_twice(visit):
    """Two records of one person: a choice per field."""
    one = _found(Candidate.objects.filter(pilot=_pilot(), state="registered").exclude(email=""))
    fields = {"first_name": one.first_name, "last_name": one.last_name, "phone": one.phone, "town": "Andere Plaats"}
    other = Candidate.objects.create(
        pilot=one.pilot, employment="unemployed", recruited_by="fund", email=f"dubbel{one.pk}@voorbeeld.test", **fields
    )
    visit.open(reverse("candidates:doubles", args=[one.pilot.slug])).take("lijst")
    visit.open(reverse("candidates:merge", args=[one.pk, other.pk])).take("keuze")
    visit.press("main form[method=post] button[value=merge]").take("samengevoegd")


def bulk(visit):
    """The check before an act with many."""
    here = _pilot()
    address = reverse("candidates:bulk", args=[here.slug])
    informed = Candidate.objects.filter(pilot=here, state="informed")
    untold = Candidate.objects.filter(pilot=here, told_at=None).exclude(state="out")
    for act, rows in (("session", sessions.may_be_invited(here)), ("interview", informed), ("tell", untold)):
        picks = rows.order_by("pk").values_list("pk", flat=True)[:4]
        odd = Candidate.objects.filter(pilot=here, state="out", erased_at=None).order_by("pk").first()
        chosen = "".join(f"&pick={pk}" for pk in [*picks, *([odd.pk] if odd else [])])
        visit.open(f"{address}?act={act}{chosen}").take(act)
    visit.open(f"{address}?act=session").take("niemand")


def a_round(visit):
    """Closing a round, and the talk that follows: empty, with impossible days, far too long."""
    here = _pilot()
    rounds = reverse("candidates:rounds", args=[here.slug])
    if not SelectionRound.objects.filter(pilot=here, state="closed").exists():
        visit.open(rounds).take("voor").press("main form[action$='afsluiten/'] button").take("gesloten")
    visit.open(_found(SelectionRound.objects.filter(pilot=here, state="closed")).get_absolute_url())
    visit.press().take("leeg")
    visit.type(talked_on="2031-01-01", present="x" * 400, agreed=LONG, went_well=LONG).press().take("fout")
    visit.type(talked_on="1999-01-01").press().take("te-vroeg")


def rejection(visit):
    """What a rejected person is sent: the draft by reason, and the letter as it goes out."""
    one = _found(Candidate.objects.filter(pilot=_pilot(), state="informed").exclude(email=""))
    visit.open(reverse("candidates:candidate_drop", args=[one.pk])).press().take("leeg")
    visit.type(reason="motivation").press().take("concept")
    visit.press().take("brief")


def result(visit):
    """Deciding about somebody: nothing chosen, and the answers once more."""
    held = Interview.objects.filter(candidate__pilot=_pilot(), candidate__state="interviewed", outcome=None)
    visit.open(reverse("candidates:result", args=[_found(held.undecided()).pk]))
    if visit.page.locator("main form[method=post]").count():
        visit.type(qualified="yes", level_3="unclear").press().take("leeg")
        visit.type(qualified="no", reason="Wil toch liever niet.").press().take("nalezen")


def correction(visit):
    """A sealed score and its notes put right: nothing changed, too long, right, and from a page that is too old."""
    cards = Scorecard.objects.filter(interview__candidate__pilot=_pilot(), interview__state="held", part="selector")
    card = _found(cards.filter(interviewer=visit.user, submitted_at__isnull=False, scores__value__isnull=False))
    score = card.scores.exclude(value=None).order_by("pk").first()
    page = reverse("candidates:scorecard_correct", args=[card.pk, score.item_id])
    visit.open(page).take("open").press().take("leeg")
    visit.type(action=LONG, reason="Ging over iemand anders.").press().take("te-lang")
    visit.type(action="De kandidaat telde zelf na.").press().take("verbeterd")
    visit.open(page).take("nog-eens")


def kit(visit):
    """A new version of the kit, one item changed, beside the one in use."""
    here = _pilot()
    draft = Kit.objects.filter(pilot=here, state="draft").first()
    if draft is None:
        visit.open(reverse("candidates:kit", args=[here.slug]))
        visit.press("main form[action$='maken/'] button").take("nieuw")
        draft = _found(Kit.objects.filter(pilot=here, state="draft"))
    item = _found(draft.items.filter(element="competence"))
    visit.open(reverse("candidates:kit_item", args=[item.pk]))
    visit.type(name="", anchor_1="", weight="99").press().take("leeg")
    visit.type(name=item.name, anchor_1="Weet niet waar het om gaat.", weight="3").press()
    visit.open(reverse("candidates:kit_changed", args=[draft.pk])).take("verschillen")


def attendance(visit):
    """Who came, by one click, and put right."""
    here = _pilot()
    session = InformationSession.objects.filter(pilot=here, attendances__candidate__state="informed").distinct()
    session = _found(session.filter(attendances__state="attended"))
    visit.open(session.get_absolute_url()).take("lijst")
    rows = Attendance.objects.filter(session=session, state="attended")
    page = reverse("candidates:session_mistaken", args=[session.pk])
    stuck = _found(rows.exclude(candidate__state__in=["informed", "registered"]))
    visit.open(f"{page}?wie={stuck.pk}").take("geweigerd")
    one = _found(rows.filter(candidate__state="informed"))
    visit.open(f"{page}?wie={one.pk}").take("vraag").press().take("rechtgezet")
    visit.press(f"main button[name=came][value='{one.pk}']").take("toch-wel")


def told(visit):
    """Telling somebody where they stand, with nothing said."""
    one = _found(Candidate.objects.filter(pilot=_pilot(), state="informed").exclude(email=""))
    page = reverse("candidates:heard", args=[one.pk])
    visit.open(page).type(how="call", said="").press().take("leeg")
    visit.open(page).type(how="mail", message=LONG).press().take("te-lang")


def held_back(visit):
    """What was typed after the login ended comes back in the same page."""
    one = _found(Candidate.objects.filter(pilot=_pilot(), state="registered").exclude(email=""))
    visit.open(reverse("candidates:candidate_edit", args=[one.pk])).type(remark="Getypt na de pauze.")
    visit.log_out()
    visit.press().take("login")
    visit.log_in().open(_next(visit.page.url)).take("terug")


def _next(address):
    """Where a login leads."""
    return parse_qs(urlsplit(address).query)["next"][0]


#: Who makes each visit.
VISITS = {
    "selector": (recorded_twice, bulk, rejection, result, correction, kit, attendance, told, held_back),
    "provider": (people_file,),
    "owner": (a_round,),
}
