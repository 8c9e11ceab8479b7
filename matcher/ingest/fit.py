"""Find the format of a table: by its header, or by its first rows where it has none."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.errors import IngestError
from matcher.ingest.choices import Choices
from matcher.ingest.columns import require
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats import LAYOUTS
from matcher.ingest.formats.headerless import has_intents, has_uris
from matcher.ingest.formats.layout import Layout
from matcher.ingest.records import Record
from matcher.ingest.table import Grid, Table, find_header

_SAMPLE_ROWS = 100
_MAX_NAME_WORDS = 3
_MAX_NAME_CHARS = 25


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table and the format by which it is read; guessed where no header told it."""

    format: FaqFormat
    table: Table
    left_out: tuple[str, ...] = ()
    guessed: bool = False


def fit(grid: Grid, choices: Choices, needed: Sequence[str]) -> Fitted:
    """Understand a table as chosen, else by its header, else by its rows. Raises IngestError where nothing fits."""
    if choices.columns:
        return _fit_as_chosen(grid, choices, needed)
    found = fit_by_header(grid, choices, needed)
    if found is None and choices.format is not None:
        found = _without_header(grid, choices.format, LAYOUTS[choices.format].positions)
    if found is None and choices.has_header is not True:
        found = _guess(grid, asked=choices.has_header is False)
    if found is not None:
        return found
    header, _ = find_header(grid)
    if choices.format not in (None, FaqFormat.CSV, FaqFormat.XLSX):
        names = ", ".join(name for name in header[:20])
        raise IngestError(f"{grid.file}: the first row is no header of {choices.format.display_name}: {names}")
    require(header, {}, needed, grid.file)
    raise IngestError(f"{grid.file}: no column is known; choose which column is which field")


def fit_by_header(grid: Grid, choices: Choices, needed: Sequence[str]) -> Fitted | None:
    """Understand a table by its header; None where it is none that is known."""
    if choices.has_header is False:
        return None
    for name, layout in LAYOUTS.items() if choices.format is None else [(choices.format, LAYOUTS[choices.format])]:
        header, row, left_out = _header(grid, layout)
        positional = choices.format is not None and (layout.always_header or choices.has_header) and layout.positions
        columns = layout.columns(header)
        if positional and columns is None:
            columns = {field: place for place, field in enumerate(layout.positions[: len(header)]) if field}
        if columns is not None and row:
            require(header, columns, needed, grid.file)
            return Fitted(_named(name, grid), Table(grid, header, row, columns, layout.guarded), left_out)
    return None


def _header(grid: Grid, layout: Layout) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Give the header, its row and the sections left out; row 0 where there is no such section."""
    if layout.find_section is None:
        return (*find_header(grid), ())
    record, left_out = layout.find_section(grid)
    if record is None:
        return (), 0, ()
    return tuple(cell.strip("\ufeff \t") for cell in record.cells), record.row, left_out


def _fit_as_chosen(grid: Grid, choices: Choices, needed: Sequence[str]) -> Fitted:
    name = choices.format or FaqFormat.CSV
    layout = LAYOUTS[name]
    left_out: tuple[str, ...] = ()
    header, row = find_header(grid)
    if choices.has_header is False:
        header, row = _numbered(len(header)), row - 1
    elif layout.find_section is not None:
        header, row, left_out = _header(grid, layout)
    columns: Mapping[str, int] = choices.positions(header, grid.file)
    missing = [field for field in needed if field not in columns]
    if missing:
        raise IngestError(f"{grid.file}: no column is chosen for the {missing[0]}; choose one")
    return Fitted(_named(name, grid), Table(grid, header, row, columns, layout.guarded), left_out)


def _without_header(grid: Grid, name: FaqFormat, positions: Sequence[str]) -> Fitted | None:
    rows = grid.filled(1)
    if not rows or not positions or len(rows[0].cells) < len(positions):
        return None
    columns = {field: position for position, field in enumerate(positions) if field}
    table = Table(grid, _numbered(len(rows[0].cells)), rows[0].row - 1, columns, LAYOUTS[name].guarded)
    return Fitted(_named(name, grid), table)


def _guess(grid: Grid, *, asked: bool) -> Fitted | None:
    """Take a table of two or three columns whose first row is no header; asked: a person said that it is none."""
    rows = grid.filled(_SAMPLE_ROWS)
    widths = {len(record.cells) for record in rows}
    if len(widths) != 1 or not widths <= {2, 3} or not (asked or not _looks_like_header(rows[0])):
        return None
    name = FaqFormat.DIALOGFLOW_ES
    positions: tuple[str, ...] = ("question", "answer")
    if widths == {3} and has_uris(rows):
        name = FaqFormat.KENDRA_CSV
    elif widths == {3} and all(len(record.cells[0].split()) <= 1 for record in rows):
        name, positions = FaqFormat.CSV, ("id", "question", "answer")
    elif widths == {2} and has_intents(rows):
        name, positions = FaqFormat.WATSON_CSV, ("question", "id")
    found = _without_header(grid, name, positions)
    return found and Fitted(found.format, found.table, guessed=not asked)


def _looks_like_header(record: Record) -> bool:
    """Whether every cell is a short name: it may be a header in words that are not known."""
    return all(map(_looks_like_name, record.cells))


def _looks_like_name(cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).strip()
    plain = not any(char in "?!.。" or char.isdigit() for char in text)
    return plain and len(text.split()) <= _MAX_NAME_WORDS and len(text) <= _MAX_NAME_CHARS


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(f"column {number + 1}" for number in range(width))


def _named(name: FaqFormat, grid: Grid) -> FaqFormat:
    return FaqFormat.XLSX if name is FaqFormat.CSV and grid.sheet else name
