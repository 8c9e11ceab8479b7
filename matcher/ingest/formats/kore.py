"""Kore.ai: a CSV of sections, each with a header of its own; the one of FAQs is read.

A row with a blank primary question adds an alternate question or a further answer to the row above. A long answer goes
on in the columns Extended Answer-1, -2 and so on. Lost on export: nothing, but control characters are refused.
"""

from collections.abc import Iterator, Sequence

from matcher.ingest.cells import LINES_BARS_OR_COMMAS, find_control, join_list, split_list
from matcher.ingest.columns import plain_name
from matcher.ingest.formats.layout import Columns, Layout, by_names
from matcher.ingest.formats.writing import check_texts, csv_bytes
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.rows import Draft, RowRefused, loose_notes, refuse
from matcher.ingest.table import Grid, Table
from matcher.types import Entry

HEADER = ("Faq", "Que ID", "Path", "Primary Question", "Alternate Question", "Tags", "Answer")
_SECTION = "faq"
_EXTENDED = "extendedanswer"
_NAMES = {
    "queid": "id", "path": "category", "primaryquestion": "question", "alternatequestion": "alternates",
    "tags": "tags", "answer": "answer",
}  # fmt: skip
_OTHER_SECTIONS = frozenset({
    "node", "nodes", "synonym", "synonyms", "trait", "traits", "phrase", "phrases", "tag", "tags", "term", "terms",
    "ontology", "stopwords", "kgparams", "kgsynonyms", "knowledgegraph", "taxonomy", "settings", "bot", "task", "tasks",
    "traitgroup", "globalsynonyms", "botsynonyms", "concept", "concepts", "params", "category", "categories",
    "confidenceconfigs",
})  # fmt: skip
_MAX_LOOK = 10_000


def _columns(header: Sequence[str]) -> Columns | None:
    found = by_names(header, _NAMES, ("faq", "primaryquestion", "answer"))
    if found is None:
        return None
    extended = [position for position, name in enumerate(header) if plain_name(name).startswith(_EXTENDED)]
    return {**found, **{f"answer {part}": position for part, position in enumerate(extended, start=2)}}


def _find_section(grid: Grid) -> tuple[Record | None, tuple[str, ...]]:
    """Find the header of the FAQ section, and name the other sections."""
    found: Record | None = None
    others: list[str] = []
    for record in grid.read():
        if found is None and record.row > _MAX_LOOK:
            break
        if found is None and _is_header(record):
            found = record
        elif _starts_other(record):
            others.append(f"section {shorten(record.cells[0].strip())}")
    return found, tuple(dict.fromkeys(others))


def _is_header(record: Record) -> bool:
    return record.cells[0].strip("\ufeff \t").casefold() == _SECTION and _columns(record.cells) is not None


def _starts_other(record: Record) -> bool:
    """Whether the row is the header of another section: its first cell names one, and the next cell a column."""
    first = record.cells[0].strip("\ufeff \t")
    filled = [cell for cell in record.cells[1:] if cell.strip()]
    return plain_name(first) in _OTHER_SECTIONS and (not filled or _is_name(filled[0]))


def _is_name(cell: str) -> bool:
    return len(cell) <= 40 and "\n" not in cell and not cell.strip().endswith((".", "?", "!"))


def _drafts(table: Table) -> Iterator[Draft | RowProblem]:
    group, inside = "", True
    for record in table.rows():
        if _starts_other(record):
            inside = False
        elif _is_header(record):
            inside = True
        elif inside:
            try:
                draft = _draft(table, record, group)
                group = draft.group
                yield draft
            except RowRefused as refused:
                yield refused.problem


def _draft(table: Table, record: Record, group: str) -> Draft:
    for name, cell in zip(table.header, record.cells, strict=False):
        if code := find_control(cell.strip()):
            refuse(record.row, name, cell, f"the cell {name} holds a character that is no text ({code})")
    if any(cell.strip() for cell in record.cells[len(table.header) :]):
        reason = f"the row has {len(record.cells)} cells, but the header has {len(table.header)}"
        refuse(record.row, "", table.grid.delimiter.join(record.cells), reason)
    question, alternate = table.cell(record, "question"), table.cell(record, "alternates")
    entry = Entry(
        table.cell(record, "id") if question else "",
        question,
        _answer(table, record),
        (alternate,) if alternate else (),
        table.cell(record, "category"),
        split_list(table.cell(record, "tags"), LINES_BARS_OR_COMMAS),
    )
    if not question and not alternate and not entry.answer:
        refuse(record.row, "question", "", "the row has no question and no answer")
    group = str(record.row) if question else group
    return Draft(record.row, entry, group, continues=not question, notes=loose_notes(record))


def _answer(table: Table, record: Record) -> str:
    """Join the parts of an answer, with a blank where neither side of a seam has white space."""
    positions = [position for field, position in table.columns.items() if field.partition(" ")[0] == "answer"]
    answer = ""
    for part in (record.cells[position] for position in positions if position < len(record.cells)):
        if part.strip():
            seam = " " if answer and not (answer[-1].isspace() or part[0].isspace()) else ""
            answer += seam + part
    return answer.strip()


def write_csv(entries: Sequence[Entry]) -> bytes:
    """Write the FAQ section: a row for the question, then one for each alternate."""
    check_texts(entries, controls=False)
    rows: list[tuple[str, ...]] = [HEADER]
    for entry in entries:
        tags = join_list(entry.tags, ",", LINES_BARS_OR_COMMAS)
        rows.append(("", entry.id, entry.category, entry.question, "", tags, entry.answer))
        rows += [("", "", "", "", alternate, "", "") for alternate in entry.alternates]
    return csv_bytes(rows)


CSV_LAYOUT = Layout(_columns, _drafts, find_section=_find_section)
