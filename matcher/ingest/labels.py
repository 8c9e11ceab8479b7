"""Read test questions with the entries they should reach."""

from collections.abc import Iterator
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.columns import LABEL_COLUMNS
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.rows import RowRefused, check_shape
from matcher.ingest.table import Table, open_table
from matcher.types import Label

_DEFAULT_LIMITS = Limits()


def read_labels(
    source: Path | bytes, *, name: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> tuple[Label, ...]:
    """Read the labels of a file `question,expected_id`: no id means out of scope, a bar stands between several.

    Raises IngestError, naming the row, at the first one that can't be taken.
    """
    table = open_table(source, name, limits, LABEL_COLUMNS, ("question", "expected_id"))
    labels = tuple(_label(table, record) for record in checked_rows(table))
    if not labels:
        raise IngestError(f"{table.file}: there is a header, but no row under it; add at least one question")
    return labels


def checked_rows(table: Table) -> Iterator[Record]:
    """Rows of the right shape with a question. Raises IngestError, naming the row, at the first one that is not."""
    for record in table.rows():
        try:
            check_shape(table.header, record, table.grid.delimiter)
        except RowRefused as refused:
            raise IngestError(refused.problem.describe(table.file)) from refused
        if not table.cell(record, "question"):
            raise IngestError(f"{table.file}, row {record.row}: the question is empty")
        yield record


def _label(table: Table, record: Record) -> Label:
    expected = table.cell(record, "expected_id").split("|")
    return Label(table.cell(record, "question"), frozenset(text for part in expected if (text := part.strip())))
