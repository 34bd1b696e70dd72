"""The access table: every URL × method × role × own / other, with literal outcomes that import no permissions."""

from tests.house.access import candidates, companies, floor, funding, parties, providers, training
from tests.house.access.rows import EVERYBODY, SIDES, Row

__all__ = ["EVERYBODY", "SIDES", "TABLE", "Row", "combinations"]

TABLE = {
    **floor.TABLE,
    **providers.TABLE,
    **parties.TABLE,
    **companies.TABLE,
    **candidates.TABLE,
    **training.TABLE,
    **funding.TABLE,
}


def combinations():
    """How many URL × method × role × side are declared."""
    return sum(2 * len(EVERYBODY) * len(row.sides) for row in TABLE.values())
