"""Turn one row into one entry, or say why not."""

from dataclasses import dataclass
from typing import NoReturn

from matcher.ingest.cells import (
    LINES_BARS_OR_COMMAS,
    LINES_OR_BARS,
    find_control,
    same_text_key,
    split_list,
)
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.table import Table
from matcher.types import Entry


class RowRefused(Exception):
    """Carries the problem of a row from where it is seen to where rows are collected."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Row:
    """The entry of a row, its id still empty where the file gives none, and the alternates left out as repeated."""

    number: int
    entry: Entry
    repeated: tuple[str, ...]
    loose: bool


def refuse(row: int, column: str, value: str, reason: str) -> NoReturn:
    """Raise RowRefused."""
    raise RowRefused(RowProblem(row, column, shorten(value), reason))


def check_shape(table: Table, record: Record) -> None:
    """Raise RowRefused for too few or too many cells, for merged rows and for control characters in any cell."""
    width, found = len(table.header), len(record.cells)
    whole = table.delimiter.join(record.cells)
    if found < width or any(cell.strip() for cell in record.cells[width:]):
        cells = "1 cell" if found == 1 else f"{found} cells"
        reason = f"the row has {cells}, but the header has {width}; quote a cell that holds the delimiter"
        refuse(record.row, "", whole, reason)
    if record.loose and "\n" in whole.replace("\r", "\n"):
        reason = 'text follows a closing quotation mark (") of a cell over several lines; rows may have run together'
        refuse(record.row, "", whole, reason)
    for name, cell in zip(table.header, record.cells, strict=False):
        if code := find_control(cell.strip()):
            refuse(record.row, name, cell, f"the cell {name} holds a character that is no text ({code})")


def read_row(table: Table, record: Record, answers_required: bool) -> Row:
    """Make the entry of a row whose shape is right. Raises RowRefused."""
    texts = {field: table.cell(record, field) for field in ("id", "question", "answer", "category")}
    for field in ("question", "answer") if answers_required else ("question",):
        if not texts[field]:
            refuse(record.row, field, "", f"the {field} is empty")
    alternates = split_list(table.cell(record, "alternates"), LINES_OR_BARS)
    tags = split_list(table.cell(record, "tags"), LINES_BARS_OR_COMMAS)
    kept, repeated = _without_repeats(texts["question"], alternates)
    entry = Entry(**texts, alternates=kept, tags=tags)
    _check_sizes(record.row, entry, table.limits)
    return Row(record.row, entry, repeated, record.loose)


def _without_repeats(question: str, alternates: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    seen = {same_text_key(question)}
    kept: list[str] = []
    repeated: list[str] = []
    for text in alternates:
        key = same_text_key(text)
        (repeated if key in seen else kept).append(text)
        seen.add(key)
    return tuple(kept), tuple(repeated)


def _check_sizes(row: int, entry: Entry, limits: Limits) -> None:
    sized = [
        ("id", limits.max_name, (entry.id,)),
        ("question", limits.max_question, (entry.question,)),
        ("answer", limits.max_answer, (entry.answer,)),
        ("alternates", limits.max_question, entry.alternates),
        ("category", limits.max_name, (entry.category,)),
        ("tags", limits.max_name, entry.tags),
    ]
    for column, allowed, texts in sized:
        what = {"alternates": "an alternate", "tags": "a tag"}.get(column, f"the {column}")
        for text in texts:
            if len(text) > allowed:
                refuse(row, column, text, f"{what} has {len(text):,} characters, but at most {allowed:,} are allowed")
            if code := find_control(text):  # hidden in a JSON list until now
                refuse(row, column, text, f"{what} holds a character that is no text ({code})")
        if len(texts) > limits.max_alternates:
            reason = f"there are {len(texts):,} {column}, but at most {limits.max_alternates:,} are allowed"
            refuse(row, column, "", reason)
