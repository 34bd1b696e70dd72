"""Companies that heard nothing of the fund itself for long, the longest silence first."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from companies import silence
from companies.models import Participation
from companies.views.panels import crumbs
from pilot.paging import keyset
from pilot.permissions import is_owner, require
from pilot.views.scope import pilot_or_404


@require_safe
def quiet(request, pilot):
    """The companies that an owner did not speak to for as long as the rhythm, for all funds of the pilot."""
    pilot = pilot_or_404(request, pilot)
    require(is_owner(request.user, pilot))
    rows = silence.quiet(Participation.objects.visible_to(request.user).filter(pilot=pilot)).with_case()
    count = rows.count()
    sentence = ngettext("%(n)s company", "%(n)s companies", count) % {"n": count}
    page = keyset(request, rows, "quiet_since", "pk", sentence=sentence)
    context = {
        "pilot": pilot,
        "crumbs": [
            *crumbs(pilot)[:1],
            {"label": _("Companies"), "url": reverse("companies:list", args=[pilot.slug])},
            {"label": _("Own contact"), "url": ""},
        ],
        "lead": ngettext(
            "Companies that heard nothing of an owner for %(days)d day or longer.",
            "Companies that heard nothing of an owner for %(days)d days or longer.",
            pilot.contact_days,
        )
        % {"days": pilot.contact_days},
        "rows": [{"case": case, "days": silence.days_quiet(case)} for case in page.items],
        "pages": page.pages,
        "list_url": reverse("companies:list", args=[pilot.slug]),
    }
    return render(request, "companies/quiet.html", context)
