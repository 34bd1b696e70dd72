"""The import screen of all apps: choose a file, check it, store all of it or nothing, take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot import audit, uploads
from pilot.exporting import XLSX, workbook
from pilot.importing import ImportRefused, error_list
from pilot.importing.forms import UploadForm
from pilot.importing.kinds import kind_named
from pilot.models import Upload
from pilot.permissions import require
from pilot.views import import_check
from pilot.views.scope import pilot_or_404
from pilot.workflow import NotNow


def _upload(request, pk):
    """The upload with its kind, for who may import this kind in its pilot."""
    rows = Upload.objects.visible_to(request.user).select_related("pilot", "blob", "by")
    upload = get_object_or_404(rows, pk=pk)
    kind = kind_named(upload.kind, upload.pilot)
    require(kind.may(request.user))
    return upload, kind


def crumbs(kind):
    """Where the import stands: the pilot, its list, this."""
    return [
        {"label": kind.pilot.title, "url": kind.pilot.get_absolute_url()},
        {"label": kind.back_label(), "url": kind.back()},
        {"label": _("Import"), "url": ""},
    ]


@require_http_methods(["GET", "POST"])
def new(request, slug, kind):
    """Choose a file; what cannot be read is refused in a sentence and nothing is kept."""
    pilot = pilot_or_404(request, slug)
    kind = kind_named(kind, pilot)
    require(kind.may(request.user))
    mine = Upload.objects.visible_to(request.user).filter(pilot=pilot, kind=kind.name)
    replaced = request.POST.get("replaces") or request.GET.get("vervangt", "")
    replaces = mine.filter(pk=replaced).first() if replaced.isdecimal() and len(replaced) < 19 else None
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.receive(kind, file.name, file.read(), by=request.user, replaces=replaces)
        except ImportRefused as refused:
            form.add_error("file", str(refused))
        except NotNow as error:
            form.add_error(None, error)
        else:
            return redirect("import_check", upload.pk)
    context = {
        "kind": kind,
        "pilot": pilot,
        "crumbs": crumbs(kind),
        "form": form,
        "replaces": replaces,
        "blockers": kind.blockers(),
        "columns": import_check.expected(kind),
        "recent": list(mine.select_related("by")[:5]),
    }
    return render(request, "imports/new.html", context)


@require_http_methods(["GET", "POST"])
def check(request, pk):
    """What would happen to every row; a POST says what the columns mean. After that: what did happen."""
    upload, kind = _upload(request, pk)
    context = {
        "upload": upload,
        "kind": kind,
        "crumbs": crumbs(kind),
        "again": _again(upload),
        "discard_url": reverse("import_discard", args=[pk]),
        "undo_url": reverse("import_undo", args=[pk]),
    }
    if not upload.can("store") or upload.blob_id is None:
        return render(request, "imports/done.html", context | {"sentences": kind.told(upload.outcome)})
    checked = uploads.examine(upload)
    form = import_check.columns_form(request.POST or None, upload, checked)
    if request.method == "POST" and form.is_valid():
        try:
            uploads.choose_columns(upload, form.chosen(), by=request.user)
        except NotNow as error:
            messages.error(request, " ".join(error.sentences))
        return redirect("import_check", upload.pk)
    if kind.personal:
        audit.seen(upload, by=request.user)
    return render(request, "imports/check.html", context | import_check.page(request, upload, checked, form))


@require_POST
def store(request, pk):
    """Store every row, or nothing."""
    upload, _kind = _upload(request, pk)
    try:
        upload = uploads.store(upload, by=request.user, seen=request.POST.get("seen", ""))
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        count = upload.outcome["new"] + upload.outcome["changed"]
        messages.success(request, ngettext("%(n)s row was saved.", "%(n)s rows were saved.", count) % {"n": count})
    return redirect("import_check", pk)


@require_POST
def undo(request, pk):
    """Take back what this upload stored."""
    upload, _kind = _upload(request, pk)
    try:
        uploads.undo(upload, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
    else:
        messages.success(request, _("The import was taken back; nothing of it is left."))
    return redirect("import_check", pk)


@require_POST
def discard(request, pk):
    """Drop the file without storing anything of it."""
    upload, kind = _upload(request, pk)
    try:
        uploads.discard(upload, by=request.user)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect("import_check", pk)
    messages.success(request, _("The file was dropped; nothing of it was saved."))
    return redirect(kind.back())


@require_safe
def errors(request, pk):
    """The list of errors as a spreadsheet, to send back to whoever made the file."""
    upload, kind = _upload(request, pk)
    try:
        checked = uploads.examine(upload)
    except NotNow as error:
        messages.error(request, " ".join(error.sentences))
        return redirect("import_check", pk)
    if kind.personal:
        audit.seen(upload, by=request.user)
    header, *rows = error_list(checked.preview)
    response = HttpResponse(workbook(_("Errors"), header, rows), content_type=XLSX)
    name = _("errors")
    response["Content-Disposition"] = f'attachment; filename="{name}-{upload.pk}.xlsx"'
    return response


def _again(upload):
    """Address to choose a better file, that takes the place of this one while it is not stored."""
    url = reverse("import_new", args=[upload.pilot.slug, upload.kind])
    return f"{url}?vervangt={upload.pk}" if upload.can("refuse") else url
