"""A table: records whose header is known, from a text or from a sheet of a workbook."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.cells import unguard
from matcher.ingest.columns import recognise, require
from matcher.ingest.dialect import find_delimiter, split_separator_line
from matcher.ingest.encoding import decode
from matcher.ingest.limits import Limits
from matcher.ingest.markdown import without_rule
from matcher.ingest.records import Record, records
from matcher.ingest.source import load

_PREVIEW_ROWS = 6
_PREVIEW_CELLS = 20
_PREVIEW_CHARS = 200


def shown(cell: str) -> str:
    """Give the start of a cell, as it can be sent to a page."""
    return cell[:_PREVIEW_CHARS].encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells of which nothing is understood yet; read gives every record from the first one, as often as asked.

    delimiter and sheet: one of them is empty, for a text has no sheet and a sheet has no delimiter.
    """

    file: str
    sheet: str
    encoding: str
    delimiter: str
    limits: Limits
    read: Callable[[], Iterator[Record]]

    def filled(self, count: int) -> list[Record]:
        """Give the first records that hold anything, looking no further than the rows allowed."""
        rows = islice(self.read(), self.limits.max_rows + 1)
        return list(islice((record for record in rows if not record.blank), count))

    def preview(self) -> tuple[tuple[str, ...], ...]:
        """Give the first rows as they were read, their cells cut short."""
        rows = self.filled(_PREVIEW_ROWS)
        return tuple(tuple(map(shown, record.cells[:_PREVIEW_CELLS])) for record in rows)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid whose header is understood; columns is field to position in the header.

    header_row is 0, or that of the last row above the first one with data. Where it has no header, its columns are
    numbered. Only where guarded is an apostrophe before
    a formula taken off.
    """

    grid: Grid
    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, int]
    guarded: bool = True
    has_header: bool = True

    @property
    def file(self) -> str:
        """The name by which messages call the file."""
        return self.grid.file

    def rows(self) -> Iterator[Record]:
        """Read the records under the header that hold anything. Raises IngestError for more rows than the limits."""
        limits = self.grid.limits
        for record in self.grid.read():
            if record.row - self.header_row > limits.max_rows:
                raise IngestError(
                    f"{self.file}: more than {limits.max_rows:,} rows, empty ones included; "
                    "split the file, or allow more with FAQ_MAX_ROWS"
                )
            if record.row > self.header_row and not record.blank:
                yield self._padded(record)

    def cell(self, record: Record, field: str) -> str:
        """Give the text of a field, without surrounding white space and formula guard; empty where it has no column."""
        position = self.columns.get(field)
        if position is None or position >= len(record.cells):
            return ""
        text = record.cells[position].strip()
        return unguard(text) if self.guarded else text

    def _padded(self, record: Record) -> Record:
        """Fill up a row of a sheet, which leaves out the empty cells at its end."""
        if self.grid.delimiter or len(record.cells) >= len(self.header):
            return record
        missing = len(self.header) - len(record.cells)
        return Record(record.row, (*record.cells, *("",) * missing), record.loose)


def text_grid(
    text: str, encoding: str, delimiter: str | None, file: str, limits: Limits, aliases: Mapping[str, tuple[str, ...]]
) -> Grid:
    """Make a grid of a text, with the delimiter that was chosen, announced in the text, or found."""
    announced, text = split_separator_line(text)
    mark = delimiter or announced or find_delimiter(text, aliases, limits.max_columns)

    def read() -> Iterator[Record]:
        rows = records(text, mark, file, limits.max_columns)
        return without_rule(rows) if mark == "|" else rows

    return Grid(file, "", encoding, mark, limits, read)


def find_header(grid: Grid) -> tuple[tuple[str, ...], int]:
    """Give the first row that holds anything and its number. Raises IngestError where there is none."""
    for record in grid.filled(1):
        return header_names(record), record.row
    raise IngestError(f"{grid.file}: the file is empty; it needs a header and at least one row")


def header_names(record: Record) -> tuple[str, ...]:
    """Give the names in a row that is a header."""
    return tuple(cell.strip("\ufeff \t") for cell in record.cells)


def filled_cells(record: Record) -> int:
    """Count the cells that hold anything."""
    return sum(bool(cell.strip("\ufeff \t")) for cell in record.cells)


def open_table(
    source: Path | bytes,
    name: str | None,
    limits: Limits,
    aliases: Mapping[str, tuple[str, ...]],
    needed: Sequence[str],
) -> Table:
    """Read and understand a file that has a header. Raises IngestError for one that is no such table."""
    data, file = load(source, name, limits)
    text, encoding = decode(data, file)
    grid = text_grid(text, encoding, None, file, limits, aliases)
    header, row = find_header(grid)
    columns = recognise(header, aliases)
    require(header, columns, needed, file)
    return Table(grid, header, row, columns)
