"""Addresses around the provider: frameworks, invitation, proposal by topic, hand-over, reports, supervision."""

from django.urls import path

from pilot.views import appointment_answers, appointments, frameworks, proposals, provider_reports

urlpatterns = [
    path("pilots/<slug:slug>/aanbieders/", appointments.appointments, name="appointments"),
    path("pilots/<slug:slug>/aanbieders/nieuw/", appointments.appointment_new, name="appointment_new"),
    path("pilots/<slug:slug>/kaders/", frameworks.frameworks, name="frameworks"),
    path("pilots/<slug:slug>/kaders/<slug:topic>/", frameworks.framework_edit, name="framework_edit"),
    path("aanbieders/toezicht/", provider_reports.supervision, name="supervision"),
    path("aanbieders/<int:pk>/", appointments.appointment, name="appointment"),
    path("aanbieders/<int:pk>/voorstel/", proposals.appointment_propose, name="appointment_propose"),
    path("aanbieders/<int:pk>/onderdeel/<slug:topic>/", proposals.appointment_topic, name="appointment_topic"),
    path("aanbieders/<int:pk>/onderdeel/<slug:topic>/akkoord/", proposals.topic_accept, name="topic_accept"),
    path(
        "aanbieders/<int:pk>/onderdeel/<slug:topic>/aanpassing-vragen/",
        proposals.topic_ask_changes,
        name="topic_ask_changes",
    ),
    path("aanbieders/<int:pk>/onderdeel/<slug:topic>/kader/", proposals.topic_framework, name="topic_framework"),
    path("aanbieders/<int:pk>/onderdeel/<slug:topic>/bijlage/", proposals.attachment_new, name="attachment_new"),
    path("bijlagen/<int:pk>/", proposals.attachment, name="attachment"),
    path("bijlagen/<int:pk>/weghalen/", proposals.attachment_remove, name="attachment_remove"),
    *[
        path(
            f"aanbieders/<int:pk>/{word}/",
            appointment_answers.appointment_decide,
            {"action": action},
            name=f"appointment_{action}",
        )
        for word, action in (("goedkeuren", "approve"), ("afwijzen", "refuse"))
    ],
    path("aanbieders/<int:pk>/beeindigen/", appointment_answers.appointment_end, name="appointment_end"),
    path("aanbieders/<int:pk>/afspraken/", appointments.appointment_terms, name="appointment_terms"),
    path("aanbieders/<int:pk>/overdracht/", appointment_answers.appointment_handover, name="appointment_handover"),
    path("aanbieders/<int:pk>/rapport/<int:number>/", provider_reports.report_new, name="report_new"),
    path("rapporten/<int:pk>/", provider_reports.provider_report, name="provider_report"),
]
