"""Addresses of training."""

from django.urls import path

from training.views import classes, participants, programmes, reports

app_name = "training"
urlpatterns = [
    path("pilots/<slug:slug>/programmas/", programmes.programme_list, name="programmes"),
    path("pilots/<slug:slug>/programmas/nieuw/", programmes.programme_new, name="programme_new"),
    path("programmas/<int:pk>/", programmes.programme, name="programme"),
    path("pilots/<slug:slug>/klassen/", classes.class_list, name="classes"),
    path("pilots/<slug:slug>/klassen/nieuw/", classes.class_new, name="class_new"),
    path("klassen/<int:pk>/", classes.training_class, name="class"),
    path("klassen/<int:pk>/wijzigen/", classes.class_edit, name="class_edit"),
    path("klassen/<int:pk>/stoel/", classes.class_seat, name="class_seat"),
    path("klassen/<int:pk>/bevestigen/", classes.class_confirm, name="class_confirm"),
    path("klassen/<int:pk>/heropenen/", classes.class_reopen, name="class_reopen"),
    path("klassen/<int:pk>/afronden/", classes.class_finish, name="class_finish"),
    path("klassen/<int:pk>/annuleren/", classes.class_cancel, name="class_cancel"),
    path("klassen/<int:pk>/kleine-klas/", classes.class_small, name="class_small"),
    path("deelnemers/<int:pk>/", participants.enrolment, name="enrolment"),
    path("deelnemers/<int:pk>/stoel/", participants.enrolment_move, name="enrolment_move"),
    path("deelnemers/<int:pk>/stoppen/", participants.enrolment_leave, name="enrolment_leave"),
    path("deelnemers/<int:pk>/mentoren/", participants.enrolment_guides, name="enrolment_guides"),
    path("deelnemers/<int:pk>/kennismaken/", participants.enrolment_acquaint, name="enrolment_acquaint"),
    path("deelnemers/<int:pk>/samen-verder/", participants.enrolment_decide, name="enrolment_decide"),
    path("deelnemers/<int:pk>/afronden/", participants.enrolment_complete, name="enrolment_complete"),
    path("deelnemers/<int:pk>/verslag/", reports.report_new, name="report_new"),
    path("verslagen/<int:pk>/", reports.report, name="report"),
    path("deelnemers/<int:pk>/prive/", reports.private_new, name="private_new"),
    path("prive/<int:pk>/", reports.private, name="private"),
]
