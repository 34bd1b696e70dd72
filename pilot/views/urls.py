"""Addresses of the floor, without a namespace."""

from django.urls import path

from pilot.views import (
    held,
    import_urls,
    journal,
    lessons,
    party_urls,
    people,
    pilots,
    policy,
    provider_urls,
    reference_urls,
    saved,
    styleguide,
    terms,
    versions,
)

urlpatterns = [
    *import_urls.urlpatterns,
    *reference_urls.urlpatterns,
    *party_urls.urlpatterns,
    # every part of the look on one page; outside development it is not there
    path("huisstijl/", styleguide.styleguide, name="styleguide"),
    # what was typed when the login had ended
    path("getypt/<uuid:key>/weg/", held.held_drop, name="held_drop"),
    # the pilot
    path("pilots/", pilots.pilot_list, name="pilots"),
    path("pilots/nieuw/", pilots.pilot_new, name="pilot_new"),
    path("pilots/<slug:slug>/", pilots.pilot, name="pilot"),
    path("pilots/<slug:slug>/gegevens/", pilots.pilot_edit, name="pilot_edit"),
    path("pilots/<slug:slug>/starten/", pilots.pilot_start, name="pilot_start"),
    # the policy
    path("pilots/<slug:slug>/beleid/", policy.policy, name="policy"),
    path("pilots/<slug:slug>/beleid/versie/<int:number>/", policy.policy, name="policy_version"),
    path("pilots/<slug:slug>/beleid/versie/<int:number>/pdf/", versions.policy_paper, name="policy_paper"),
    path("pilots/<slug:slug>/beleid/versies/", versions.policy_versions, name="policy_versions"),
    path("pilots/<slug:slug>/beleid/vergelijken/", versions.policy_compare, name="policy_compare"),
    path("pilots/<slug:slug>/beleid/wijzigen/", policy.policy_edit, name="policy_edit"),
    path("pilots/<slug:slug>/beleid/aanbieden/", policy.policy_propose, name="policy_propose"),
    path("pilots/<slug:slug>/beleid/terugnemen/", policy.policy_withdraw, name="policy_withdraw"),
    path("pilots/<slug:slug>/beleid/tekenen/", policy.policy_sign, name="policy_sign"),
    path("pilots/<slug:slug>/beleid/nieuwe-versie/", policy.policy_new_version, name="policy_new_version"),
    # the provider
    *provider_urls.urlpatterns,
    # who works in it, and who may sign
    path("pilots/<slug:slug>/mensen/", people.people, name="people"),
    path("pilots/<slug:slug>/mensen/nieuw/", people.assignment_new, name="assignment_new"),
    path("pilots/<slug:slug>/mensen/vervanger/", people.deputy_new, name="deputy_new"),
    path("pilots/<slug:slug>/mensen/<int:pk>/beeindigen/", people.assignment_end, name="assignment_end"),
    path("mandaten/", people.mandates, name="mandates"),
    path("mandaten/nieuw/", people.mandate_new, name="mandate_new"),
    path("mandaten/<int:pk>/beeindigen/", people.mandate_end, name="mandate_end"),
    # terms between the funds and others
    path("voorwaarden/", terms.terms, name="terms"),
    path("voorwaarden/nieuw/", terms.terms_new, name="terms_new"),
    path("voorwaarden/<int:pk>/akkoord/<int:fund>/", terms.terms_agree, name="terms_agree"),
    path("voorwaarden/<int:pk>/wijzigen/", terms.terms_edit, name="terms_edit"),
    path("voorwaarden/<int:pk>/intrekken/", terms.terms_drop, name="terms_drop"),
    path("voorwaarden/<int:pk>/beeindigen/", terms.terms_end, name="terms_end"),
    # the journal
    path("pilots/<slug:slug>/logboek/", journal.journal, name="journal"),
    path("pilots/<slug:slug>/logboek/nieuw/", journal.journal_new, name="journal_new"),
    path("pilots/<slug:slug>/logboek/export/", journal.journal_export, name="journal_export"),
    path("pilots/<slug:slug>/logboek/lessen/", journal.journal_paper, name="journal_paper"),
    path("pilots/<slug:slug>/logboek/<int:pk>/", journal.journal_entry, name="journal_entry"),
    path("pilots/<slug:slug>/logboek/<int:pk>/verbeteren/", journal.journal_correct, name="journal_correct"),
    path("filters/<int:pk>/weg/", saved.filter_remove, name="filter_remove"),
    path("noteer/", journal.note, name="note"),
    path("wat-werkte/", lessons.lessons, name="lessons"),
]
