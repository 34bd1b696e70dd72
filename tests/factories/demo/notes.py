"""What interviewers wrote down, by item of the kit and how good it was, as situation, task, action and result."""

LOW, MIDDLE, HIGH = "low", "middle", "high"
#: What decided when two interviewers talked an item through.
SETTLED = [
    "De specialist hoorde het voorbeeld over de mal niet meer. Samen nagelopen: het telt mee.",
    "De selecteur scoorde de manier van vertellen, de specialist wat er gezegd werd. Het laatste geldt.",
    "Het voorbeeld was van een collega, niet van de kandidaat zelf. Daarom lager.",
    "Na het zien van de tekening bleek de volgorde wel te kloppen. Halverwege uitgekomen.",
    "Wij verstonden onder controleren iets anders. Het omschreven antwoord bij 3 past het best.",
]
#: Why somebody falls out although the figures are enough, in the words of the selector.
DEVIATES = "Kan de eerste jaren alleen 's avonds werken; daar is in deze pilot geen plaats voor. Zelf zo besproken."
#: Why an owner sets another level than most companies ask.
OTHER_LEVEL = "In de klas is het eerste niveau genoeg; de rest leren deelnemers op de werkvloer."
TYPE_2 = "De functie staat niet in de lijst, maar het werk was technisch: meten, afstellen en herstellen."
#: Why somebody is taken without a clear yes to level 3, in the words of the selector; `number` chooses.
NO_LEVEL_3 = [
    "Wil op niveau 2 blijven werken en leert op de werkvloer het snelst. Bij het bedrijf is daar een plek voor.",
    "Niveau 3 is nu te hoog, maar motivatie en handigheid zijn ruim voldoende. Volgend jaar kijken wij weer.",
    "Leest en rekent langzaam. Met taalles naast het werk is niveau 2 haalbaar; het bedrijf weet dat en wil dit zo.",
]
OUT = "Uitkomst besproken aan de telefoon; de kandidaat begrijpt het."


def level(value):
    """The level of notes that belongs to a score of 1 to 5."""
    return LOW if value <= 2 else MIDDLE if value == 3 else HIGH


def star(story, name, value, number, workplace):
    """The four notes for an item with this score; ``number`` chooses among those there are."""
    found = story.grouped("notes", "item", "level")[name, level(value)]
    row = found[number % len(found)]
    return {part: row[part].format(at=workplace) for part in ("situation", "task", "action", "result")}
