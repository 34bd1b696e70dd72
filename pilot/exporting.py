"""Spreadsheets that go out: text stays text, so that nothing somebody typed becomes a formula."""

from io import BytesIO

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title, columns, rows):
    """Return the bytes of an XLSX with one sheet: a bold header and rows of text, numbers, days and amounts in EUR."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(str(title)[:31])
    bold = book.add_format({"bold": True, "text_wrap": True})
    for number, label in enumerate(columns):
        sheet.write_string(0, number, str(label), bold)
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    for line, row in enumerate(rows, start=1):
        for number, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, (bool, str)) or not hasattr(value, "__add__"):
                sheet.write_string(line, number, str(value))
            elif hasattr(value, "year"):
                sheet.write_datetime(line, number, value, day)
            else:
                sheet.write_number(line, number, float(value))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(len(columns) - 1, 0), 16)
    book.close()
    return out.getvalue()
