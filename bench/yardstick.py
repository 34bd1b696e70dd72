"""The bare logged-in view that pages are measured against: one query, through a template, nothing else."""

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from pilot.models import Pilot

TEMPLATE = (
    "<!doctype html><title>{{ user.name }}</title>"
    "<ul>{% for pilot in pilots %}<li>{{ pilot.title }}</li>{% endfor %}</ul>"
)


def bare(request):
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render({"user": request.user, "pilots": list(Pilot.objects.all()[:20])}, request=None))


urlpatterns = [path("bare/", bare, name="bare"), path("", include("pilot.urls"))]
handler403 = "pilot.views.errors.forbidden"
handler404 = "pilot.views.errors.not_found"
