"""Read intents of Watson: example questions with the name of their intent, and no answers."""

from collections.abc import Iterable
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.columns import ALTERNATE_COLUMNS
from matcher.ingest.encoding import decode
from matcher.ingest.limits import Limits
from matcher.ingest.rows import RowRefused, check_shape
from matcher.ingest.source import load
from matcher.ingest.table import Table, text_grid
from matcher.types import Label

_DEFAULT_LIMITS = Limits()


def read_intents(
    source: Path | bytes, *, name: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> list[tuple[str, str]]:
    """Pairs of intent and example, as read_alternates gives pairs of entry id and alternate, from `example,intent`.

    Raises IngestError, naming the row, at the first one that can't be taken.
    """
    data, file = load(source, name, limits)
    text, encoding = decode(data, file)
    grid = text_grid(text, encoding, None, file, limits, ALTERNATE_COLUMNS)
    table = Table(grid, ("example", "intent"), 0, {"example": 0, "intent": 1})
    pairs = []
    for record in table.rows():
        try:
            check_shape(table.header, record, grid.delimiter)
        except RowRefused as refused:
            raise IngestError(refused.problem.describe(file)) from refused
        example, intent = table.cell(record, "example"), table.cell(record, "intent").removeprefix("#")
        if not example or not intent:
            raise IngestError(f"{file}, row {record.row}: the {'intent' if example else 'example'} is empty")
        pairs.append((intent, example))
    return pairs


def as_labels(pairs: Iterable[tuple[str, str]]) -> tuple[Label, ...]:
    """Make labels of pairs of entry id and question."""
    return tuple(Label(question, frozenset({entry_id})) for entry_id, question in pairs)
