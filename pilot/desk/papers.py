"""Documents of a pilot: asked for on screen, made by the worker, ready to read when they are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilot import documents
from pilot.choices import Role
from pilot.models import Document
from pilot.permissions import require
from pilot.views.scope import pilot_or_404

#: Documents listed on a pilot's page; older ones stay stored.
SHOWN = 50


def may_ask(user, pilot):
    """Owners and providers make sheets: all parties tell one story (advice 8.3.6-11)."""
    return pilot.pk in user.pilots(Role.OWNER, Role.PROVIDER)


def sheet_blockers(pilot):
    """Sentences that say why a sheet cannot be made yet."""
    return (
        []
        if pilot.policy_in_force
        else [_("A sheet tells the frames of the pilot; every fund has to sign the policy first.")]
    )


@require_GET
def document_list(request, pilot):
    pilot = pilot_or_404(request, pilot)
    rows = (
        Document.objects.visible_to(request.user)
        .filter(pilot=pilot)
        .select_related("asked_by", "blob")
        .defer("blob__content")
        .order_by("-pk")[:SHOWN]
    )
    rows = list(rows)
    return render(
        request,
        "desk/documents.html",
        {
            "pilot": pilot,
            "documents": rows,
            "may_ask": may_ask(request.user, pilot),
            "blockers": sheet_blockers(pilot),
            "busy": any(row.state in ("asked", "working") for row in rows),
        },
    )


@require_POST
def document_ask(request, pilot):
    pilot = pilot_or_404(request, pilot)
    require(may_ask(request.user, pilot))
    blockers = sheet_blockers(pilot)
    if blockers:
        messages.error(request, " ".join(blockers))
        return redirect("desk:documents", pilot.slug)
    title = _("Project sheet for companies: %(pilot)s") % {"pilot": pilot.public_title}
    documents.ask(pilot, "company_sheet", title=title, by=request.user)
    messages.success(request, _("The project sheet is being made. It takes a few seconds; you may leave this page."))
    return redirect("desk:documents", pilot.slug)


@require_GET
def document(request, pk):
    """The file itself."""
    paper = get_object_or_404(
        Document.objects.visible_to(request.user).select_related("blob").filter(state=Document.State.DONE), pk=pk
    )
    return HttpResponse(
        paper.blob.plain,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slugify(paper.title)}.pdf"', "ETag": f'"{paper.blob_id}"'},
    )
