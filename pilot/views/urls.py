"""Addresses of the floor, without a namespace."""

from pilot.views import import_urls

urlpatterns = [*import_urls.urlpatterns]
