"""The journal of a pilot: decisions and why, what goes well and wrong; newest first."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot import documents
from pilot.addresses import reverse
from pilot.exporting import XLSX, workbook
from pilot.models import JournalEntry, Pilot, User
from pilot.paging import keyset
from pilot.permissions import may_correct_journal, may_see_journal, may_write_journal, require
from pilot.phases import noting, subjects
from pilot.phases.noting_forms import CorrectionForm, JournalFilter, JournalForm
from pilot.views.scope import crumbs, pilot_of
from pilot.workflow import NotNow

Kind = JournalEntry.Kind
COLOURS = {
    Kind.DECISION: "info",
    Kind.DO: "ok",
    Kind.SUCCESS: "ok",
    Kind.DONT: "late",
    Kind.FAILURE: "late",
    Kind.NOTE: "",
}


# --- reading ------------------------------------------------------------------------------------------------------


def timeline(entries, user=None, *, with_pilot=False):
    """Lines of the journal for ``_timeline.html``; the record a line is about by its name to whoever may see it.

    Without a ``user`` nothing is asked and a line says the kind of record only.
    """
    about = subjects.named(entries, user)
    return [
        {
            "when": entry.at,
            "by": entry.by.name,
            "label": f"{entry.get_kind_display()}.",
            "text": _text(entry),
            "kind": COLOURS[entry.kind],
            "url": "",
            "link": _line_address(entry, entry.pilot),
            "notes": list(_notes(entry, about.get(entry.pk), with_pilot=with_pilot)),
        }
        for entry in entries
    ]


def _text(entry):
    if not entry.text:
        return _("The words were removed, because something private stood in them.")
    parts = [entry.text]
    if entry.reason:
        parts.append(_("Reason: %(text)s") % {"text": entry.reason})
    if entry.alternatives:
        parts.append(_("Also considered: %(text)s") % {"text": entry.alternatives})
    return "\n".join(parts)


def _notes(entry, about, *, with_pilot):
    if with_pilot:
        yield {"text": entry.pilot.title, "url": entry.pilot.get_absolute_url()}
    if about:
        yield {"text": about.text, "url": about.url}
    if entry.phase:
        yield {"text": entry.get_phase_display(), "url": ""}
    if getattr(entry, "replaced_by", None):
        yield {"text": _("Replaced by a later line"), "url": _line_address(entry.replaced_by, entry.pilot)}
    elif entry.replaces_id:
        yield {"text": _("Corrects an earlier line"), "url": _line_address(entry, entry.pilot)}


def _line_address(entry, pilot):
    return reverse("journal_entry", args=[pilot.slug, entry.pk])


def _found(request, pilot):
    """The form of what is looked for, the kind that was picked, and the lines."""
    kind = request.GET.get("soort", "")
    record = subjects.read(request.GET.get("over", ""), pilot, request.user)
    filters = JournalFilter(
        request.GET,
        writers=User.objects.filter(pk__in=pilot.journal.values("by")).order_by("name", "pk").values_list("pk", "name"),
        kinds=[name for name in _types(pilot) if name in subjects.types()],
        record=record,
    )
    rows = filters.rows(JournalEntry.objects.visible_to(request.user).filter(pilot=pilot).with_case())
    kind = kind if kind in Kind.values else ""
    return filters, kind, rows.filter(kind=kind) if kind else rows


def _types(pilot):
    return (
        pilot.journal.exclude(subject_type="")
        .order_by("subject_type")
        .values_list("subject_type", flat=True)
        .distinct()
    )


@require_safe
def journal(request, slug):
    pilot = pilot_of(request, slug)
    require(may_see_journal(request.user, pilot))
    filters, kind, rows = _found(request, pilot)
    page = keyset(request, rows, "-pk", sentence="")
    page.pages["sentence"] = ngettext(
        "%(count)d line on this page", "%(count)d lines on this page", len(page.items)
    ) % {"count": len(page.items)}
    address = reverse("journal", args=[pilot.slug])
    kept = {name: value for name, value in request.GET.items() if value and name in filters.fields}
    context = {
        "pilot": pilot,
        "crumbs": crumbs(pilot, (_("Journal"), "")),
        "entries": timeline(page.items, request.user),
        "pages": page.pages,
        "pills": [
            {"label": label, "url": _with(address, kept, soort=value), "count": None, "current": kind == value}
            for value, label in [("", _("Everything")), *Kind.choices]
        ],
        "filters": filters,
        "keep": {"soort": kind} if kind else {},
        "clear": address,
        "filtered": filters.used or bool(kind),
        "may_write": may_write_journal(request.user, pilot),
        "export": _with(reverse("journal_export", args=[pilot.slug]), kept, soort=kind),
    }
    return render(request, "pilot/journal.html", context)


def _with(address, kept, **more):
    said = {name: value for name, value in {**kept, **more}.items() if value}
    return f"{address}?{urlencode(said)}" if said else address


@require_safe
def journal_entry(request, slug, pk):
    """One line, with what it replaced."""
    entry = _entry(request, slug, pk)
    context = {
        "pilot": entry.pilot,
        "entry": entry,
        "crumbs": crumbs(entry.pilot, (_("Journal"), reverse("journal", args=[slug])), (_("Line"), "")),
        "entries": timeline([entry, *_earlier(entry)], request.user),
        "newer": _line_address(entry.replaced_by, entry.pilot) if hasattr(entry, "replaced_by") else "",
        "may_correct": may_correct_journal(request.user, entry),
    }
    return render(request, "pilot/journal_entry.html", context)


def _entry(request, slug, pk):
    rows = JournalEntry.objects.visible_to(request.user).with_case()
    return get_object_or_404(rows, pilot=pilot_of(request, slug), pk=pk)


CHAIN = """
with recursive chain as (
    select * from pilot_journalentry where id = %s
    union all
    select older.* from pilot_journalentry older join chain on older.id = chain.replaces_id
)
select id from chain where id <> %s
"""


def _earlier(entry):
    """The lines that ``entry`` replaced, one after the other."""
    if not entry.replaces_id:
        return []
    older = [row.pk for row in JournalEntry.objects.raw(CHAIN, [entry.pk, entry.pk])]
    return list(JournalEntry.objects.filter(pk__in=older).with_case().order_by("-pk"))


@require_safe
def journal_export(request, slug):
    """The lines that were looked for as XLSX; text stays text."""
    pilot = pilot_of(request, slug)
    require(may_see_journal(request.user, pilot))
    _filters, _kind, rows = _found(request, pilot)
    entries = list(rows.order_by("-pk"))
    about = subjects.named(entries, request.user)
    columns = [
        _("Date"),
        _("Kind"),
        _("Phase"),
        _("What"),
        _("Why"),
        _("Alternatives considered"),
        _("About"),
        _("Writer"),
        _("Replaced"),
    ]
    lines = [
        [
            timezone.localdate(entry.at),
            entry.get_kind_display(),
            entry.get_phase_display() if entry.phase else "",
            entry.text,
            entry.reason,
            entry.alternatives,
            about[entry.pk].text if entry.pk in about else "",
            entry.by.name,
            _("yes") if hasattr(entry, "replaced_by") else "",
        ]
        for entry in entries
    ]
    name = f"{slugify(_('Journal'))}-{pilot.slug}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return HttpResponse(
        workbook(_("Journal"), columns, lines),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def journal_paper(request, slug):
    """Ask for the lessons of the pilot by phase as PDF, for whoever repeats it elsewhere (advice 8.3-08)."""
    pilot = pilot_of(request, slug)
    require(may_see_journal(request.user, pilot))
    documents.ask(pilot, "lessons", title=_("Lessons of %(pilot)s") % {"pilot": pilot.public_title}, by=request.user)
    messages.success(request, _("The lessons are being written out. It takes a few seconds; you may leave this page."))
    return redirect("desk:documents", pilot.slug)


# --- writing ------------------------------------------------------------------------------------------------------


@require_safe
def note(request):
    """From any page to the form: the page says which pilot and which record, or the writer does."""
    user, back = request.user, _back(request, "")
    pilot, record = subjects.of_path(back, user) if back else (None, None)
    if pilot is not None and may_write_journal(user, pilot):
        said = {"over": subjects.key(record) if record else "", "terug": back}
        return redirect(_with(reverse("journal_new", args=[pilot.slug]), said))
    rows = [one for one in Pilot.objects.visible_to(user).filter(pk__in=user.pilots()) if may_write_journal(user, one)]
    require(rows)
    context = {
        "rows": [{"pilot": one, "url": _with(reverse("journal_new", args=[one.slug]), {}, terug=back)} for one in rows]
    }
    return render(request, "pilot/note.html", context)


def _back(request, otherwise):
    """The page one came from, when it is one of ours."""
    path = request.GET.get("terug", "")
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else otherwise


@require_http_methods(["GET", "POST"])
def journal_new(request, slug):
    pilot = pilot_of(request, slug)
    require(may_write_journal(request.user, pilot))
    over = request.GET.get("over", "")
    record = subjects.read(over, pilot, request.user)
    if over and record is None:
        raise Http404
    back = _back(request, reverse("journal", args=[pilot.slug]))
    initial = {"kind": request.GET.get("soort", Kind.NOTE), "phase": noting.phase_of(pilot, record)}
    form = JournalForm(request.POST or None, initial=initial, pilot=pilot, user=request.user)
    if request.method == "POST" and form.is_valid():
        noting.note(pilot, **form.said, about=record, by=request.user)
        messages.success(request, _("It stands in the journal."))
        return redirect(back)
    context = {
        "title": _("Write in the journal"),
        "lead": _lead(),
        "about": f"{subjects.kind_word(record._meta.label_lower)}: {record}" if record else "",
        "crumbs": crumbs(pilot, (_("Journal"), reverse("journal", args=[pilot.slug])), (_("New line"), "")),
        "form": form,
        "action": request.get_full_path(),
        "label": _("Save"),
        "back": back,
    }
    return render(request, "pilot/journal_new.html", context)


def _lead():
    return _(
        "Write no names of people: everybody who works in the pilot reads along, and so does the management of the "
        "funds. What it is about is linked; its name shows only to who may see it."
    )


@require_http_methods(["GET", "POST"])
def journal_correct(request, slug, pk):
    entry = _entry(request, slug, pk)
    require(may_correct_journal(request.user, entry))
    initial = {name: getattr(entry, name) for name in JournalForm.Meta.fields}
    form = CorrectionForm(request.POST or None, initial=initial, pilot=entry.pilot, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            new = noting.correct(entry, form.said, by=request.user, wipe=form.cleaned_data["wipe"])
        except NotNow as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The line was corrected. The old one is kept behind it."))
            return redirect(_line_address(new, entry.pilot))
    address = _line_address(entry, entry.pilot)
    context = {
        "title": _("Correct a line"),
        "lead": _("What you write comes in the place of the old line, which is kept behind it."),
        "about": "",
        "crumbs": crumbs(
            entry.pilot,
            (_("Journal"), reverse("journal", args=[slug])),
            (_("Line"), address),
            (_("Correct"), ""),
        ),
        "form": form,
        "action": "",
        "label": _("Save the correction"),
        "back": address,
    }
    return render(request, "pilot/journal_new.html", context)
