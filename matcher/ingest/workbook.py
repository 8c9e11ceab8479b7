"""Read the sheets of an Excel workbook as text, within limits that hold for what is packed in it as well."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import repeat

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from matcher.errors import IngestError
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.report import shorten
from matcher.ingest.survey import MAX_SHEET_ROW, MAX_SHEET_ROWS, check_archive, entities
from matcher.ingest.table import Grid

ZIP_MAGIC = b"PK\x03\x04"
_MAX_WALKED_CELLS = 20_000_000  # a row is filled up with empty ones to its last cell, which takes 0.2 µs each
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
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
        return b"xl/" in data or b"[Content_Types].xml" in data


def read_workbook(data: bytes, file: str, limits: Limits) -> tuple[list[Grid], tuple[str, ...]]:
    """Give the sheets that hold anything, and what to say of those that were not read.

    Raises IngestError for a damaged workbook and for one that unpacks to more than allowed.
    """
    try:
        formulas = check_archive(data, file, limits)
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
        values = sheet.iter_rows(values_only=True)
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
        self, values: Iterator[Sequence[object]], formulas: Iterator[Sequence[object]], place: str
    ) -> Iterator[Record]:
        """Rows that hold anything; a formula never computed stands as it is written."""
        limits = self._limits
        for row, (cells, sources) in enumerate(zip(values, formulas, strict=False), start=1):
            self._rows, self._cells = self._rows + 1, self._cells + len(cells)
            if row > MAX_SHEET_ROW or self._rows > MAX_SHEET_ROWS:
                raise IngestError(f"{place}: more rows than a workbook can have; save it again in a spreadsheet")
            if self._cells > _MAX_WALKED_CELLS:
                wide = f"more than {_MAX_WALKED_CELLS:,} cells, empty ones included"
                raise IngestError(f"{place}: {wide}; delete the columns that hold nothing, or save it as CSV")
            texts = _row_texts(cells, sources)
            self._filled += bool(texts)
            if self._filled > limits.max_rows + 1:
                raise IngestError(
                    f"{place}: more than {limits.max_rows:,} rows; split it, or allow more with FAQ_MAX_ROWS"
                )
            if len(texts) > limits.max_columns:
                raise IngestError(f"{place}, row {row}: more than {limits.max_columns:,} cells; is this a table?")
            if texts:
                yield Record(row, texts, loose=False)


def _row_texts(cells: Sequence[object], sources: Sequence[object]) -> tuple[str, ...]:
    texts = [_text(value) for value in cells]
    for position, source in enumerate(sources[: len(texts)]):
        if not texts[position] and isinstance(source, str):
            texts[position] = source
    while texts and not texts[-1].strip():
        texts.pop()
    return tuple(texts)


def _text(value: object) -> str:
    """Give a cell as a spreadsheet shows it where no format says otherwise."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
