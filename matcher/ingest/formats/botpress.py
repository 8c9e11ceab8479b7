"""Botpress: a list of items with utterances and answers per language.

An item in several languages makes one entry for each: the first language keeps the item's name, the others add theirs.
A language without questions and answers is none. The first context of an item is its category, further ones are tags.
Lost on export: a category named global, which means none.
"""

from collections.abc import Iterator, Sequence

from matcher.ingest.formats.trees import (
    Item,
    TreeFormat,
    any_has,
    first_of,
    object_of,
    objects_under,
    text_of,
    texts_of,
)
from matcher.ingest.formats.writing import check_texts, json_bytes
from matcher.ingest.rows import Draft, refuse
from matcher.types import Entry

_NO_CONTEXT = "global"
_LANGUAGE = "en"


def _items(value: object) -> Sequence[object] | None:
    items = objects_under(value, "qnas")
    if items is None and isinstance(value, list):
        items = value
    return items if any_has(items, "utterances") or any_has(items, "data") else None


def _drafts(item: Item, row: int) -> Iterator[Draft]:
    """Read an item, of the older kind too, in which all stands under data."""
    name = text_of(item, "name", row) or text_of(item, "id", row)
    body = object_of(item, "data", row) or item
    metadata = object_of(body, "metadata", row) or body
    if metadata.get("enabled") is False:
        refuse(row, "", name, "it is switched off in Botpress (enabled is false)")
    asked = object_of(body, "utterances" if "utterances" in body else "questions", row)
    answers = object_of(metadata, "answers", row)
    contexts = texts_of(body, "contexts", row)
    category = contexts[0] if contexts and contexts[0] != _NO_CONTEXT else ""
    languages = dict.fromkeys((*asked, *answers))
    filled = [each for each in languages if not (_is_blank(asked.get(each)) and _is_blank(answers.get(each)))]
    for index, language in enumerate(filled or [_LANGUAGE]):
        phrasings = texts_of(asked, language, row)
        answer, notes = first_of(texts_of(answers, language, row), "answers")
        entry_id = f"{name}-{language}" if index and name else name
        question = phrasings[0] if phrasings else ""
        yield Draft(row, Entry(entry_id, question, answer, phrasings[1:], category, contexts[1:]), notes=notes)


def _is_blank(value: object) -> bool:
    """Whether a language has no text here."""
    parts = value if isinstance(value, list) else [value]
    return all(part is None or (isinstance(part, str) and not part.strip()) for part in parts)


def write_json(entries: Sequence[Entry]) -> bytes:
    """Write every entry as an item in English, for an entry does not say its language."""
    check_texts(entries, controls=True)
    items = [
        {
            "name": entry.id,
            "contexts": [entry.category or _NO_CONTEXT, *entry.tags],
            "utterances": {_LANGUAGE: list(entry.phrasings)},
            "metadata": {"answers": {_LANGUAGE: [entry.answer]}, "enabled": True},
        }
        for entry in entries
    ]
    return json_bytes({"qnas": items})


JSON_FORMAT = TreeFormat(
    _items,
    _drafts,
    {"id": "name", "question": "utterances", "answer": "answers", "category": "contexts", "tags": "contexts"},
    known={"metadata", "data", "id"}.__contains__,
)
