"""Open bytes as a table with known columns: encoding, delimiter and header in one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.cells import unguard
from matcher.ingest.columns import recognise, require
from matcher.ingest.dialect import find_delimiter, split_separator_line
from matcher.ingest.encoding import decode
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record, records
from matcher.ingest.source import load


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose header is understood; columns is field to position in the header."""

    file: str
    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    columns: Mapping[str, int]
    limits: Limits

    def rows(self) -> Iterator[Record]:
        """Read the records under the header that hold anything. Raises IngestError for more rows than the limits."""
        header_row = 0
        for record in records(self.text, self.delimiter, self.file, self.limits.max_columns):
            if not header_row and not record.blank:
                header_row = record.row
            elif header_row and record.row - header_row > self.limits.max_rows:
                raise IngestError(
                    f"{self.file}: more than {self.limits.max_rows:,} rows, empty ones included; "
                    "split the file, or allow more with FAQ_MAX_ROWS"
                )
            elif not record.blank:
                yield record

    def cell(self, record: Record, field: str) -> str:
        """Give the text of a field, without surrounding white space and formula guard; empty where it has no column."""
        position = self.columns.get(field)
        return "" if position is None else unguard(record.cells[position].strip())


def open_table(
    source: Path | bytes,
    name: str | None,
    limits: Limits,
    aliases: Mapping[str, tuple[str, ...]],
    needed: Sequence[str],
) -> Table:
    """Read and understand a file. Raises IngestError for one that is no such table."""
    data, file = load(source, name, limits)
    text, encoding = decode(data, file)
    announced, text = split_separator_line(text)
    delimiter = announced or find_delimiter(text, aliases, limits.max_columns)
    header = _header(text, delimiter, file, limits)
    columns = recognise(header, aliases)
    require(header, columns, needed, file)
    return Table(file, text, encoding, delimiter, header, columns, limits)


def _header(text: str, delimiter: str, file: str, limits: Limits) -> tuple[str, ...]:
    for record in records(text, delimiter, file, limits.max_columns):
        if record.row > limits.max_rows:
            break
        if not record.blank:
            return tuple(cell.strip("\ufeff \t") for cell in record.cells)
    raise IngestError(f"{file}: the file is empty; it needs a header and at least one row")
