"""Companies out of a file: one row is a company with its vacancy; what lies outside the pilot is kept as a lead."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies import doubles
from companies.models import Company, Contact, Participation, Vacancy
from companies.permissions import may_recruit
from companies.recruiting import MAY_LIE_OUTSIDE, Frame, recruiter_of
from companies.words import Wanted, known_funds, occupation, regions, sbi_code
from pilot import audit
from pilot.addresses import numbered
from pilot.choices import OrganisationKind, Recruiter
from pilot.importing import Column, cells
from pilot.importing.kinds import ImportKind, Present
from pilot.models import Organisation, Party
from pilot.phases import recruiting_blockers
from pilot.wording import fold

__all__ = ["CompanyImport"]

#: Column key to field of the company.
COMPANY = {
    "name": "name",
    "sbi": "sbi",
    "fund": "fund",
    "employees": "employees",
    "postcode": "postcode",
    "town": "town",
    "region": "region",
    "flexible": "flexible_workforce",
}
CONTACT = {"contact": "name", "email": "email", "phone": "phone"}
VACANCY = {"vacancy": "", "places": "places", "since": "hard_to_fill_since"}


class CompanyImport(ImportKind):
    """One row is one company, known by its KvK number."""

    address = "bedrijven"
    title = gettext_lazy("Import companies")
    lead = gettext_lazy(
        "One row for each company, with its vacancy. Whatever lies outside the pilot is kept as a lead."
    )
    key_columns = ("kvk",)
    shown = ("name", "kvk", "fund", "region", "vacancy", "places")
    figures = ("places",)
    everywhere = True  # companies are shared by all pilots

    def may(self, user):
        """Owners, selectors and an approved provider (advice 8.3-05)."""
        return may_recruit(user, self.pilot)

    def blockers(self):
        """What stands in the way of recruiting."""
        return recruiting_blockers(self.pilot)

    def back(self):
        """The list of companies."""
        return reverse("companies:list", args=[self.pilot.slug])

    def back_label(self):
        """Its name."""
        return _("Companies")

    def columns(self):
        """The columns of a file with companies, under the words that senders use."""
        self.frame = Frame(self.pilot)
        self.companies = {}
        recruiters = {
            Recruiter.FUND: (Recruiter.FUND.label, "fonds", "fund"),
            Recruiter.PROVIDER: (Recruiter.PROVIDER.label, "aanbieder", "provider"),
            Recruiter.COMPANY: (Recruiter.COMPANY.label, "bedrijf", "company", "zelf"),
        }
        return [
            Column("name", _("Company name"), ("Bedrijfsnaam", "Bedrijf", "Naam"), True, cells.text(160)),
            Column("kvk", _("KvK number"), ("KvK-nummer", "KvK nr.", "KvK", "Handelsregister"), True, cells.kvk),
            Column("sbi", _("SBI code"), ("SBI", "SBI-code", "Deelbranche"), False, sbi_code()),
            Column("fund", _("Fund"), ("Fonds", "O&O-fonds", "Opleidingsfonds"), True, cells.choice(known_funds())),
            Column(
                "employees",
                _("Employees"),
                ("Aantal medewerkers", "Medewerkers", "aantal mw", "fte"),
                False,
                cells.whole(0, 1_000_000),
            ),
            Column("postcode", _("Postcode"), ("Postcode",), False, cells.postcode),
            Column("town", _("Place of business"), ("Plaats", "Vestigingsplaats", "Woonplaats"), False, cells.text(80)),
            Column("region", _("Region"), ("Regio", "Arbeidsmarktregio"), True, cells.choice(regions())),
            Column("contact", _("Contact"), ("Contactpersoon", "Contact"), False, cells.text(120)),
            Column("email", _("E-mail address"), ("E-mail", "E-mailadres", "Mail"), False, cells.email),
            Column("phone", _("Telephone"), ("Telefoon", "Telefoonnummer", "Tel"), False, cells.phone),
            Column(
                "flexible",
                _("Flexible workforce"),
                ("Flexibele schil", "Flex", "Flex?", "Uitzendkrachten"),
                False,
                cells.yes_no,
            ),
            Column("vacancy", _("Vacancy"), ("Vacature", "Functie", "Beroep"), False, occupation()),
            Column("places", _("Places"), ("Aantal plaatsen", "Plaatsen", "Aantal"), False, cells.whole(1, 50)),
            Column("since", _("Vacant since"), ("Vacature sinds", "Open sinds", "Sinds"), False, cells.day()),
            Column(
                "recruited_by",
                _("Brought in by"),
                ("Geworven door", "Aangebracht door"),
                False,
                cells.choice({value: tuple(dict.fromkeys(map(str, words))) for value, words in recruiters.items()}),
            ),
        ]

    def key(self, values):
        """The KvK number."""
        return values["kvk"]

    def judge(self, values):
        """Places and a date belong to a vacancy."""
        if values["vacancy"] is None:
            for key in ("places", "since"):
                if values[key] is not None:
                    yield key, _("is filled in, but which vacancy is it? The column with the vacancy is empty")

    def present(self, keys):
        """What is on record: companies by number, with the contact and the vacancy that the row is about."""
        companies = Company.everyone.filter(kvk__in=list(keys)).select_related(
            "fund", "region", "sbi", "merged_into__fund", "merged_into__region", "merged_into__sbi"
        )
        # The number of a company that was merged leads to the one that stays.
        self.companies = {company.kvk: company.merged_into or company for company in companies}
        ids = [company.pk for company in self.companies.values()]
        here = {
            participation.company_id: participation
            for participation in Participation.objects.filter(pilot=self.pilot, company__in=ids)
        }
        self.here = here
        contacts, vacancies = {}, {}
        for contact in Contact.objects.filter(company__in=here).order_by("pk"):
            contacts.setdefault(contact.company_id, []).append(contact)
        rows = Vacancy.objects.filter(participation__in=[row.pk for row in here.values()])
        for vacancy in rows.select_related("occupation").order_by("pk"):
            vacancies.setdefault(vacancy.participation_id, []).append(vacancy)
        self.rows_of = {}
        found = {}
        for kvk, company in self.companies.items():
            participation = here.get(company.pk)
            if participation is None:
                found[kvk] = Present(new=True, note=_("Known already: its data stay as they are on record."))
                continue
            contact = same_contact(contacts.get(company.pk, ()), keys[kvk])
            vacancy = same_vacancy(vacancies.get(participation.pk, ()), keys[kvk])
            self.rows_of[kvk] = (participation, contact, vacancy, vacancies.get(participation.pk, []))
            found[kvk] = Present(present_values(company, contact, vacancy, keys[kvk]))
        self._look_alikes(keys, found)
        return found

    def _look_alikes(self, keys, found):
        """Name, beside a row that is new, the companies of this pilot with the same name and postcode."""
        marks = {}
        rows = Participation.objects.filter(pilot=self.pilot).order_by("pk")
        for pk, name, postcode in rows.values_list("pk", "company__name", "company__postcode"):
            marks.setdefault(doubles.mark(name, postcode), []).append((pk, name))
        for kvk, values in keys.items():
            alike = marks.get(doubles.mark(values["name"], values["postcode"]) or None, ())
            if kvk not in found and alike:
                links = format_html_join(
                    ", ",
                    '<a href="{}">{}</a>',
                    ((numbered("companies:participation", pk), name) for pk, name in alike[:3]),
                )
                note = format_html("{} {}", _("Same name and postcode as a company on record:"), links)
                found[kvk] = Present(new=True, note=note)

    def occupations_of(self, values):
        """Ids of the occupations of a row's company once the row is stored."""
        *_rest, vacancies = self.rows_of.get(values["kvk"], ((),))
        asked = {values["vacancy"].occupation.pk} if values["vacancy"] else set()
        return asked | {vacancy.occupation_id for vacancy in vacancies}

    def outside(self, values):
        """Why the row's company lies outside the pilot once it is stored, or ""."""
        company = self.companies.get(values["kvk"])
        known = company is not None and company.pk not in self.here
        fund = company.fund if known else values["fund"]
        region = company.region if known else values["region"]
        return self.frame.outside(
            # A fund that is no organisation here yet certainly takes no part.
            fund=fund.pk if isinstance(fund, Organisation) else None,
            region=region.pk if region else None,
            occupations=self.occupations_of(values),
        )

    def mark(self, values):
        """Says that a row becomes a lead, and why."""
        outside = self.outside(values)
        if not outside:
            return ""
        return _("Outside the pilot: %(why)s") % {"why": Participation.Outside(outside).label}

    def store(self, upload, rows, *, by):
        """Write new companies in a few statements and changed ones each, with one audit event for every row made."""
        new = [row.values for row in rows if row.status == "new"]
        self.make_funds(rows)
        fresh = Company.objects.bulk_create(
            [self.company(values) for values in new if values["kvk"] not in self.companies], batch_size=500
        )
        audit.record_many(fresh, "import", by=by)
        # Before these are known, so that `outside` reads the row and not the record it has just become.
        places = {values["kvk"]: self.outside(values) for values in new}
        companies = self.companies | {company.kvk: company for company in fresh}
        participations = Participation.objects.bulk_create(
            [
                Participation(
                    pilot=self.pilot,
                    company=companies[values["kvk"]],
                    outside=places[values["kvk"]],
                    recruited_by=values["recruited_by"] or recruiter_of(by, self.pilot),
                )
                for values in new
            ],
            batch_size=500,
        )
        audit.record_many(participations, "import", by=by)
        self.add_contacts(companies, new, by)
        vacancies = Vacancy.objects.bulk_create(
            [
                vacancy_of(participation, values)
                for participation, values in zip(participations, new, strict=True)
                if values["vacancy"]
            ],
            batch_size=500,
        )
        audit.record_many(vacancies, "import", by=by)
        for row in rows:
            if row.status == "changed":
                self.change(row, by)
        return {"outside": sum(1 for outside in places.values() if outside)}

    def company(self, values):
        """A new company from a row."""
        return Company(kvk=values["kvk"], **{field: values[key] for key, field in COMPANY.items()})

    def make_funds(self, rows):
        """Make the organisation of a fund that is known by name only, and let the rows point at it."""
        for row in rows:
            party = row.values["fund"]
            if isinstance(party, Party):
                fund, _new = Organisation.objects.get_or_create(
                    # Not of kind fund: it takes no part in pilots, and nobody signs for it.
                    slug=party.pk,
                    defaults={"name": party.name, "kind": OrganisationKind.OTHER},
                )
                row.values["fund"] = fund
                if "fund" in row.changes:
                    row.changes["fund"] = (row.changes["fund"][0], fund)

    def add_contacts(self, companies, new, by):
        """Contacts of new rows, but not those that a company known from another pilot has already."""
        known = {company.pk for company in self.companies.values()}
        there = {}
        for contact in Contact.objects.filter(company__in=known).order_by("pk"):
            there.setdefault(contact.company_id, []).append(contact)
        fresh = Contact.objects.bulk_create(
            [
                contact_of(companies[values["kvk"]], values)
                for values in new
                if has_contact(values) and not same_contact(there.get(companies[values["kvk"]].pk, ()), values)
            ],
            batch_size=500,
        )
        audit.record_many(fresh, "import", by=by)

    def change(self, row, by):
        """Write what changed of a company that takes part: its own fields, its contact, its vacancy."""
        participation, contact, vacancy, _vacancies = self.rows_of[row.values["kvk"]]
        company = self.companies[row.values["kvk"]]
        changed = {key: new for key, (_old, new) in row.changes.items()}
        outside = self.outside(row.values)
        edit(company, {COMPANY[key]: value for key, value in changed.items() if key in COMPANY}, by)
        if any(key in CONTACT for key in changed):
            if contact is None:
                audit.record(make(contact_of(company, row.values)), "import", by=by)
            else:
                edit(contact, {CONTACT[key]: value for key, value in changed.items() if key in CONTACT}, by)
        if any(key in VACANCY for key in changed):
            if vacancy is None:
                audit.record(make(vacancy_of(participation, row.values)), "import", by=by)
            else:
                fields = {VACANCY[key]: value for key, value in changed.items() if key in VACANCY and VACANCY[key]}
                if "vacancy" in changed:
                    fields["title"] = changed["vacancy"].title
                edit(vacancy, fields, by)
        if participation.state in MAY_LIE_OUTSIDE and outside != participation.outside:
            edit(participation, {"outside": outside}, by)

    def told(self, outcome):
        """What was stored, and how much of it lies outside."""
        sentences = super().told(outcome)
        if count := outcome.get("outside"):
            sentence = ngettext(
                "%(n)s company lies outside the pilot and is kept as a lead.",
                "%(n)s companies lie outside the pilot and are kept as leads.",
                count,
            )
            sentences.append(sentence % {"n": count})
        return sentences


def has_contact(values):
    """Whether a row names somebody to speak to."""
    return any(values[key] for key in CONTACT)


def contact_of(company, values):
    """A contact from a row; without a name the address or number has to do."""
    name = values["contact"] or values["email"] or values["phone"]
    return Contact(company=company, name=name[:120], email=values["email"], phone=values["phone"])


def same_contact(contacts, values):
    """The contact on record that the row is about: by e-mail address, else by name."""
    email, name = values["email"], fold(values["contact"])
    by_email = next((contact for contact in contacts if email and contact.email.lower() == email), None)
    return by_email or next((contact for contact in contacts if name and fold(contact.name) == name), None)


def vacancy_of(participation, values):
    """A vacancy from a row."""
    wanted = values["vacancy"]
    return Vacancy(
        participation=participation,
        occupation=wanted.occupation,
        title=wanted.title,
        places=values["places"] or 1,
        hard_to_fill_since=values["since"],
    )


def same_vacancy(vacancies, values):
    """The vacancy on record that the row is about: the same words, else the same occupation."""
    wanted = values["vacancy"]
    if wanted is None:
        return None
    titled = next((vacancy for vacancy in vacancies if fold(vacancy.title) == fold(wanted.title)), None)
    return titled or next((row for row in vacancies if row.occupation_id == wanted.occupation.pk), None)


def present_values(company, contact, vacancy, values):
    """What is on record by column key, for laying beside the row; an empty record shows as nothing."""
    found = {key: getattr(company, field) for key, field in COMPANY.items()}
    if contact is not None or has_contact(values):
        found |= {key: getattr(contact, field, "") for key, field in CONTACT.items()}
    if vacancy is not None or values["vacancy"] is not None:
        found["vacancy"] = Wanted(vacancy.occupation, vacancy.title) if vacancy else None
        found["places"] = vacancy.places if vacancy else None
        found["since"] = vacancy.hard_to_fill_since if vacancy else None
    return found


def make(row):
    """Save a new row and return it."""
    row.save(force_insert=True)
    return row


def edit(row, fields, by):
    """Write fields of a row and note which."""
    if not fields:
        return
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    audit.record(row, "edit", by=by, fields=sorted(fields))
