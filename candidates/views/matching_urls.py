from django.urls import path

from candidates.views import introductions, matches, placements, proposals, visits

urlpatterns = [
    path("pilots/<slug:pilot>/matches/", matches.match_list, name="matches"),
    path("vacatures/<int:pk>/kandidaten/", proposals.rank, name="rank"),
    path("vacatures/<int:pk>/kandidaten/<int:candidate>/voorstellen/", proposals.propose, name="propose"),
    path("kandidaten/<int:pk>/vacatures/", proposals.vacancies_for, name="vacancies_for"),
    path("kandidaten/<int:pk>/bezoek/", visits.visit_new, name="visit_new"),
    path("bezoeken/<int:pk>/", visits.visit, name="visit"),
    path("kandidaten/<int:pk>/afsluitend-gesprek/", visits.closing, name="closing"),
    path("matches/<int:pk>/", matches.match, name="match"),
    path("matches/<int:pk>/inzage/", introductions.share, name="share"),
    path("matches/<int:pk>/kennismaking/", introductions.introduction, name="introduction"),
    path("matches/<int:pk>/ja/<str:side>/", introductions.agreement, name="agreement"),
    path("instemmingen/<int:pk>/intrekken/", introductions.agreement_withdraw, name="agreement_withdraw"),
    path("matches/<int:pk>/nee/", matches.decline, name="decline"),
    path("matches/<int:pk>/advies/", placements.advise, name="advise"),
    path("matches/<int:pk>/toestemming/", placements.place, name="place"),
    path("matches/<int:pk>/dienstverband/", placements.employment, name="employment"),
    path("matches/<int:pk>/beeindigen/", placements.end, name="end"),
]
