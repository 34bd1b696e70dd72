"""Looking a former function up in the list: which functions have competences in common with an occupation."""

from difflib import get_close_matches
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from candidates import recruiting
from candidates.models import Candidate
from pilot.models import RelatedFunction, RelatedQualification
from pilot.wording import fold
from pilot.workflow import NotNow

#: So many are shown at once; more are asked for in more words.
MOST = 20
#: How many names that are spelled nearly so are offered.
NEARLY = 5


class Listed(NamedTuple):
    """One function of the list: its row for the occupation that is asked about, if any, and those for other ones."""

    name: str
    own: RelatedFunction | None
    others: list


class Found(NamedTuple):
    """What a search gives: functions, qualification files, and whether the names are only spelled nearly so."""

    functions: list
    files: list
    nearly: bool = False


def search(words, occupation):
    """Functions and qualification files in whose name every word stands; two queries.

    First what has most in common with ``occupation``, then what is only known for other ones. Without a hit the names
    that are spelled nearly so. Nothing found means unknown, not zero. Advice 8.3.2-07.
    """
    wanted = [fold(word) for word in words.split() if fold(word)]
    if not wanted:
        return Found([], [])
    functions = list(RelatedFunction.objects.select_related("occupation").order_by("-overlap_pct", "pk"))
    files = list(RelatedQualification.objects.filter(occupation=occupation).order_by("kd_name", "pk"))
    hits = [row for row in functions if all(word in row.name_key for word in wanted)]
    nearly = False
    if not hits:
        near = set(get_close_matches("".join(wanted), {row.name_key for row in functions}, n=NEARLY, cutoff=0.7))
        hits, nearly = [row for row in functions if row.name_key in near], bool(near)
    own, by_name = getattr(occupation, "pk", None), {}
    for row in sorted(hits, key=lambda row: row.occupation_id != own):
        listed = by_name.setdefault(
            row.name_key, Listed(row.function_name, row if row.occupation_id == own else None, [])
        )
        if listed.own is not row:
            listed.others.append(row)
    named = {}
    for row in files:
        if all(word in fold(row.kd_name) for word in wanted):
            named.setdefault(row.kd_name, row)
    return Found(list(by_name.values()), list(named.values()), nearly)


@transaction.atomic
def take_over(candidate, name, *, by):
    """Put a listed function on record as somebody's former one; raises ``NotNow`` for a name that is not listed."""
    row = RelatedFunction.objects.filter(name_key=fold(name)).first()
    if row is None:
        raise NotNow(_("This function is not in the list."))
    # Anew and under lock, so that nothing of what somebody else changed meanwhile is written back.
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=candidate.pk)
    candidate.former_function = row.function_name
    return recruiting.edit(candidate, by=by, fields=["former_function"])
