"""Addresses of the import screen; the kind of file stands in them in Dutch."""

from django.conf import settings
from django.urls import path, register_converter
from django.utils.module_loading import import_string

from pilot.importing.kinds import kinds
from pilot.views import imports


class KindConverter:
    """``bedrijven`` in the address is ``companies`` in settings.IMPORTS, as the kind itself says."""

    regex = "[a-z-]+"

    def to_python(self, value):
        for name, kind in kinds().items():
            if kind.address == value:
                return name
        raise ValueError("no such kind")

    def to_url(self, value):
        if value not in settings.IMPORTS:
            raise ValueError("no such kind")
        return import_string(settings.IMPORTS[value]).address


register_converter(KindConverter, "import_kind")

urlpatterns = [
    path("pilots/<slug:slug>/importeren/<import_kind:kind>/", imports.new, name="import_new"),
    path("importeren/<int:pk>/", imports.check, name="import_check"),
    path("importeren/<int:pk>/opslaan/", imports.store, name="import_store"),
    path("importeren/<int:pk>/terugdraaien/", imports.undo, name="import_undo"),
    path("importeren/<int:pk>/weggooien/", imports.discard, name="import_discard"),
    path("importeren/<int:pk>/fouten/", imports.errors, name="import_errors"),
]
