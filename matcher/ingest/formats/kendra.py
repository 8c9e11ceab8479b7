"""Amazon Kendra's JSON: one document per question; its CSV is among the tables without header.

On export each phrasing is a document with the answer, so alternates come back as entries of their own. Lost on export:
id and tags.
"""

from collections.abc import Iterator, Sequence

from matcher.ingest.formats.trees import Item, TreeFormat, object_of, objects_under, text_of
from matcher.ingest.formats.writing import check_texts, json_bytes
from matcher.ingest.rows import Draft
from matcher.types import Entry


def _items(value: object) -> Sequence[object] | None:
    return objects_under(value, "FaqDocuments")


def _drafts(item: Item, row: int) -> Iterator[Draft]:
    category = text_of(object_of(item, "Attributes", row), "_category", row)
    yield Draft(row, Entry("", text_of(item, "Question", row), text_of(item, "Answer", row), category=category))


def write_json(entries: Sequence[Entry]) -> bytes:
    """Write a file of schema version 1; the category is the attribute `_category`."""
    check_texts(entries, controls=True)
    documents: list[dict[str, object]] = []
    for entry in entries:
        for phrasing in entry.phrasings:
            document: dict[str, object] = {"Question": phrasing, "Answer": entry.answer}
            if entry.category:
                document["Attributes"] = {"_category": entry.category}
            documents.append(document)
    return json_bytes({"SchemaVersion": 1, "FaqDocuments": documents})


JSON_FORMAT = TreeFormat(
    _items, _drafts, {"question": "Question", "answer": "Answer", "category": "Attributes._category"},
    known={"Attributes"}.__contains__,
)  # fmt: skip
