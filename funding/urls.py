"""Addresses of financing."""

from django.urls import path

from funding.views import budgets, deciding, managing, plans, starting, uwv

app_name = "funding"
urlpatterns = [
    path("pilots/<slug:pilot>/financiering/", plans.plan_list, name="plans"),
    path("deelnemers/<int:pk>/plan/", plans.plan_new, name="plan_new"),
    path("plannen/<int:pk>/", plans.plan, name="plan"),
    path("plannen/<int:pk>/regels/", plans.plan_edit, name="plan_edit"),
    path("plannen/<int:pk>/voorstellen/", deciding.propose, name="plan_propose"),
    path("plannen/<int:pk>/terugsturen/", deciding.send_back, name="plan_send_back"),
    path("plannen/<int:pk>/goedkeuren/", deciding.approve, name="plan_approve"),
    path("plannen/<int:pk>/vervallen/", deciding.end, name="plan_end"),
    path("kandidaten/<int:pk>/uwv/", uwv.arrangement, name="uwv"),
    path("kandidaten/<int:pk>/uwv/vragen/", uwv.ask, name="uwv_ask"),
    path("kandidaten/<int:pk>/uwv/akkoord/", uwv.agree, name="uwv_agree"),
    path("kandidaten/<int:pk>/uwv/weigering/", uwv.refuse, name="uwv_refuse"),
    path("kandidaten/<int:pk>/uwv/beeindigen/", uwv.end, name="uwv_end"),
    path("pilots/<slug:pilot>/financiering/budgetten/", budgets.budget_list, name="budgets"),
    path("pilots/<slug:pilot>/financiering/beheer/", managing.managed, name="managing"),
    path("pilots/<slug:pilot>/financiering/budgetten/export/", budgets.export, name="budgets_export"),
    path("pilots/<slug:pilot>/financiering/budgetten/<slug:fund>/<slug:kind>/", budgets.budget, name="budget"),
    path("pilots/<slug:pilot>/financiering/budgetten/<slug:fund>/beheer/boeken/", budgets.spend, name="budget_spend"),
    path("boekingen/<int:pk>/tegenboeken/", budgets.counter, name="posting_counter"),
    path("klassen/<int:pk>/starten/", starting.start, name="start"),
]
