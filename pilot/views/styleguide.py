"""Every part of the look once, in all its states, in development: what a page is put together from."""

from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilot.views.styleguide_samples import SampleForm, StarForm
from pilot.views.styleguide_states import parts

__all__ = ["SampleForm", "StarForm", "of_a_page", "styleguide"]

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def of_a_page():
    """Parts that belong to the pages of one app and show its records: seen there, named here."""
    shown = {part.name for _title, group in parts() for part in group}
    names = [path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("_*") if path.suffix in (".html", ".svg")]
    return sorted(str(name) for name in names if str(name) not in shown)


@require_safe
def styleguide(request):
    """The page of parts; there is none outside development."""
    if not settings.DEBUG:
        raise Http404
    groups = [
        {"title": title, "parts": [{"name": part.name, "states": part.drawn(request)} for part in group]}
        for title, group in parts()
    ]
    context = {"groups": groups, "others": of_a_page(), "page_errors": False}
    return render(request, "styleguide.html", context)
