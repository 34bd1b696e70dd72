"""Addresses of the reference data."""

from django.urls import path

from pilot.views import reference

urlpatterns = [
    path("naslag/", reference.reference, name="reference"),
    path("woorden/", reference.words, name="words"),
    path("naslag/<slug:table>/", reference.reference_table, name="reference_table"),
]
