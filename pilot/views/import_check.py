"""The check page of an import as plain data: columns, pills, rows with their errors and changes."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pilot.importing import column_letter
from pilot.importing.checking import CHANGED, ERROR, NEW, UNCHANGED
from pilot.importing.columns import forms as header_forms
from pilot.importing.forms import SKIP, ColumnsForm
from pilot.importing.sheet import shown
from pilot.wording import fold

MOST_ROWS = 200
MOST_ERRORS = 20
LONG_WORD = 20
#: Errors first, then what changes, what is new, what stays.
ORDER = {ERROR: 0, CHANGED: 1, NEW: 2, UNCHANGED: 3}
PILLS = {"fout": ERROR, "nieuw": NEW, "gewijzigd": CHANGED, "ongewijzigd": UNCHANGED}


def expected(kind):
    """The columns that a file may have, with the other headers under which each comes."""
    return [
        {
            "label": column.label,
            "required": column.required,
            "choices": getattr(column.parse, "labels", []),
            "others": [alias for alias in column.aliases if fold(alias) != fold(str(column.label))],
        }
        for column in kind._columns
    ]


def asked(upload, checked):
    """Indexes of the columns that need somebody's choice: unknown, alike, or chosen before."""
    match, sheet = checked.preview.match, checked.preview.sheet
    words = {word: column.key for column in checked.kind._columns for word in column.words()}
    likely = {
        index: next((words[word] for word in map(fold, header_forms(header)) if word in words), None)
        for index, header in enumerate(sheet.headers)
    }
    unplaced = [index for index in likely if index not in match.by_index]
    doubted = {likely[index] for index in unplaced if likely[index] and str(index) not in upload.mapping}
    alike = [index for index, key in match.by_index.items() if key in doubted]
    return sorted({*unplaced, *alike, *(int(i) for i in upload.mapping if int(i) < len(sheet.headers))})


def columns_form(data, upload, checked):
    """The form that says what columns mean."""
    match, sheet = checked.preview.match, checked.preview.sheet
    left_out = {int(index): SKIP for index, key in upload.mapping.items() if not key}
    return ColumnsForm(
        data,
        headers=sheet.headers,
        columns=checked.kind._columns,
        asked=asked(upload, checked),
        chosen=left_out | match.by_index,
    )


def page(request, upload, checked, form):
    """Everything that imports/check.html shows."""
    preview, counts = checked.preview, checked.preview.counts
    show = request.GET.get("toon", "")
    status = PILLS.get(show)
    rows = [row for row in preview.rows if status in (None, row.status)]
    rows.sort(key=lambda row: (ORDER[row.status], row.number))
    problems = list(preview.problems)
    return {
        "form": form,
        "page_errors": bool(problems or checked.wrong),
        "title": _error_title(problems, checked.wrong),
        "errors": _errors(preview, status),
        "sheet": preview.sheet,
        "row_count": len(preview.sheet.rows),
        "columns": _columns(preview, checked.kind, form),
        "asks": bool(form.fields),
        "recognised": len(preview.match.by_index),
        "pills": _pills(upload, counts, show if status else ""),
        "heads": _heads(checked),
        "rows": [_row(row, checked) for row in rows[:MOST_ROWS]],
        "hidden_rows": max(len(rows) - MOST_ROWS, 0),
        "most_rows": MOST_ROWS,
        "to_store": len(checked.rows),
        "why": checked.blockers(),
        "fingerprint": checked.fingerprint,
    }


def _error_title(problems, wrong):
    if problems:
        return _("The columns are not right yet")
    return ngettext("%(n)s row is not right", "%(n)s rows are not right", wrong) % {"n": wrong}


def _errors(preview, status):
    """The error summary: what is wrong with the file, then the first errors by row and column."""
    errors = [{"text": problem, "url": "#kolommen"} for problem in preview.problems]
    found = list(preview.errors)
    where = "" if status in (None, ERROR) else "?toon=fout"
    errors += [{"text": str(problem), "url": f"{where}#r{problem.row}"} for problem in found[:MOST_ERRORS]]
    if (more := len(found) - MOST_ERRORS) > 0:
        text = ngettext("And %(n)s more error", "And %(n)s more errors", more) % {"n": more}
        errors.append({"text": text, "url": "?toon=fout#rijen"})
    return errors


def _columns(preview, kind, form):
    labels = {column.key: column.label for column in kind._columns}
    rows = []
    for index, header in enumerate(preview.sheet.headers):
        key = preview.match.by_index.get(index)
        name = f"column-{index}"
        field = form[name] if name in form.fields else None
        rows.append(
            {
                "letter": column_letter(index),
                "header": header or _("(no header)"),
                "example": shown(preview.sheet.example(index))[:60],
                "label": labels.get(key, ""),
                "field": field,
                "open": field is not None and key is None and field.initial != SKIP,
            }
        )
    return rows


def _pills(upload, counts, current):
    address = reverse("import_check", args=[upload.pk])
    labels = {
        "": (pgettext("rows", "All"), sum(counts.values())),
        "fout": (pgettext("rows", "Wrong"), counts[ERROR]),
        "nieuw": (pgettext("rows", "New"), counts[NEW]),
        "gewijzigd": (pgettext("rows", "Changed"), counts[CHANGED]),
        "ongewijzigd": (pgettext("rows", "Unchanged"), counts[UNCHANGED]),
    }
    return [
        {
            "label": label,
            "count": count,
            "url": f"{address}?toon={name}#rijen" if name else f"{address}#rijen",
            "current": name == current,
        }
        for name, (label, count) in labels.items()
        if count or not name or name == current
    ]


def _heads(checked):
    labels = {column.key: column.label for column in checked.kind._columns}
    return [{"label": labels[key], "num": key in checked.kind.figures} for key in checked.kind.shown]


def _row(row, checked):
    """A row of the table: its cells as they stand in the file, marked where they are wrong or change something."""
    places = {key: index for index, key in checked.preview.match.by_index.items()}
    wrong = {problem.column for problem in row.errors}
    cells = []
    for key in checked.kind.shown:
        index = places.get(key)
        old = checked.kind.display(key, row.changes[key][0]) if key in row.changes else None
        text = shown(row.cells[index]) if index is not None else ""
        cells.append(
            {
                "text": text,
                # An address without a space must not push the table off the screen.
                "long": any(len(word) > LONG_WORD for word in text.split()),
                "bad": index is not None and column_letter(index) in wrong,
                "old": old,
                "num": key in checked.kind.figures,
            }
        )
    labels = {column.key: column.label for column in checked.kind._columns}
    notes = [
        f"{labels[key]}: {checked.kind.display(key, old)} → {checked.kind.display(key, new)}"
        for key, (old, new) in row.changes.items()
        if key not in checked.kind.shown
    ]
    if row.status != ERROR:
        notes += [note for note in (checked.kind.mark(row.values), _note(row, checked)) if note]
    return {
        "number": row.number,
        "status": row.status,
        "cells": cells,
        "errors": [
            # Also of a cell that is marked: “is empty” twice says nothing on a phone, where the cells stand apart.
            f"{problem.header}: {problem.text}" if problem.column else problem.text
            for problem in row.errors
        ],
        "notes": notes,
    }


def _note(row, checked):
    found = checked.present.get(row.number)
    return found.note if found else ""
