"""Each of the 212 rules of advice is carried by a test or stands in docs/advice.csv with the place or the reason."""

import ast
import csv
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STANDINGS = {"place", "later", "outside"}


def claims():
    """Rule ids of every advice marker in the tests, and their carriers."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("pytest.mark.advice", "mark.advice"):
                continue
            if isinstance(node.args[0], ast.Constant):
                carries = next(ast.literal_eval(k.value) for k in node.keywords if k.arg == "carries")
                yield node.args[0].value, carries


def named():
    """Rule ids that stand in tests, also where a loop hands them to the marker; make advice shows their worth."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def rules():
    with (ROOT / "pilot/reference/advice_rules.csv").open(encoding="utf-8") as file:
        return {row["id"] for row in csv.DictReader(file)}


def written():
    with (ROOT / "docs/advice.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_rule_is_carried_or_says_where_or_why():
    carried = set(named())
    assert rules() - carried - {row["id"] for row in written()} == set()


def test_no_rule_is_both_carried_and_excused():
    carried = set(named())
    assert {row["id"] for row in written()} & carried == set()


def test_every_excuse_is_of_a_known_kind_and_has_words():
    assert [row for row in written() if row["standing"] not in STANDINGS or len(row["where_or_why"]) < 6] == []


def test_every_carrier_exists():
    from tests.advice import find

    for _rule, carrier in claims():
        if carrier.startswith("template:"):
            assert (ROOT / "templates" / carrier.removeprefix("template:")).exists()
        else:
            find(carrier)
