"""What one row says, whether its shape is right, and whether what it says may be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from matcher.ingest.cells import find_control, find_never_text
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem, shorten
from matcher.types import Entry

_LOOSE = 'text follows a closing quotation mark ("); check that the cell reads as meant'


class RowRefused(Exception):
    """Carries the problem of a row from where it is seen to where rows are collected."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Draft:
    """What one row, or one object of a list, says before it is checked; its entry may have no id yet.

    Drafts with the same group make one entry; one that continues only adds to it and needs no question or answer.
    notes are things to know about the row, said as warnings.
    """

    row: int
    entry: Entry
    group: str = ""
    continues: bool = False
    notes: tuple[str, ...] = ()
    sheet: str = ""


def refuse(row: int, column: str, value: str, reason: str) -> NoReturn:
    """Raise RowRefused."""
    raise RowRefused(RowProblem(row, column, shorten(value), reason))


def loose_notes(record: Record) -> tuple[str, ...]:
    """Note where a quotation mark closes and more text follows."""
    return (_LOOSE,) if record.loose else ()


def filled_up(
    record: Record, header: Sequence[str], columns: Mapping[str, int], fields: Sequence[str]
) -> tuple[Record, tuple[str, ...]]:
    """Add the empty cells that spreadsheets leave out at the end of a row; the note names the fields among them.

    A row that ends before one of the fields asked for stays as it is.
    """
    found, width = len(record.cells), len(header)
    if found >= width or any(columns.get(field, 0) >= found for field in fields):
        return record, ()
    lost = [field for field, position in columns.items() if position >= found]
    note = f"the row has {found} cells, but the header has {width}; read as empty: {', '.join(lost)}"
    return replace(record, cells=(*record.cells, *("",) * (width - found))), (note,) if lost else ()


def check_shape(header: Sequence[str], record: Record, delimiter: str, *, has_header: bool = True) -> None:
    """Raise RowRefused for too few or too many cells, for merged rows and for control characters in any cell.

    Without delimiter it is a sheet, in which control characters stand only as escapes, so on purpose.
    """
    width, found = len(header), len(record.cells)
    whole = delimiter.join(record.cells)
    if found < width or any(cell.strip() for cell in record.cells[width:]):
        cells = "1 cell" if found == 1 else f"{found} cells"
        other = f"the header has {width}" if has_header else f"most rows have {width}"
        kept_whole = "the delimiter" if found > width else "a line break, or add what is missing"
        refuse(record.row, "", whole, f"the row has {cells}, but {other}; quote a cell that holds {kept_whole}")
    if record.loose and "\n" in whole.replace("\r", "\n"):
        reason = 'text follows a closing quotation mark (") of a cell over several lines; rows may have run together'
        refuse(record.row, "", whole, reason)
    for name, cell in zip(header, record.cells, strict=False):
        if delimiter and (code := find_control(cell.strip())):
            refuse(record.row, name, cell, f"the cell {name} holds a character that is no text ({code})")


def check_draft(draft: Draft, limits: Limits, answers_required: bool) -> None:
    """Raise RowRefused for what is missing, too long or no text; what is missing takes the draft's notes as reasons."""
    entry = draft.entry
    for field in ("question", "answer") if answers_required else ("question",):
        if not draft.continues and not getattr(entry, field).strip():
            known_by = entry.question or entry.answer or entry.id or entry.category
            refuse(draft.row, field, known_by, "; ".join((f"the {field} is empty", *draft.notes)))
    sized = [
        ("id", limits.max_name, "FAQ_MAX_NAME", (entry.id,)),
        ("question", limits.max_question, "FAQ_MAX_QUESTION", (entry.question,)),
        ("answer", limits.max_answer, "FAQ_MAX_ANSWER", (entry.answer,)),
        ("alternates", limits.max_question, "FAQ_MAX_QUESTION", entry.alternates),
        ("category", limits.max_name, "FAQ_MAX_NAME", (entry.category,)),
        ("tags", limits.max_name, "FAQ_MAX_NAME", entry.tags),
    ]
    for column, allowed, setting, texts in sized:
        what = {"alternates": "an alternate", "tags": "a tag"}.get(column, f"the {column}")
        check_count(draft.row, column, len(texts), limits)
        for text in texts:
            if len(text) > allowed:
                reason = f"{what} has {len(text):,} characters, but at most {allowed:,} are allowed ({setting})"
                refuse(draft.row, column, text, reason)
            if code := find_never_text(text):
                refuse(draft.row, column, text, f"{what} holds a character that is no text ({code})")


def check_count(row: int, column: str, count: int, limits: Limits) -> None:
    """Raise RowRefused for more alternates or tags than an entry may have."""
    if count > limits.max_alternates:
        reason = f"there are {count:,} {column}, but at most {limits.max_alternates:,} are allowed (FAQ_MAX_ALTERNATES)"
        refuse(row, column, "", reason)
