"""How a format that is a table is read and written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.ingest.cells import LINES_BARS_OR_COMMAS, LINES_OR_BARS, split_list
from matcher.ingest.columns import plain_name
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem
from matcher.ingest.rows import Draft, RowRefused, check_shape, filled_up, loose_notes
from matcher.ingest.table import Grid, Table
from matcher.types import Entry

Columns = Mapping[str, int]


def plain_draft(table: Table, record: Record) -> Draft:
    """Read a row whose columns are the fields, alternates and tags as lists in their cells."""
    entry = Entry(
        id=table.cell(record, "id"),
        question=table.cell(record, "question"),
        answer=table.cell(record, "answer"),
        alternates=split_list(table.cell(record, "alternates"), LINES_OR_BARS),
        category=table.cell(record, "category"),
        tags=split_list(table.cell(record, "tags"), LINES_BARS_OR_COMMAS),
    )
    return Draft(record.row, entry, notes=loose_notes(record))


def plain_drafts(table: Table) -> Iterator[Draft | RowProblem]:
    """Read every row with plain_draft."""
    return each_row(table, plain_draft)


def each_row(table: Table, draft: Callable[[Table, Record], Draft]) -> Iterator[Draft | RowProblem]:
    """Make a draft or a problem of every row under the header."""
    for found in table.rows():
        record, notes = filled_up(found, table.header, table.columns, ("question", "answer"))
        try:
            check_shape(table.header, record, table.grid.delimiter, has_header=table.has_header)
            made = draft(table, record)
            yield replace(made, notes=(*notes, *made.notes)) if notes else made
        except RowRefused as refused:
            yield refused.problem


@dataclass(frozen=True, slots=True)
class Layout:
    """One format. columns gives field to position for a header of this format, and None for any other.

    positions are the fields of a file without header; always_header: the first row is one, whatever its names.
    guarded: its cells carry the guard of the native CSV. find_section finds the rows of the header where it may stand
    further down, and names the sections left out.
    """

    columns: Callable[[Sequence[str]], Columns | None]
    drafts: Callable[[Table], Iterable[Draft | RowProblem]] = plain_drafts
    positions: tuple[str, ...] = ()
    always_header: bool = False
    guarded: bool = False
    find_section: Callable[[Grid], tuple[Record | None, tuple[str, ...]]] | None = None


def by_names(header: Sequence[str], names: Mapping[str, str], needed: Iterable[str]) -> Columns | None:
    """Field to position, by the plain names of a format; None where a needed name is not in the header."""
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        found.setdefault(plain_name(name), position)
    if not set(needed) <= set(found):
        return None
    return {field: found[name] for name, field in names.items() if name in found}
