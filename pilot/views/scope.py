"""The pilot that an address names, and where a page of it stands."""

from django.shortcuts import get_object_or_404

from pilot.models import Pilot


def pilot_or_404(request, slug):
    """The pilot alone, when the user may know of it; else 404."""
    return get_object_or_404(Pilot.objects.visible_to(request.user), slug=slug)


def pilot_of(request, slug):
    """The pilot with its funds, when the user may know of it; else 404."""
    return get_object_or_404(Pilot.objects.visible_to(request.user).with_funds(), slug=slug)


def crumbs(pilot, *trail):
    """This pilot / what is named: couples of label and url."""
    return [{"label": label, "url": url} for label, url in ((pilot.title, pilot.get_absolute_url()), *trail)]
