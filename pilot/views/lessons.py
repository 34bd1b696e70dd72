"""What was learned in all pilots of one's fund, to repeat what works elsewhere (advice 8.3-08)."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from pilot.choices import Role
from pilot.models import JournalEntry, Occupation, Policy
from pilot.paging import keyset
from pilot.permissions import may_read_lessons, require
from pilot.phases import lessons as learned
from pilot.phases.noting_forms import LessonFilter
from pilot.views.journal import timeline


@require_safe
def lessons(request):
    require(may_read_lessons(request.user))
    funds = request.user.funds(Role.OWNER, Role.MANAGEMENT)
    rows = JournalEntry.objects.lessons().filter(pilot__pilot_funds__fund__in=funds).exclude(text="").distinct()
    policies = Policy.objects.filter(state=Policy.State.IN_FORCE, pilot__pilot_funds__fund__in=funds)
    occupations = Occupation.objects.filter(pk__in=policies.values("occupation"))
    filters = LessonFilter(request.GET, occupations=[(one.pk, one.name) for one in occupations])
    page = keyset(request, filters.rows(rows).with_case(), "-pk", sentence="")
    page.pages["sentence"] = ngettext(
        "%(count)d line on this page", "%(count)d lines on this page", len(page.items)
    ) % {"count": len(page.items)}
    context = {
        "crumbs": [{"label": _("What worked"), "url": ""}],
        "filters": filters,
        "filtered": filters.used,
        "entries": timeline(page.items, request.user, with_pilot=True),
        "pages": page.pages,
        "table": learned.table(rows),
    }
    return render(request, "pilot/lessons.html", context)
