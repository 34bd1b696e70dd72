from django.urls import path

from companies.models import Participation
from companies.views import cases, commitments, decisions, doubles, interviews, listing, records, silence
from pilot.views.leading_on import leads_on

of_case = leads_on(Participation)

app_name = "companies"
urlpatterns = [
    path("pilots/<slug:pilot>/bedrijven/", listing.company_list, name="list"),
    path("pilots/<slug:pilot>/bedrijven/eigen-contact/", silence.quiet, name="quiet"),
    path("pilots/<slug:pilot>/bedrijven/dubbel/", doubles.pairs, name="doubles"),
    path("bedrijven/<int:pk>/samenvoegen/<int:other>/", doubles.merge, name="merge"),
    path("pilots/<slug:pilot>/bedrijven/export/", listing.export, name="export"),
    path("pilots/<slug:pilot>/bedrijven/filters/", listing.filter_save, name="filter_save"),
    path("pilots/<slug:pilot>/bedrijven/nieuw/", records.new, name="new"),
    path("bedrijven/<int:pk>/", of_case(cases.participation), name="participation"),
    path("bedrijven/<int:pk>/benaderd/", cases.approach, name="approach"),
    path("bedrijven/<int:pk>/interesse/", cases.interest, name="interest"),
    path("bedrijven/<int:pk>/nee/", cases.decline, name="decline"),
    path("bedrijven/<int:pk>/terugtrekken/", cases.withdraw, name="withdraw"),
    path("bedrijven/<int:pk>/opnieuw/", cases.reopen, name="reopen"),
    path("bedrijven/<int:pk>/notitie/", cases.note, name="note"),
    path("bedrijven/notities/<int:pk>/", cases.note_correct, name="note_correct"),
    path("bedrijven/<int:pk>/gegevens/", of_case(records.company), name="company"),
    path("bedrijven/<int:pk>/contact/nieuw/", records.contact_new, name="contact_new"),
    path("bedrijven/<int:pk>/contact/<int:contact>/", records.contact, name="contact"),
    path("bedrijven/<int:pk>/vacature/nieuw/", records.vacancy_new, name="vacancy_new"),
    path("bedrijven/vacatures/<int:pk>/", records.vacancy, name="vacancy"),
    path("bedrijven/<int:pk>/gesprek/plannen/", interviews.plan, name="interview_plan"),
    path("bedrijven/gesprekken/<int:pk>/", interviews.interview, name="interview"),
    path("bedrijven/gesprekken/<int:pk>/verzetten/", interviews.replan, name="interview_replan"),
    path("bedrijven/gesprekken/<int:pk>/afzeggen/", interviews.cancel, name="interview_cancel"),
    path("bedrijven/<int:pk>/besluit/", decisions.select, name="select"),
    path("bedrijven/<int:pk>/profiel/", decisions.profile, name="profile"),
    path("bedrijven/<int:pk>/leeromgeving/", commitments.environment, name="environment"),
    path("bedrijven/<int:pk>/verteld/", commitments.told, name="told"),
    path("bedrijven/<int:pk>/commitment/maken/", commitments.paper, name="paper"),
    path("bedrijven/commitment/<int:pk>/pdf/", commitments.paper_file, name="paper_file"),
    path("bedrijven/<int:pk>/commitment/ondertekend/", commitments.copy_new, name="copy_new"),
    path("bedrijven/ondertekend/<int:pk>/", commitments.copy, name="copy"),
    path("bedrijven/ondertekend/<int:pk>/weghalen/", commitments.copy_remove, name="copy_remove"),
    path("bedrijven/<int:pk>/commitment/", commitments.commit, name="commit"),
]
