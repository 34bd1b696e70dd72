"""Candidates out of a file: who is new, who is known already, and everything that is not right in a sentence."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import recognising, returning
from candidates.models import Candidate
from candidates.permissions import may_recruit
from pilot import audit
from pilot.addresses import numbered
from pilot.choices import Recruiter, Role
from pilot.importing import Column, cells
from pilot.importing.cells.every import empty_is
from pilot.importing.kinds import ImportKind, Present
from pilot.models import Channel, Region, SourceSector
from pilot.phases import recruiting_blockers
from pilot.wording import fold

__all__ = ["CandidateImport", "Sector", "Status", "recruiter_of"]

EMPLOYMENT, EDUCATION = Candidate.Employment, Candidate.Education


class Status(NamedTuple):
    """Employment status and, of the unemployed, whether there is a benefit (never which)."""

    employment: str
    benefit: bool | None = None

    def __str__(self):
        return STATUSES[self][0]


#: Each status by the words that people use; the first is ours. WW is a benefit for the unemployed, so it says enough.
STATUSES = {
    Status(EMPLOYMENT.EMPLOYED): (
        "werkend",
        "in work",
        "in loondienst",
        "loondienst",
        "in dienst",
        "werknemer",
        "baan",
    ),
    Status(EMPLOYMENT.AGENCY): ("uitzendkracht", "agency worker", "uitzend", "uitzendwerk", "flexkracht"),
    Status(EMPLOYMENT.UNEMPLOYED, True): (
        "werkloos met uitkering",
        "unemployed with benefit",
        "werkloos met ww",
        "ww",
        "ww-uitkering",
        "met uitkering",
    ),
    Status(EMPLOYMENT.UNEMPLOYED, False): (
        "werkloos zonder uitkering",
        "unemployed without benefit",
        "zonder uitkering",
        "niet-uitkeringsgerechtigd",
        "nug",
    ),
}
EDUCATIONS = {
    EDUCATION.VMBO: ("vmbo", "mavo", "lbo", "lts", "vmbo-t", "vmbo tl", "vmbo kader", "vmbo basis"),
    EDUCATION.MBO2: ("mbo 2", "mbo niveau 2", "mbo-2"),
    EDUCATION.MBO3: ("mbo 3", "mbo niveau 3"),
    EDUCATION.MBO4: ("mbo 4", "mbo niveau 4", "mts"),
    EDUCATION.HAVO: ("havo", "vwo", "havo/vwo", "gymnasium", "atheneum"),
    EDUCATION.HBO: ("hbo", "wo", "universiteit", "bachelor", "master", "hts"),
    EDUCATION.OTHER: ("anders", "other", "onbekend", "geen"),
}


class Sector(NamedTuple):
    """The sector somebody comes from: one of the known ones, else as it was written."""

    slug: str | None
    text: str

    def __str__(self):
        return self.text


NO_SECTOR = Sector(None, "")
#: Rows to one statement.
BATCH = 1000


def recruiter_of(user, pilot):
    """Who brings somebody in when this user enters them: the provider or the fund (advice 8.3.2-04)."""
    return Recruiter.PROVIDER if user.has_role(Role.PROVIDER, pilot=pilot) else Recruiter.FUND


class CandidateImport(ImportKind):
    """One row is one person; people are known by their e-mail address, and without one by name, year and postcode."""

    address = "kandidaten"
    title = gettext_lazy("Import candidates")
    lead = gettext_lazy("One row for each person. Whoever lives outside the region is kept and marked.")
    key_columns = ("email",)
    shown = ("last_name", "first_name", "email", "region", "former_function", "status")
    personal = True

    def may(self, user):
        """Owners, selectors and an approved provider (advice 8.3-05)."""
        return may_recruit(user, self.pilot)

    def blockers(self):
        """What stands in the way of recruiting."""
        return recruiting_blockers(self.pilot)

    def back(self):
        """The list of candidates."""
        return reverse("candidates:list", args=[self.pilot.slug])

    def back_label(self):
        """Its name."""
        return _("Candidates")

    def columns(self):
        """The columns of a file with people, under the words that senders use."""
        self.regions = {region.pk: region for region in Region.objects.all()}
        self.sectors = {sector.pk: sector for sector in SourceSector.objects.all()}
        self.channels = {channel.pk: channel for channel in Channel.objects.all()}
        policy = self.pilot.policy_in_force
        self.own_regions = set(policy.regions.values_list("pk", flat=True)) if policy else set()
        status = cells.choice(STATUSES)
        return [
            Column("first_name", _("first name"), ("Voornaam", "Roepnaam"), True, cells.text(80)),
            Column("last_name", _("last name"), ("Achternaam", "Naam", "Familienaam"), True, cells.text(120)),
            Column("email", _("e-mail address"), ("E-mailadres", "E-mail", "Mail", "Mailadres"), False, cells.email),
            Column("phone", _("telephone"), ("Telefoon", "Telefoonnummer", "Mobiel", "Tel"), False, cells.phone),
            Column("postcode", _("postcode"), ("Postcode",), False, cells.postcode),
            Column("town", _("town"), ("Woonplaats", "Plaats", "Stad"), False, cells.text(80)),
            Column(
                "region", _("region"), ("Regio", "Arbeidsmarktregio"), False, cells.choice(self._named(self.regions))
            ),
            Column(
                "birth_year",
                _("year of birth"),
                ("Geboortejaar", "Geb. jaar", "Geboortedatum"),
                False,
                cells.birth_year(),
            ),
            Column(
                "former_function",
                _("former function"),
                ("Laatste functie", "Functie", "Beroep", "Vorige functie"),
                False,
                cells.text(160),
            ),
            Column("sector", _("source sector"), ("Herkomstsector", "Sector", "Branche"), False, self._sector()),
            Column(
                "status",
                _("employment status"),
                ("Werksituatie", "Arbeidssituatie", "Situatie", "Status"),
                True,
                status,
            ),
            Column(
                "benefit_until", _("benefit until"), ("Uitkering tot", "Uitkering t/m", "WW tot"), False, cells.day()
            ),
            Column(
                "channel",
                _("channel"),
                ("Wervingskanaal", "Kanaal", "Via", "Bron"),
                False,
                cells.choice(self._named(self.channels)),
            ),
            Column(
                "education",
                _("education"),
                ("Opleidingsniveau", "Opleiding", "Hoogste opleiding"),
                False,
                cells.choice(EDUCATIONS),
            ),
            Column(
                "remark",
                _("remark"),
                ("Opmerking", "Opmerkingen", "Bijzonderheden"),
                False,
                cells.text(2000, lines=True),
            ),
        ]

    @staticmethod
    def _named(rows):
        """Reference rows by their Dutch and English name and their code, each word once."""
        words, taken = {}, set()
        for pk, row in rows.items():
            mine = [word for word in (row.name_nl, row.name_en, pk) if word and fold(word) not in taken]
            words[pk] = mine or [pk]
            taken |= {fold(word) for word in mine}
        return words

    def _sector(self):
        known = {
            fold(word): sector
            for sector in reversed(self.sectors.values())
            for word in (sector.also_called_nl, sector.name_en, sector.name_nl, sector.pk)
            if word
        }

        @empty_is(NO_SECTOR)
        def parse(cell):
            text = cells.text(160)(cell)
            sector = known.get(fold(text))
            return Sector(sector.pk, "") if sector else Sector(None, text)

        return parse

    def key(self, values):
        """The e-mail address, else name with year of birth and postcode."""
        if values.get("email"):
            return values["email"].lower()
        name = fold(f"{values.get('first_name', '')} {values.get('last_name', '')}")
        return (name, values.get("birth_year"), values.get("postcode") or "") if name else None

    def judge(self, values):
        """A day until which a benefit runs needs a benefit."""
        if values.get("benefit_until") and not values["status"].benefit:
            yield "benefit_until", _("stands here, but the employment status says that there is no benefit")

    def present(self, keys):
        """Everybody of this pilot in one query, by the same key; erased people are nobody."""
        rows = Candidate.objects.filter(pilot=self.pilot, erased_at__isnull=True)
        by_key, names, known = {}, {}, recognising.Known(self.pilot, Candidate.objects.none())
        for row in rows:
            values = self._values(row)
            key = self.key(values)
            if key in keys:
                note = _fell_out(row) if row.state == Candidate.State.OUT else ""
                by_key[key] = Present(values, note=note)
            else:
                names[row.pk] = row.name
                known.add(row.pk, values)
        fresh = {key: values for key, values in keys.items() if key not in by_key}
        before = returning.KnownElsewhere(self.by, self.pilot.pk, fresh.values()) if self.by and fresh else None
        for key, values in fresh.items():
            # Not the same key, but perhaps the same person: said beside the row, decided afterwards.
            if alike := known.alike(values):
                by_key[key] = Present(new=True, note=_looks_like(alike, names))
            elif before and (person := before.alike(values)[0]):
                by_key[key] = Present(new=True, note=_took_part(person))
        return by_key

    @staticmethod
    def _values(row):
        return {
            "first_name": row.first_name,
            "last_name": row.last_name,
            "email": row.email.lower(),
            "phone": row.phone,
            "postcode": row.postcode,
            "town": row.town,
            "region": row.region_id,
            "birth_year": row.birth_year,
            "former_function": row.former_function,
            "sector": Sector(row.source_sector_id, row.sector_text),
            "status": Status(row.employment, row.uwv_benefit if row.employment == EMPLOYMENT.UNEMPLOYED else None),
            "benefit_until": row.benefit_until,
            "channel": row.channel_id,
            "education": row.education,
            "remark": row.remark,
        }

    def mark(self, values):
        """Living outside the region is shown and never keeps anybody out."""
        region = values.get("region")
        outside = region and self.own_regions and region not in self.own_regions
        return _("lives outside the region") if outside else ""

    def display(self, key, value):
        """Codes by their names."""
        if key == "sector" and value.slug:
            return str(self.sectors[value.slug])
        if value in (None, "", NO_SECTOR):
            return "–"
        if key in ("region", "channel"):
            return str({"region": self.regions, "channel": self.channels}[key].get(value, value))
        if key == "education":
            return str(EDUCATION(value).label)
        if key == "status":
            return str(STATUSES.get(value, (EMPLOYMENT(value.employment).label,))[0])
        return super().display(key, value)

    def store(self, upload, rows, *, by):
        """Write new people and changed ones in sets, within the caller's transaction: queries do not grow with rows."""
        fresh = Candidate.objects.bulk_create(
            [
                Candidate(pilot=self.pilot, recruited_by=recruiter_of(by, self.pilot), **fields_of(row.values))
                for row in rows
                if row.status == "new"
            ],
            batch_size=BATCH,
        )
        audit.record_many(fresh, "import", by=by)
        self._change([row for row in rows if row.status == "changed"], by=by)
        return {}

    def _change(self, rows, *, by):
        """Write what the file says otherwise of people on record, each with the names of the fields in the audit."""
        known, each = self._known({self.key(row.values) for row in rows}), {}
        for row in rows:
            candidate = known[self.key(row.values)]
            fields = fields_of({key: new for key, (_old, new) in row.changes.items()})
            for name, value in fields.items():
                setattr(candidate, name, value)
            each[candidate.pk] = sorted(fields)
        if not each:
            return
        # The rows are locked, so what did not change is written as it stood. One statement for many rows: an insert
        # that finds everybody there already, for `bulk_update` writes a case for every field of every row.
        Candidate.objects.bulk_create(
            known.values(),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=sorted({name.removesuffix("_id") for names in each.values() for name in names}),
        )
        audit.record_many(known.values(), "edit", by=by, each=each)

    def _known(self, keys):
        rows = Candidate.objects.select_for_update(of=("self",)).filter(pilot=self.pilot, erased_at__isnull=True)
        return {key: row for row in rows.order_by("pk") if (key := self.key(self._values(row))) in keys} if keys else {}


def _fell_out(row):
    """That somebody fell out before, with the way back: a file changes details and takes nobody back in."""
    url = reverse("candidates:candidate_return", args=[row.pk])
    return format_html('{} <a href="{}">{}</a>', _("fell out before"), url, _("Take back in"))


def _took_part(person):
    """That somebody may have taken part in another pilot, which the person's own page then asks about."""
    return format_html(
        '{} <a href="{}">{}</a>',
        _("May have taken part before:"),
        numbered("candidates:candidate", person.pk),
        person.pilot.title,
    )


def _looks_like(alike, names):
    """Whom a row may be, with a link to each and what they share."""
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a> ({})',
        (
            (numbered("candidates:candidate", pk), names[pk], recognising.by_what(shared))
            for pk, shared in list(alike.items())[:3]
        ),
    )
    return format_html("{} {}", _("May be somebody who is recorded already:"), links)


def fields_of(values):
    """Values by column as fields of a candidate; a benefit and its last day go when the status has none."""
    fields = {}
    for key, value in values.items():
        if key in ("region", "channel"):
            fields[f"{key}_id"] = value
        elif key == "sector":
            fields |= {"source_sector_id": value.slug, "sector_text": value.text}
        elif key == "status":
            fields |= {"employment": value.employment, "uwv_benefit": value.benefit}
            if not value.benefit and not values.get("benefit_until"):
                fields["benefit_until"] = None
        elif key == "education":
            fields[key] = value or ""
        else:
            fields[key] = value
    return fields
