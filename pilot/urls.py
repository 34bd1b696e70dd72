"""All addresses: Dutch words outside, English names inside. Each name stands in the access table (tests/house)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("pilot.desk.urls")),
    path("", include("pilot.views.urls")),
    path("", include("companies.urls")),
    path("", include("candidates.urls")),
    path("", include("training.urls")),
    path("", include("funding.urls")),
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
    path("taal/", include("django.conf.urls.i18n")),
]

handler400 = "pilot.views.errors.bad_request"
handler403 = "pilot.views.errors.forbidden"
handler404 = "pilot.views.errors.not_found"
handler500 = "pilot.views.errors.failed"
