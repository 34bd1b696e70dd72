"""Names of candidates in words that others read."""

import re

from candidates.models import Candidate

#: Shorter names are words too often.
SHORTEST = 3


def names_in(pilot, words, user):
    """Names of candidates of ``pilot`` that ``user`` may know of and that stand in ``words``.

    A first name counts as well as a last name, each by the words in it with a capital; one query.
    """
    written = set(re.findall(r"\b[^\W\d_][\w'’]*", words))
    capitals = {word for word in written if len(word) >= SHORTEST and word[0].isupper()}
    if not capitals:
        return []
    found = set()
    rows = Candidate.objects.visible_to(user).filter(pilot=pilot, erased_at__isnull=True)
    for first, last in rows.values_list("first_name", "last_name"):
        # “van den Berg-Kok” is known by each word with a capital.
        found |= {part for part in re.split(r"[\s-]+", f"{first} {last}") if part in capitals}
    return sorted(found)
