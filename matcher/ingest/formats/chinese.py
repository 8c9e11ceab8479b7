"""FastGPT and MaxKB: tables in which a cell holds every alternate, one per line.

Lost on export: id, category, tags, and for MaxKB a line break in an alternate.
"""

import json
from collections.abc import Iterator, Sequence

from matcher.ingest.cells import LINES, MOST_TEXTS, join_list, split_list
from matcher.ingest.formats.layout import Columns, Layout, by_names, each_row
from matcher.ingest.formats.writing import check_texts, csv_bytes
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem
from matcher.ingest.rows import Draft, loose_notes
from matcher.ingest.table import Table
from matcher.types import Entry

MAXKB_HEADER = ("分段标题（选填）", "分段内容（必填，问题答案）", "问题（选填，单元格内一行一个）")  # noqa: RUF001
_MAXKB_NAMES = (
    {"分段标题": "question", "分段内容": "answer", "问题": "alternates"},
    {"分段標題": "question", "分段內容": "answer", "問題": "alternates"},
)


def _fastgpt_columns(header: Sequence[str]) -> Columns | None:
    for column in ("indexes", "index"):
        found = by_names(header, {"q": "question", "a": "answer", column: "alternates"}, ("q", "a", column))
        if found is not None:
            return found
    return None


def _maxkb_columns(header: Sequence[str]) -> Columns | None:
    for names in _MAXKB_NAMES:
        found = by_names(header, names, [name for name, field in names.items() if field == "answer"])
        if found is not None:
            alternates = found.get("alternates")
            return found if alternates is None else {"question": alternates, **found}
    return None


def _drafts(table: Table) -> Iterator[Draft | RowProblem]:
    return each_row(table, _draft)


def _draft(table: Table, record: Record) -> Draft:
    """Read a row; where it has no title, as MaxKB allows, the first of its questions is the question."""
    listed = _texts(table.cell(record, "alternates"))
    question = "" if table.columns["question"] == table.columns.get("alternates") else table.cell(record, "question")
    if not question:
        question, listed = (listed[0], listed[1:]) if listed else ("", ())
    return Draft(record.row, Entry("", question, table.cell(record, "answer"), listed), notes=loose_notes(record))


def _texts(cell: str) -> tuple[str, ...]:
    """Give one text per line, or those of a JSON list of texts or of objects with a text."""
    try:
        value = json.loads(cell) if cell.startswith("[{") and cell.count("{") < MOST_TEXTS else None
    except (ValueError, RecursionError):  # a text that merely starts so
        value = None
    if isinstance(value, list) and all(isinstance(each, dict) and isinstance(each.get("text"), str) for each in value):
        return tuple(each["text"].strip() for each in value if each["text"].strip())
    return split_list(cell, LINES)


def write_fastgpt(entries: Sequence[Entry]) -> bytes:
    """Write q, a and indexes."""
    check_texts(entries, controls=False)
    rows = [(entry.question, entry.answer, join_list(entry.alternates, "\n", LINES)) for entry in entries]
    return csv_bytes([("q", "a", "indexes"), *rows])


def write_maxkb(entries: Sequence[Entry]) -> bytes:
    """Write title, content and questions under the names of MaxKB's template."""
    check_texts(entries, controls=False)
    rows = [(entry.question, entry.answer, "\n".join(entry.alternates)) for entry in entries]
    return csv_bytes([MAXKB_HEADER, *rows])


FASTGPT_LAYOUT = Layout(_fastgpt_columns, _drafts)
MAXKB_LAYOUT = Layout(_maxkb_columns, _drafts)
