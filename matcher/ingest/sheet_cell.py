"""Read one cell of a sheet as a spreadsheet shows it, and say where that isn't certain."""

import re
from datetime import date, datetime, time

from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

from matcher.ingest.number_format import GENERAL, as_shown, as_written
from matcher.ingest.records import CellNote
from matcher.ingest.report import shorten

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ISO_FORMAT = re.compile(r"yyyy\\?-mm\\?-dd(?:[ T\\]+h+:mm(?::ss)?)?(?:;@)?|h+:mm:ss(?:;@)?", re.IGNORECASE)
_ERROR, _FORMULA_TEXT = "e", "str"
_NEVER_COMPUTED = (
    "is a formula that was never computed, and is taken as it is written; "
    "if it is none on purpose, open the workbook in a spreadsheet and save it"
)

Cell = ReadOnlyCell | EmptyCell


def read_cell(cell: Cell, source: object, position: int) -> tuple[str, CellNote | None]:
    """Give the text of a cell and what to know about it; source is its formula, where it has one.

    A formula whose result is empty is empty; one without result stands as it is written.
    """
    value = cell.value
    if value is None:
        formula = "" if cell.data_type == _FORMULA_TEXT else _formula(source)
        return formula, CellNote(position, formula, _NEVER_COMPUTED) if formula else None
    if isinstance(value, str):
        if cell.data_type == _ERROR:
            return "", CellNote(position, value, f"is the error {shorten(value)}; mend the cell", is_lost=True)
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value), None
    if isinstance(value, bool):
        return str(value).upper(), None
    code = _code(cell)
    if isinstance(value, int | float):
        text = as_shown(value, code)
        return (as_written(value), _unlike(position, as_written(value), code)) if text is None else (text, None)
    text = _date_text(value)
    iso = code in GENERAL or _ISO_FORMAT.fullmatch(code)
    return text, None if iso else _unlike(position, text, code)


def _formula(source: object) -> str:
    """Give the formula as it is written; one that fills several cells is an object that holds it."""
    text = source if isinstance(source, str) else getattr(source, "text", "")
    return text if isinstance(text, str) else ""


def _code(cell: Cell) -> str:
    """Give the number format of a cell; a style that the workbook doesn't define has none."""
    try:
        return cell.number_format or GENERAL[0]
    except IndexError:
        return GENERAL[0]


def _unlike(position: int, text: str, code: str) -> CellNote:
    shown = f"is taken as {shorten(text)}, but a spreadsheet shows it in the format {shorten(code)}"
    return CellNote(position, text, f"{shown}; type it as text to keep that")


def _date_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
