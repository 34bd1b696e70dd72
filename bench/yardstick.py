"""The bare logged-in view that pages are measured against: one query, through a template, nothing else.

It goes the way of every view here (`render`, with the context processors of the settings) but does not extend
base.html: menu, head and search belong to what a page adds.
"""

from django.shortcuts import render
from django.urls import include, path

from pilot.models import Pilot


def bare(request):
    return render(request, "bare.html", {"pilots": Pilot.objects.all()[:20]})


urlpatterns = [path("bare/", bare, name="bare"), path("", include("pilot.urls"))]
handler403 = "pilot.views.errors.forbidden"
handler404 = "pilot.views.errors.not_found"
