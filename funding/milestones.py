"""What happened with the money of a pilot; numbers only."""

from django.utils.translation import ngettext_lazy

HAPPENED = {
    ("funding.plan", "approve"): (
        ngettext_lazy("%(n)d financing plan was approved", "%(n)d financing plans were approved", "n"),
        "ok",
    ),
    ("funding.uwvarrangement", "agree"): (
        ngettext_lazy("UWV agreed for %(n)d participant", "UWV agreed for %(n)d participants", "n"),
        "ok",
    ),
    ("funding.uwvarrangement", "refuse"): (
        ngettext_lazy("UWV refused for %(n)d participant", "UWV refused for %(n)d participants", "n"),
        "late",
    ),
}


#: Nothing of its own is planned: what is due stands on *My work*.
PLANNED = {}


def planned(pilot, now, day):
    """No dates."""
    return []
