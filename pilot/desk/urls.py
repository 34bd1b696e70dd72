from django.urls import path

from pilot.desk import dashboard, papers, searching, work

app_name = "desk"
urlpatterns = [
    path("", work.my_work, name="work"),
    path("zoeken/", searching.search, name="search"),
    path("cijfers/", dashboard.dashboard, name="dashboard"),
    path("cijfers/export/", dashboard.dashboard_export, name="dashboard_export"),
    path("pilots/<slug:pilot>/documenten/", papers.document_list, name="documents"),
    path("pilots/<slug:pilot>/documenten/projectsheet/", papers.document_ask, name="document_ask"),
    path("documenten/<int:pk>/", papers.document, name="document"),
]
