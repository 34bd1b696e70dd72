"""The list of items beside a card, by kind: where one is, and what is scored."""

from django.utils.translation import gettext as _

from candidates import selection
from candidates.models import KitItem
from pilot import formats


def rail(items, part, *, place, url, threshold, values=None):
    """Groups for ``_items.html``: ``url`` gives the address of an item with its number, ``place`` counts from zero.

    ``threshold`` is that of motivation (1 to 5) or ``None``; ``values`` what was scored, by item id.
    """
    titles = {KitItem.Kind.SOFT: _("Soft"), KitItem.Kind.HARD: _("Hard")}
    groups = []
    for number, item in enumerate(items, start=1):
        if not groups or groups[-1]["kind"] != item.kind:
            title = titles[item.kind]
            if not selection.required(item, part):
                title = _("%(kind)s, if you like") % {"kind": title}
            groups.append({"kind": item.kind, "title": title, "items": []})
        note = ""
        if item.element == KitItem.Element.MOTIVATION and threshold is not None:
            note = _("condition, threshold %(n)s") % {"n": formats.figure(threshold)}
        groups[-1]["items"].append(
            {
                "number": number,
                "label": item.name,
                "note": note,
                "url": url(item, number),
                "value": (values or {}).get(item.pk),
                "current": place is not None and number == place + 1,
            }
        )
    return groups
