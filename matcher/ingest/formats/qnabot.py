"""AWS QnABot: workbooks with question1, question2, ... and JSON or JSON lines.

Lost on export: nothing. Lost on import is what else an item has in QnABot: filters, images, chaining.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import count

from matcher.ingest.cells import LINES_BARS_OR_COMMAS, join_list, split_list
from matcher.ingest.columns import plain_name
from matcher.ingest.formats.layout import Columns, Layout, each_row
from matcher.ingest.formats.trees import Item, TreeFormat, any_has, object_of, objects_under, text_of, texts_of
from matcher.ingest.formats.writing import check_texts, json_bytes, workbook_bytes
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.rows import Draft, loose_notes
from matcher.ingest.table import Table
from matcher.types import Entry

_NAMES = {"qid": "id", "answer": "answer", "markdown": "markdown", "topic": "category", "t": "category", "tags": "tags"}


def _columns(header: Sequence[str]) -> Columns | None:
    names = {plain_name(name): position for position, name in reversed(list(enumerate(header)))}
    if "question1" not in names:
        return None
    found = {"question": names["question1"]}
    for number in count(2):
        if f"question{number}" not in names:
            break
        found[f"question {number}"] = names[f"question{number}"]
    for name, field in _NAMES.items():
        if name in names:
            found.setdefault(field, names[name])
    if "answer" not in found and "markdown" in found:
        found["answer"] = found["markdown"]
    return found


def _sheet_drafts(table: Table) -> Iterator[Draft | RowProblem]:
    return each_row(table, _sheet_draft)


def _sheet_draft(table: Table, record: Record) -> Draft:
    numbered = [field for field in table.columns if field == "question" or field.startswith("question ")]
    cells = [table.cell(record, field) for field in numbered]
    read = cells[: cells.index("")] if "" in cells else cells
    late = [text for text in cells[len(read) :] if text]
    notes = [f"the question {shorten(text)!r} stands behind an empty one and was not read" for text in late]
    entry = Entry(
        table.cell(record, "id"),
        read[0] if read else "",
        table.cell(record, "answer") or table.cell(record, "markdown"),
        tuple(read[1:]),
        table.cell(record, "category"),
        split_list(table.cell(record, "tags"), LINES_BARS_OR_COMMAS),
    )
    return Draft(record.row, entry, notes=(*notes, *loose_notes(record)))


def _items(value: object) -> Sequence[object] | None:
    items = objects_under(value, "qna")
    if items is not None:
        return items
    if isinstance(value, list) and any_has(value, "qna"):  # JSON lines of exports
        return [item for part in value for item in objects_under(part, "qna") or [part]]
    if isinstance(value, dict) and any_has([value], "qid", "q"):
        return [value]
    return value if isinstance(value, list) and any_has(value, "qid", "q") else None


def _drafts(item: Item, row: int) -> Iterator[Draft]:
    asked = texts_of(item, "q", row)
    tags = item.get("tags")
    listed = split_list(tags, LINES_BARS_OR_COMMAS) if isinstance(tags, str) else texts_of(item, "tags", row)
    answer = text_of(item, "a", row) or text_of(object_of(item, "alt", row), "markdown", row)
    category = text_of(item, "t", row)
    yield Draft(row, Entry(text_of(item, "qid", row), asked[0] if asked else "", answer, asked[1:], category, listed))


def _objects(entries: Sequence[Entry]) -> list[dict[str, object]]:
    check_texts(entries, controls=True)
    return [
        {
            "qid": entry.id,
            "type": "qna",
            "q": list(entry.phrasings),
            "a": entry.answer,
            "t": entry.category,
            "tags": join_list(entry.tags, ",", LINES_BARS_OR_COMMAS),
        }
        for entry in entries
    ]


def write_json(entries: Sequence[Entry]) -> bytes:
    """Write an export of QnABot's designer."""
    return json_bytes({"qna": _objects(entries)})


def write_jsonl(entries: Sequence[Entry]) -> bytes:
    """Write one object per line."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in _objects(entries)).encode("utf-8")


def write_xlsx(entries: Sequence[Entry]) -> bytes:
    """Write one sheet, as wide as the entry with most phrasings needs."""
    check_texts(entries, controls=True)
    width = max((len(entry.phrasings) for entry in entries), default=1)
    rows = [("qid", *(f"question{number + 1}" for number in range(width)), "answer", "topic", "tags")]
    for entry in entries:
        phrasings = (*entry.phrasings, *[""] * (width - len(entry.phrasings)))
        tags = join_list(entry.tags, ",", LINES_BARS_OR_COMMAS)
        rows.append((entry.id, *phrasings, entry.answer, entry.category, tags))
    return workbook_bytes(rows, "Q&A")


XLSX_LAYOUT = Layout(_columns, _sheet_drafts)
JSON_FORMAT = TreeFormat(
    _items,
    _drafts,
    {"id": "qid", "question": "q", "answer": "a", "category": "t", "tags": "tags"},
    known={"type", "alt"}.__contains__,
)
