"""Which sheets of a workbook hold questions and answers, and what their cells tell besides their text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.errors import IngestError
from matcher.ingest.choices import Choices
from matcher.ingest.columns import FAQ_COLUMNS, recognise
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.fit import Fitted, fit, fit_by_header
from matcher.ingest.formats import LAYOUTS, TREES
from matcher.ingest.records import CellNote, Record
from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.rows import Draft
from matcher.ingest.table import Grid

_SAMPLE_ROWS = 100
_QUESTION_MARKS = ("?", "？", "؟", "?»", '?"')  # noqa: RUF001
_NEEDED = ("question", "answer")


@dataclass(frozen=True, slots=True)
class Left:
    """A sheet that is not read, and the reason; doubt is empty, or says what looks like questions and answers in it."""

    sheet: str
    reason: str = "no question and answer"
    doubt: str = ""


def fit_sheets(grids: Sequence[Grid], choices: Choices, needed: Sequence[str]) -> list[Fitted | Left]:
    """Understand every sheet with a known header or full of questions, or else the first one; leave the others.

    Raises IngestError where nothing fits.
    """
    if choices.format is not None and choices.format in TREES:
        raise IngestError(f"{grids[0].file}: this is a workbook, not {choices.format.display_name}")
    if choices.columns:
        return [fit(grids[0], choices, needed), *(Left(grid.sheet, "columns not chosen") for grid in grids[1:])]
    found = [_fit_or_leave(grid, choices, needed) for grid in grids]
    if not any(isinstance(each, Fitted) for each in found):
        found[0] = fit(grids[0], choices, needed)
    return found


def _fit_or_leave(grid: Grid, choices: Choices, needed: Sequence[str]) -> Fitted | Left:
    try:
        fitted = fit_by_header(grid, choices, needed)
    except IngestError as error:
        return _doubtful(grid, str(error).removeprefix(f"{grid.file}: "))
    if fitted is not None:
        return fitted
    rows = grid.filled(_SAMPLE_ROWS)
    header = next((record for record in rows if set(_NEEDED) <= recognise(record.cells, FAQ_COLUMNS).keys()), None)
    if header is not None:
        return _doubtful(grid, f"its row {header.row} looks like a header, but is not the first one")
    try:
        fitted = fit(grid, choices, needed)
    except IngestError:  # a sheet of something else, such as notes: named in the report
        return Left(grid.sheet)
    asked = sum(record.cells[0].rstrip().endswith(_QUESTION_MARKS) for record in rows)
    if fitted.format is FaqFormat.WATSON_CSV:
        return Left(grid.sheet)
    return fitted if 2 * asked >= len(rows) else _doubtful(grid, "it has no header, but as many columns as an FAQ")


def _doubtful(grid: Grid, why: str) -> Left:
    doubt = f"sheet {shorten(grid.sheet)} is not read, but may hold questions and answers: {why}"
    return Left(grid.sheet, "not read; it may hold questions and answers", doubt)


def sheet_drafts(fitted: Fitted) -> Iterator[Draft | RowProblem]:
    """Read the rows of a sheet; one whose question or answer is the error of a formula is refused."""
    table, sheet = fitted.table, fitted.table.grid.sheet
    fields = {position: field for field, position in reversed(list(table.columns.items()))}
    notes = {record.row: _said(record, fields) for record in table.grid.read() if record.row > table.header_row}
    lost = {row: found for row, each in notes.items() if (found := _lost(row, each, sheet))}
    yield from lost.values()
    for item in LAYOUTS[fitted.format].drafts(table):
        if isinstance(item, Draft):
            said = tuple(f"the {field} {note.reason}" for field, note in notes.get(item.row, {}).items())
            item = replace(item, notes=(*item.notes, *said))
        if item.row not in lost:
            yield replace(item, sheet=sheet)


def _said(record: Record, fields: Mapping[int, str]) -> dict[str, CellNote]:
    """Give the notes on the cells that are used, by field."""
    return {fields[note.position]: note for note in record.notes if note.position in fields}


def _lost(row: int, notes: Mapping[str, CellNote], sheet: str) -> RowProblem | None:
    for field, note in notes.items():
        if note.is_lost and field in _NEEDED:
            return RowProblem(row, field, shorten(note.text), f"the {field} {note.reason}", sheet)
    return None
