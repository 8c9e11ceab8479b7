"""The project's own columns, as CSV, workbook or JSON, and most tables and lists that people make by hand."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from matcher.ingest.cells import LINES_BARS_OR_COMMAS, LINES_OR_BARS, guard, join_list, split_list
from matcher.ingest.columns import FAQ_COLUMNS, plain_name, recognise
from matcher.ingest.formats.layout import Columns, Layout
from matcher.ingest.formats.trees import Item, TreeFormat, any_has, objects_under, text_of, texts_of
from matcher.ingest.formats.writing import check_texts, json_bytes, workbook_bytes
from matcher.ingest.report import shorten
from matcher.ingest.rows import Draft
from matcher.types import Entry

HEADER = ("id", "question", "alternates", "answer", "category", "tags")
_LISTS = {"alternates": LINES_OR_BARS, "tags": LINES_BARS_OR_COMMAS}
_SAMPLE = 100
_NAMES = frozenset(name for names in FAQ_COLUMNS.values() for name in names)


def columns(header: Sequence[str]) -> Columns | None:
    """Know a header in which a question or an answer is named, in whatever words."""
    found = recognise(header, FAQ_COLUMNS)
    return found if "question" in found or "answer" in found else None


def write_csv(entries: Iterable[Entry]) -> bytes:
    """UTF-8 with BOM, so that spreadsheets open it right, and no cell that they would run as a formula.

    Lossless for every text, see cells for how. Raises IngestError, naming the entry, for what is no text at all: half
    of a surrogate pair, and the code points U+FFFE and U+FFFF.
    """
    target = io.StringIO(newline="")
    entries = tuple(entries)
    check_texts(entries, controls=True)
    csv.writer(target).writerows(native_rows(entries))
    return codecs.BOM_UTF8 + target.getvalue().encode("utf-8")


def write_xlsx(entries: Sequence[Entry]) -> bytes:
    """Write the native columns as a workbook; lossless as the CSV is."""
    check_texts(entries, controls=True)
    return workbook_bytes(native_rows(entries), "FAQ")


def write_json(entries: Sequence[Entry]) -> bytes:
    """Write a list of objects with the native columns as keys; lossless but for white space around a text."""
    check_texts(entries, controls=True)
    return json_bytes(
        [
            {
                "id": entry.id,
                "question": entry.question,
                "alternates": list(entry.alternates),
                "answer": entry.answer,
                "category": entry.category,
                "tags": list(entry.tags),
            }
            for entry in entries
        ]
    )


def native_rows(entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """Give the header and a row of guarded cells for each entry."""
    yield HEADER
    for entry in entries:
        alternates = join_list(entry.alternates, "\n", LINES_OR_BARS)
        tags = join_list(entry.tags, "|", LINES_BARS_OR_COMMAS)
        cells = (entry.id, entry.question, alternates, entry.answer, entry.category, tags)
        yield tuple(guard(cell) for cell in cells)


def _items(value: object) -> Sequence[object] | None:
    """Find a list of objects with a question, at the top or the only such list under a key, or a single object.

    Of several lists, the only one that has answers too.
    """
    if _has_question(value):
        return [value]
    lists = [value] if isinstance(value, list) else [*value.values()] if isinstance(value, dict) else []
    found = [each for each in lists if isinstance(each, list) and any(map(_has_question, each[:_SAMPLE]))]
    answered = [each for each in found if any(map(_has_both, each[:_SAMPLE]))]
    chosen = found if len(found) == 1 else answered
    return chosen[0] if len(chosen) == 1 else None


def _left_out(value: object) -> tuple[str, ...]:
    """Name the lists of objects beside the one that is read."""
    if not isinstance(value, dict) or _has_question(value):
        return ()
    read = _items(value)
    others = [key for key, each in value.items() if each is not read and any_has(objects_under(value, key))]
    return tuple(f"list {shorten(key)}" for key in others)


def _has_both(item: object) -> bool:
    return isinstance(item, dict) and _has_question(item) and "answer" in _keys(item)


def _has_question(item: object) -> bool:
    """Whether it is an object with a question that is a text or a list of texts."""
    asked = item.get(_keys(item).get("question", "")) if isinstance(item, dict) else None
    return isinstance(asked, str) or (isinstance(asked, list) and all(isinstance(text, str) for text in asked))


def _keys(item: Item) -> Mapping[str, str]:
    """Field to the key by which this object calls it."""
    names = list(item)
    return {field: names[position] for field, position in recognise(names, FAQ_COLUMNS).items()}


def _drafts(item: Item, row: int) -> Iterator[Draft]:
    keys = _keys(item)
    texts = {name: text_of(item, keys[name], row) for name in ("id", "answer", "category") if name in keys}
    lists = {}
    for name, separators in _LISTS.items():
        value = item.get(keys.get(name, ""))
        parts = split_list(value, separators) if isinstance(value, str) else texts_of(item, keys.get(name, ""), row)
        lists[name] = parts
    asked = texts_of(item, keys.get("question", ""), row)
    entry = Entry(
        texts.get("id", ""),
        asked[0] if asked else "",
        texts.get("answer", ""),
        (*asked[1:], *lists["alternates"]),
        texts.get("category", ""),
        lists["tags"],
    )
    yield Draft(row, entry)


CSV_LAYOUT = Layout(columns, guarded=True)
JSON_FORMAT = TreeFormat(
    _items,
    _drafts,
    {name: name for name in HEADER},
    known=lambda key: plain_name(key) in _NAMES,
    left_out=_left_out,
)
