r"""Azure custom question answering and QnA Maker: TSV with one row per phrasing, and JSON.

Metadata hold what Azure has no field for: category, tags and, where it is no number, the id (faq_id). Other pairs of a
key and a value are read as tags key:value. In the TSV a line break is the two characters \n. Lost on export: in the
TSV, those two characters where they stand in a text, and a bar in a category or id.
"""

from collections.abc import Iterator, Mapping, Sequence

from matcher.ingest.cells import LINES_BARS_OR_COMMAS, join_list, split_list
from matcher.ingest.formats.layout import Columns, Layout, by_names, each_row
from matcher.ingest.formats.trees import Item, TreeFormat, any_has, object_of, objects_under, text_of, texts_of
from matcher.ingest.formats.writing import check_texts, csv_bytes, json_bytes
from matcher.ingest.records import Record
from matcher.ingest.report import RowProblem
from matcher.ingest.rows import Draft, loose_notes
from matcher.ingest.table import Table
from matcher.types import Entry

HEADER = ("Question", "Answer", "Source", "Metadata", "SuggestedQuestions", "IsContextOnly", "Prompts", "QnaId")
_NAMES = {"question": "question", "answer": "answer", "metadata": "metadata", "iscontextonly": "context", "qnaid": "id"}
_OWN = ({"qnaid"}, {"metadata", "source"}, {"suggestedquestions"}, {"iscontextonly"})
_ID = "faq_id"
_CATEGORIES = ("category", "topic", "section")
_TAGS = ("tags", "tag", "keywords")
_CONTEXT_ONLY = "Azure answers it only as a follow-up (IsContextOnly); here it can be asked at any time"
_SOURCE = "Editorial"
_MARKS = ("metadata", "dialog")  # without either, a plain list may be anyone's


def _columns(header: Sequence[str]) -> Columns | None:
    ours = (by_names(header, _NAMES, {"question", "answer", *own}) for own in _OWN)
    return next((found for found in ours if found is not None), None)


def _tsv_drafts(table: Table) -> Iterator[Draft | RowProblem]:
    return each_row(table, _tsv_draft)


def _tsv_draft(table: Table, record: Record) -> Draft:
    answer = _lines(table.cell(record, "answer"))
    metadata = _pairs(_lines(table.cell(record, "metadata")))
    entry = _entry(table.cell(record, "id"), (_lines(table.cell(record, "question")),), answer, metadata)
    notes = (_CONTEXT_ONLY,) if table.cell(record, "context").casefold() == "true" else ()
    group = f"id {entry.id}" if entry.id else f"answer {answer}"
    return Draft(record.row, entry, group, notes=(*notes, *loose_notes(record)))


def _pairs(cell: str) -> dict[str, str]:
    if cell in ("", "[]"):
        return {}
    parted = [part.partition(":") for part in cell.split("|") if part.strip()]
    return {key.strip(): value.strip() for key, _, value in parted}


def _lines(cell: str) -> str:
    return cell.replace("\\r\\n", "\n").replace("\\n", "\n").strip()


def _items(value: object) -> Sequence[object] | None:
    """Find the list of an export, or a plain list with what only Azure writes beside the questions."""
    plain = value if isinstance(value, list) else None
    lists = (
        objects_under(value, "assets", "qnas"),
        objects_under(value, "value"),
        objects_under(value, "qnaDocuments"),
        objects_under(value, "qnaList"),
        plain if any(any_has(plain, "questions", "answer", mark) for mark in _MARKS) else None,
    )
    found = next((each for each in lists if each is not None), None)
    return found if isinstance(found, list) and (any_has(found, "questions") or not found) else None


def _json_drafts(item: Item, row: int) -> Iterator[Draft]:
    listed = item.get("metadata")
    if isinstance(listed, list):  # as QnA Maker wrote it
        pairs = [pair for pair in listed if isinstance(pair, dict)]
        metadata = {text_of(pair, "name", row): text_of(pair, "value", row) for pair in pairs}
    else:
        metadata = {key: text_of(listed, key, row) for key in listed} if isinstance(listed, dict) else {}
    entry = _entry(text_of(item, "id", row), texts_of(item, "questions", row), text_of(item, "answer", row), metadata)
    context = object_of(item, "dialog", row) or object_of(item, "context", row)
    yield Draft(row, entry, notes=(_CONTEXT_ONLY,) if context.get("isContextOnly") is True else ())


def _entry(number: str, questions: Sequence[str], answer: str, metadata: Mapping[str, str]) -> Entry:
    category = ""
    tags: list[str] = []
    for key, value in metadata.items():
        if key.casefold() in _CATEGORIES and not category:
            category = value
        elif key.casefold() in _TAGS:
            tags += split_list(value, LINES_BARS_OR_COMMAS)
        elif key != _ID:
            tags.append(f"{key}:{value}" if value else key)
    question = questions[0] if questions else ""
    return Entry(metadata.get(_ID) or number, question, answer, tuple(questions[1:]), category, tuple(tags))


def _numbered(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry, dict[str, str]]]:
    """Give each entry its number in Azure and its metadata."""
    taken = {entry.id for entry in entries if _is_number(entry.id)}
    free = (number for number in range(1, 2 * len(entries) + 2) if str(number) not in taken)
    for entry in entries:
        metadata = {"category": entry.category} if entry.category else {}
        if entry.tags:
            metadata["tags"] = join_list(entry.tags, ",", LINES_BARS_OR_COMMAS).replace("|", "\\u007c")
        if not _is_number(entry.id):
            metadata[_ID] = entry.id
        yield (entry.id if _is_number(entry.id) else str(next(free))), entry, metadata


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and not text.startswith("0") and len(text) < 10


def write_tsv(entries: Sequence[Entry]) -> bytes:
    """Write one row per phrasing."""
    check_texts(entries, controls=False)
    rows: list[tuple[str, ...]] = [HEADER]
    for number, entry, metadata in _numbered(entries):
        pairs = "|".join(f"{key}:{value}" for key, value in metadata.items())
        for phrasing in entry.phrasings:
            cells = (phrasing, entry.answer, _SOURCE, pairs, "[]", "False", "[]", number)
            rows.append(tuple(cell.replace("\r\n", "\n").replace("\n", "\\n") for cell in cells))
    return csv_bytes(rows, "\t")


def write_json(entries: Sequence[Entry]) -> bytes:
    """Write a project export."""
    check_texts(entries, controls=True)
    items = [
        {
            "id": int(number),
            "answer": entry.answer,
            "source": _SOURCE,
            "questions": list(entry.phrasings),
            "metadata": metadata,
            "dialog": {"isContextOnly": False, "prompts": []},
        }
        for number, entry, metadata in _numbered(entries)
    ]
    return json_bytes({"assets": {"synonyms": [], "qnas": items}})


TSV_LAYOUT = Layout(_columns, _tsv_drafts)
JSON_FORMAT = TreeFormat(
    _items,
    _json_drafts,
    {"id": "id", "question": "questions", "answer": "answer", "category": "metadata", "tags": "metadata"},
)
