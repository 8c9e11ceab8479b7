"""Read test questions with the entries they should reach, and write them."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from matcher.errors import IngestError
from matcher.ingest.cells import guard, join_list, same_text_key, split_list
from matcher.ingest.columns import LABEL_COLUMNS
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.rows import RowRefused, check_shape, refuse
from matcher.ingest.table import Table, open_table
from matcher.types import Entry, Label

_DEFAULT_LIMITS = Limits()
_BARS = re.compile(r"\|")
_HEADER = ("question", "expected_id")


@dataclass(frozen=True, slots=True)
class IngestedLabels:
    """The labels of a file in its order, and the rows that were not taken, each with its value and the reason."""

    file: str
    labels: tuple[Label, ...]
    refused: tuple[RowProblem, ...]

    def describe(self) -> tuple[str, ...]:
        """Every refused row as one sentence: `labels.csv, row 7: no entry has the id or the question 'x'`."""
        return tuple(problem.describe(self.file) for problem in self.refused)


@dataclass(frozen=True, slots=True)
class _Names:
    """How an entry may be named in a file: by id or by question; without entries, by any id."""

    ids: Set[str] | None
    by_question: dict[str, str]

    @classmethod
    def of(cls, entries: Sequence[Entry] | None, gone: Set[str]) -> Self:
        by_question: dict[str, str] = {}
        for entry in entries or ():
            by_question.setdefault(same_text_key(entry.question), entry.id)
        return cls(None if entries is None else {entry.id for entry in entries} | gone, by_question)

    def find(self, text: str) -> str | None:
        if self.ids is None or text in self.ids:
            return text
        return self.by_question.get(same_text_key(text))


def read_labels(
    source: Path | bytes,
    entries: Sequence[Entry] | None = None,
    *,
    name: str | None = None,
    limits: Limits = _DEFAULT_LIMITS,
) -> tuple[Label, ...]:
    """Read the labels of a file, of which every row must be right; without entries, any id is taken as it is.

    Raises IngestError, naming the row, at the first one that can't be taken.
    """
    read = ingest_labels(source, entries, name=name, limits=limits)
    if read.refused:
        raise IngestError(read.describe()[0])
    return read.labels


def ingest_labels(
    source: Path | bytes,
    entries: Sequence[Entry] | None = None,
    *,
    name: str | None = None,
    limits: Limits = _DEFAULT_LIMITS,
    gone: Set[str] = frozenset(),
) -> IngestedLabels:
    """Read the labels of a file `question,expected_id`, and say which rows were not taken.

    What is expected is an id, the question of an entry (case and white space aside), or several of them with a bar
    between; empty means out of scope. The column may be named expected_question. gone: ids that count as known although
    no entry has them any more. Raises IngestError for a file that is no such table, or has no row that can be taken.
    """
    table = open_table(source, name, limits, LABEL_COLUMNS, ("question",))
    columns = [field for field in ("expected_id", "expected_question") if field in table.columns]
    if not columns:
        open_table(source, name, limits, LABEL_COLUMNS, _HEADER)
    names = _Names.of(entries, gone)
    labels, refused = [], []
    for record in table.rows():
        try:
            _check_row(table, record)
            labels.append(Label(table.cell(record, "question"), _expected(table, record, columns, names)))
        except RowRefused as found:
            refused.append(found.problem)
    if not labels and not refused:
        raise IngestError(f"{table.file}: there is a header, but no row under it; add at least one question")
    return IngestedLabels(table.file, tuple(labels), tuple(refused))


def write_labels(labels: Iterable[Label]) -> bytes:
    """UTF-8 with BOM, and no cell that spreadsheets would run as a formula; read_labels gives the same back."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_HEADER)
    for label in labels:
        writer.writerow((guard(label.question), guard(join_list(sorted(label.expected), "|", _BARS))))
    return codecs.BOM_UTF8 + target.getvalue().encode("utf-8")


def checked_rows(table: Table) -> Iterator[Record]:
    """Rows of the right shape with a question. Raises IngestError, naming the row, at the first one that is not."""
    for record in table.rows():
        try:
            _check_row(table, record)
        except RowRefused as refused:
            raise IngestError(refused.problem.describe(table.file)) from refused
        yield record


def _check_row(table: Table, record: Record) -> None:
    check_shape(table.header, record, table.grid.delimiter)
    if not table.cell(record, "question"):
        refuse(record.row, "question", "", "the question is empty")


def _expected(table: Table, record: Record, columns: Sequence[str], names: _Names) -> frozenset[str]:
    """Ids of the entries that the first filled cell names."""
    for column in columns:
        cell = table.cell(record, column)
        if not cell:
            continue
        if names.ids is None and column == "expected_question":
            refuse(record.row, column, cell, f"the FAQ is needed to know which entry asks {shorten(cell)!r}")
        whole = names.find(cell) if names.ids is not None else None  # a question may hold a bar itself
        parts = (cell,) if whole else split_list(cell, _BARS)
        found = [(part, names.find(part)) for part in parts]
        for part, entry_id in found:
            if entry_id is None:
                refuse(record.row, column, part, f"no entry has the id or the question {shorten(part)!r}")
        return frozenset(entry_id for _, entry_id in found if entry_id is not None)
    return frozenset()
