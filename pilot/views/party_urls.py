"""Addresses of the parties around a pilot, and of pilots that are repeated or compared."""

from django.urls import path

from pilot.views import contacts, repeating

urlpatterns = [
    path("pilots/<slug:slug>/partijen/", contacts.parties, name="parties"),
    path("pilots/<slug:slug>/partijen/nieuw/", contacts.party_new, name="party_new"),
    path("pilots/<slug:slug>/partijen/advies/", contacts.party_advised, name="party_advised"),
    path("pilots/<slug:slug>/partijen/gesprekken/", contacts.party_log, name="party_log"),
    path("partijen/<int:pk>/", contacts.party, name="party"),
    path("partijen/<int:pk>/gegevens/", contacts.party_edit, name="party_edit"),
    path("partijen/<int:pk>/contact/", contacts.party_contact, name="party_contact"),
    path("partijen/<int:pk>/beeindigen/", contacts.party_end, name="party_end"),
    path("partijen/<int:pk>/hervatten/", contacts.party_resume, name="party_resume"),
    path("partijen/stappen/<int:pk>/gedaan/", contacts.step_settle, name="step_settle"),
    path("partijen/stappen/<int:pk>/vervalt/", contacts.step_drop, name="step_drop"),
    path("pilots/vergelijken/", repeating.pilots_compare, name="pilots_compare"),
    path("pilots/<slug:slug>/herhalen/", repeating.pilot_repeat, name="pilot_repeat"),
]
