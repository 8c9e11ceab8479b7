"""Read the sheets of an Excel workbook as text, within limits that hold for what is packed in it as well."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import repeat
from typing import cast

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.workbook.workbook import Workbook

from matcher.errors import IngestError
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.report import shorten
from matcher.ingest.sheet_cell import Cell, read_cell
from matcher.ingest.strict import as_usual
from matcher.ingest.survey import MAX_SHEET_ROW, MAX_SHEET_ROWS, check_archive, entities
from matcher.ingest.table import Grid

ZIP_MAGIC = b"PK\x03\x04"
_MAX_WALKED_CELLS = 20_000_000  # a row is filled up with empty ones to its last cell, which takes 0.2 µs each
# What zipfile, zlib, the XML parser and openpyxl raise for a file that is damaged, as found by mutating bytes.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, SyntaxError, RuntimeError, AssertionError, MemoryError,
)  # fmt: skip


def is_workbook(data: bytes) -> bool:
    """Whether this is a zip archive with the parts of a workbook."""
    if not data.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except _DAMAGED:
        return b"xl/" in data


def read_workbook(data: bytes, file: str, limits: Limits) -> tuple[list[Grid], tuple[str, ...]]:
    """Give the sheets that hold anything, and what to say of those that were not read.

    Raises IngestError for a damaged workbook and for one that unpacks to more than allowed.
    """
    try:
        formulas = check_archive(data, file, limits)
        data = as_usual(data)
        shown = load_workbook(BytesIO(data), read_only=True, data_only=True)
        written = load_workbook(BytesIO(data), read_only=True) if formulas else None
        return _grids(shown, written, file, limits)
    except DefusedXmlException as error:  # openpyxl parses with defusedxml where it is installed
        raise entities(file) from error
    except _DAMAGED as error:
        raise IngestError(f"{file}: the workbook is damaged; open it in a spreadsheet and save it again") from error


def chosen_sheets(grids: list[Grid], sheet: str | None) -> list[Grid]:
    """Give the sheet of this name alone, or all where None. Raises IngestError where there is no such sheet."""
    found = grids if sheet is None else [grid for grid in grids if grid.sheet == sheet]
    if not found:
        names = ", ".join(shorten(grid.sheet) for grid in grids)
        raise IngestError(f"{grids[0].file}: there is no sheet {shorten(sheet or '')!r}; the sheets are {names}")
    return found


def _grids(shown: Workbook, written: Workbook | None, file: str, limits: Limits) -> tuple[list[Grid], tuple[str, ...]]:
    grids, left_out = [], []
    walk = _Walk(limits)
    for index, sheet in enumerate(shown.worksheets):
        if sheet.sheet_state != "visible":
            left_out.append(f"sheet {sheet.title} (hidden)")
            continue
        sheet.reset_dimensions()
        values = cast("Iterator[Sequence[Cell]]", sheet.iter_rows())  # those of a workbook that is only read
        formulas: Iterator[Sequence[object]] = repeat(())
        if written is not None:
            written.worksheets[index].reset_dimensions()
            formulas = written.worksheets[index].iter_rows(values_only=True)
        rows = tuple(walk.records(values, formulas, f"{file}, sheet {sheet.title}"))
        if rows:
            grids.append(Grid(file, sheet.title, "utf-8", "", limits, lambda rows=rows: iter(rows)))  # type: ignore[misc]
        else:
            left_out.append(f"sheet {sheet.title} (empty)")
    if not grids:
        raise IngestError(f"{file}: the workbook is empty; it needs a sheet with a header and at least one row")
    return grids, tuple(left_out)


class _Walk:
    """Walks through the sheets of a workbook, and counts over all of them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._filled = self._rows = self._cells = 0

    def records(
        self, values: Iterator[Sequence[Cell]], formulas: Iterator[Sequence[object]], place: str
    ) -> Iterator[Record]:
        """Rows that hold anything."""
        limits = self._limits
        for row, (cells, sources) in enumerate(zip(values, formulas, strict=False), start=1):
            self._rows, self._cells = self._rows + 1, self._cells + len(cells)
            if row > MAX_SHEET_ROW or self._rows > MAX_SHEET_ROWS:
                raise IngestError(f"{place}: more rows than a workbook can have; save it again in a spreadsheet")
            if self._cells > _MAX_WALKED_CELLS:
                wide = f"more than {_MAX_WALKED_CELLS:,} cells, empty ones included"
                raise IngestError(f"{place}: {wide}; delete the columns that hold nothing, or save it as CSV")
            record = _record(row, cells, sources)
            self._filled += bool(record.cells)
            if self._filled > limits.max_rows + 1:
                raise IngestError(
                    f"{place}: more than {limits.max_rows:,} rows; split it, or allow more with FAQ_MAX_ROWS"
                )
            if len(record.cells) > limits.max_columns:
                raise IngestError(f"{place}, row {row}: more than {limits.max_columns:,} cells; is this a table?")
            if record.cells:
                yield record


def _record(row: int, cells: Sequence[Cell], sources: Sequence[object]) -> Record:
    """Read the cells of a row; sources are as many, or none where the workbook has no formula.

    A row with nothing but errors has one empty cell, and a row with nothing has none.
    """
    texts, notes = [""] * len(cells), []
    for position, cell in enumerate(cells):
        if cell is not EMPTY_CELL:
            source = sources[position] if position < len(sources) else None
            texts[position], note = read_cell(cell, source, position)
            notes += [note] if note else []
    while texts and not texts[-1].strip():
        texts.pop()
    return Record(row, tuple(texts) or ("",) * bool(notes), loose=False, notes=tuple(notes))
