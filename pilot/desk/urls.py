from django.urls import path

from pilot.desk import work

app_name = "desk"
urlpatterns = [
    path("", work.my_work, name="work"),
]
