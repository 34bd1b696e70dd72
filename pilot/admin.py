"""The admin: reference tables and accounts, nothing that a rule or a move watches over."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from pilot import facts
from pilot.models.reference import ReferenceRow


class ReferenceAdmin(admin.ModelAdmin):
    """A reference table. What makes a row that row stays as it is, and a shipped row is never deleted."""

    key: tuple[str, ...] = ()
    list_per_page = 250

    def get_list_display(self, request):
        return ("__str__", *self.list_display_extra, "edited_here")

    @admin.display(boolean=True, description=_("changed here"))
    def edited_here(self, row: ReferenceRow) -> bool:
        return row.is_edited

    def get_readonly_fields(self, request, obj=None):
        return self.key if obj else ()

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_add_permission = has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        # It would be back after the next release; what others hang on is protected by their keys.
        return obj is not None and not obj.origin and self.has_module_permission(request)


def _register(table: facts.Table) -> None:
    columns = [column.name for column in table.model._meta.fields]
    extra = tuple(name for name in ("occupation", "kind", "phase", "topic") if name in columns)
    texts = [name for name in columns if name.split("_")[0] in {"name", "rule", "fact", "competence", "core", "kd"}]
    settings = {
        "key": tuple(name.removesuffix("_id") for name in table.key),
        "list_display_extra": extra,
        "list_filter": extra,
        "search_fields": [name for name in texts if name != "name_key"] or [table.model._meta.pk.name],
        "list_select_related": [column.name for column in table.model._meta.fields if column.many_to_one],
    }
    admin.site.register(table.model, type(f"{table.model.__name__}Admin", (ReferenceAdmin,), settings))


for table in facts.TABLES:
    _register(table)
