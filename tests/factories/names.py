"""Names of people as tests draw them."""

import factory


class Dutch(factory.Faker):
    """A Dutch name, with curved apostrophes: straight ones stand in a page as an entity."""

    def __init__(self, kind):
        super().__init__(kind, locale="nl_NL")

    def evaluate(self, *args):
        return super().evaluate(*args).replace("'", "’")


def spelled(number):
    """Return a number in letters, as columns of a sheet are: 0 → A, 26 → Aa."""
    letters = ""
    while number >= 0:
        letters = chr(ord("a") + number % 26) + letters
        number = number // 26 - 1
    return letters.capitalize()
