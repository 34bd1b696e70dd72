"""Words in files that stand for rows of the reference data: funds, regions, SBI codes, bottleneck occupations."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from pilot.choices import OrganisationKind
from pilot.importing.cells.every import empty_is, quoted, refuse
from pilot.importing.sheet import shown
from pilot.models import Occupation, Organisation, Party, Region, SbiCode
from pilot.wording import fold

__all__ = ["Wanted", "known_funds", "occupation", "regions", "sbi_code"]

#: Other words for the bottleneck occupations.
OCCUPATION_WORDS = {
    "cnc-verspaner": ("CNC verspaner", "verspaner", "CNC-draaier", "draaier", "CNC-frezer", "frezer", "CNC machinist"),
    "service-monteur": ("Servicemonteur", "service monteur", "monteur", "onderhoudsmonteur", "service mechanic"),
    "engineer": ("Engineer", "sales engineer", "software engineer"),
}
FUND_WORDS = {"a-o-metalektro": ("A+O", "A&O")}


class Wanted(NamedTuple):
    """A vacancy as it stands in the file: which bottleneck occupation, and in which words."""

    occupation: Occupation
    title: str

    def __str__(self):
        return self.title


def known_funds():
    """Every training fund by the words it is known by: an organisation here, else the party of the reference data."""
    parties = {party.pk: party for party in Party.objects.filter(kind="fund")}
    here = Organisation.objects.filter(slug__in=parties) | Organisation.objects.filter(kind=OrganisationKind.FUND)
    organisations = {organisation.slug: organisation for organisation in here}
    options, taken = {}, set()
    for slug in [*organisations, *(slug for slug in parties if slug not in organisations)]:
        fund, party = organisations.get(slug) or parties[slug], parties.get(slug)
        words = [str(fund), slug, *FUND_WORDS.get(slug, ()), *((party.name, party.full_name) if party else ())]
        fresh = [word for word in words if fold(word) and fold(word) not in taken]
        taken |= {fold(word) for word in fresh}
        options[fund] = fresh
    return {fund: words for fund, words in options.items() if words}


def regions():
    """Every region by its names."""
    return {
        region: list(dict.fromkeys([region.name, region.name_nl, region.name_en, f"Regio {region.name_nl}"]))
        for region in Region.objects.all()
    }


def occupation():
    """A parser for a vacancy in words: one of the bottleneck occupations, under its names and those of practice."""
    words, labels = {}, []
    for row in Occupation.objects.all():
        own = [row.name_nl, row.name_en, row.pk, *OCCUPATION_WORDS.get(row.pk, ())]
        labels.append(OCCUPATION_WORDS.get(row.pk, (row.name,))[0])
        for word in map(fold, own):
            words.setdefault(word, row)

    def parse(cell):
        title = " ".join(shown(cell).split())[:120]
        found = words.get(fold(title))
        if found is None:
            raise refuse(
                _("%(value)s is none of the bottleneck occupations: %(occupations)s")
                % {"value": quoted(cell), "occupations": ", ".join(labels)}
            )
        return Wanted(found, title)

    return parse


def sbi_code():
    """A parser for an SBI code: two digits are kept of 25, 2562 or 25.62, and it must be one of the known ones."""
    codes = {row.pk: row for row in SbiCode.objects.all()}

    @empty_is(None)
    def parse(cell):
        digits = shown(cell).replace(".", "").replace(" ", "").upper().removeprefix("SBI")
        found = codes.get(digits[:2]) if digits[:5].isdecimal() and 2 <= len(digits) <= 5 else None
        if found is None:
            raise refuse(
                _("%(value)s is none of the SBI codes of this product; look it up under Reference")
                % {"value": quoted(cell)}
            )
        return found

    return parse
