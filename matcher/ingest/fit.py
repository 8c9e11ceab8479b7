"""Find the format of a table: by its header, or by its first rows where it has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.errors import IngestError
from matcher.ingest.choices import Choices
from matcher.ingest.columns import require
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats import LAYOUTS
from matcher.ingest.formats.layout import Layout
from matcher.ingest.guess import GUESSED_WIDTHS, Guess, guess, looks_like_header, odd_row, usual_width
from matcher.ingest.records import Record
from matcher.ingest.report import place
from matcher.ingest.table import Grid, Table, filled_cells, find_header, header_names

_HEADER_ROWS = 10  # a title and remarks above the header are hardly ever more


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table and the format by which it is read; guessed where no header told it, or one below what may be rows."""

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
        found = _without_header(grid, _as_told(grid, choices.format), guessed=False)
    if found is None and choices.has_header is not True:
        asked = choices.has_header is False
        found = _without_header(grid, guess(grid, asked=asked), guessed=not asked)
    if found is not None:
        return found
    header = header_names(_likely_header(grid))
    if choices.format not in (None, FaqFormat.CSV, FaqFormat.XLSX):
        names = ", ".join(name for name in header[:20])
        raise IngestError(f"{grid.file}: the first row is no header of {choices.format.display_name}: {names}")
    odd = odd_row(grid) if choices.has_header is not True else None
    if odd is not None and usual_width(grid) in GUESSED_WIDTHS and not looks_like_header(_likely_header(grid)):
        raise IngestError(
            f"{grid.file}: no row is a header that is known, and row {odd.row} has {len(odd.cells)} of "
            f"{usual_width(grid)} cells; quote a cell that holds the delimiter, or name the columns in the first row, "
            f"at least {' and '.join(needed)}"
        )
    require(header, {}, needed, grid.file)
    raise IngestError(f"{grid.file}: no column is known; choose which column is which field")


def fit_by_header(grid: Grid, choices: Choices, needed: Sequence[str]) -> Fitted | None:
    """Understand a table by its header, which may stand below a title; None where no row is one that is known."""
    if choices.has_header is False:
        return None
    names = list(LAYOUTS) if choices.format is None else [choices.format]
    for name in names:
        found = _fit_section(grid, name)
        if found is not None:
            return found
    find_header(grid)
    rows = grid.filled(_HEADER_ROWS)
    known = [
        (record, name, columns)
        for record in rows
        for name in names
        if (columns := _columns(record, name, choices, is_first=record is rows[0])) is not None
    ]
    whole = (each for each in known if set(needed) <= set(each[2]) and (each[0] is rows[0] or len(each[2]) > 1))
    chosen = next(whole, None) or next((each for each in known if each[0] is rows[0]), None)
    if chosen is None:
        return None
    record, name, columns = chosen
    header = header_names(record)
    require(header, columns, needed, grid.file)
    above = [each for each in rows if each.row < record.row]
    table = Table(grid, header, record.row, columns, LAYOUTS[name].guarded)
    return Fitted(_named(name, grid), table, _left_out(above, grid), any(filled_cells(each) > 1 for each in above))


def _fit_section(grid: Grid, name: FaqFormat) -> Fitted | None:
    """Understand the section of a file that has several, each with its header; None where there is no such section."""
    find_section = LAYOUTS[name].find_section
    record, left_out = find_section(grid) if find_section is not None else (None, ())
    columns = LAYOUTS[name].columns(header_names(record)) if record is not None else None
    if record is None or columns is None:
        return None
    require(header_names(record), columns, (), grid.file)
    table = Table(grid, header_names(record), record.row, columns, LAYOUTS[name].guarded)
    return Fitted(_named(name, grid), table, left_out)


def _columns(record: Record, name: FaqFormat, choices: Choices, *, is_first: bool) -> Mapping[str, int] | None:
    """Field to position, by the names in the row, or by position where a format was chosen and the row is a header."""
    layout, header = LAYOUTS[name], header_names(record)
    columns = layout.columns(header) if layout.find_section is None else None
    if columns is None and is_first and choices.format is not None and (layout.always_header or choices.has_header):
        return {field: number for number, field in enumerate(layout.positions[: len(header)]) if field} or None
    return columns


def _left_out(above: Sequence[Record], grid: Grid) -> tuple[str, ...]:
    return tuple(f"{place(record.row, grid.sheet)} (above the header)" for record in above)


def _likely_header(grid: Grid, names: Sequence[str] = ()) -> Record:
    """Give the first row with all the names, and with two cells that hold anything; the first row where none has."""
    find_header(grid)
    rows = grid.filled(_HEADER_ROWS)
    fitting = (record for record in rows if set(names) <= set(header_names(record)))
    return next((record for record in fitting if names or filled_cells(record) > 1), rows[0])


def _fit_as_chosen(grid: Grid, choices: Choices, needed: Sequence[str]) -> Fitted:
    name = choices.format or FaqFormat.CSV
    layout = LAYOUTS[name]
    header, row, left_out = _chosen_header(grid, choices, layout)
    columns: Mapping[str, int] = choices.positions(header, grid.file)
    missing = [field for field in needed if field not in columns]
    if missing:
        raise IngestError(f"{grid.file}: no column is chosen for the {missing[0]}; choose one")
    table = Table(grid, header, row, columns, layout.guarded, has_header=choices.has_header is not False)
    return Fitted(_named(name, grid), table, left_out)


def _chosen_header(grid: Grid, choices: Choices, layout: Layout) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Give the header, its row, and what is left out; row 0 where there is no such section."""
    if choices.has_header is False:
        _, row = find_header(grid)
        return _numbered(usual_width(grid)), row - 1, ()
    if layout.find_section is not None:
        section, left_out = layout.find_section(grid)
        return (header_names(section), section.row, left_out) if section is not None else ((), 0, ())
    record = _likely_header(grid, [column.strip() for column in choices.columns if isinstance(column, str)])
    above = [each for each in grid.filled(_HEADER_ROWS) if each.row < record.row]
    return header_names(record), record.row, _left_out(above, grid)


def _as_told(grid: Grid, name: FaqFormat) -> Guess | None:
    """Take a file of a format that has no header."""
    told = guess(grid, asked=True) if name is FaqFormat.KENDRA_CSV else None
    if told is not None and told.format is name:  # some of its rows may leave out the address
        return told
    positions, width = LAYOUTS[name].positions, usual_width(grid)
    return Guess(name, positions, width) if positions and width >= len(positions) else None


def _without_header(grid: Grid, guessed_as: Guess | None, *, guessed: bool) -> Fitted | None:
    if guessed_as is None:
        return None
    columns = {field: position for position, field in enumerate(guessed_as.positions) if field}
    row = grid.filled(1)[0].row - 1
    guarded = LAYOUTS[guessed_as.format].guarded
    table = Table(grid, _numbered(guessed_as.width), row, columns, guarded, has_header=False)
    return Fitted(_named(guessed_as.format, grid), table, guessed=guessed)


def _numbered(width: int) -> tuple[str, ...]:
    return tuple(f"column {number + 1}" for number in range(width))


def _named(name: FaqFormat, grid: Grid) -> FaqFormat:
    return FaqFormat.XLSX if name is FaqFormat.CSV and grid.sheet else name
