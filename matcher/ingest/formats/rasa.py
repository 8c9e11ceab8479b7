"""Rasa: intents with examples in `nlu`, and their responses, in one YAML file.

An intent faq/returns with its response utter_faq/returns is the entry `returns`; one of another name keeps the name as
id. The blocks of an intent make one entry, and the documents of a file are read as one. Category and tags are written
as metadata of the intent. Lost on export: brackets that mark an entity, as in [Berlin](city), of which the text inside
is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from matcher.ingest.formats.trees import Item, TreeFormat, first_of, object_of, objects_under, text_of, texts_of
from matcher.ingest.formats.writing import check_texts
from matcher.ingest.report import shorten
from matcher.ingest.rows import Draft
from matcher.types import Entry

_GROUP = "faq/"
_UTTER = "utter_"
_ENTITY = re.compile(r"\[([^\[\]\n]+)\](?:\([^()\n]+\)|\{[^{}\n]*\})")
_ODD_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")  # folded to a blank unless escaped
_LINE = re.compile(r"^[ \t]*-(?:[ \t]+|$)", re.MULTILINE)


def _items(value: object) -> Sequence[object] | None:
    """Join each intent with its response, by name."""
    nlu = _nlu(value)
    if nlu is None:
        return None
    responses = _responses(value)
    intents = [item for item in nlu if not isinstance(item, dict) or "intent" in item]
    return [
        {**item, "responses": responses.get(f"{_UTTER}{item['intent']}")} if isinstance(item, dict) else item
        for item in intents
    ]


def _documents(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _nlu(value: object) -> list[object] | None:
    """Give what stands under nlu in all documents; None where no document has it."""
    found = [listed for each in _documents(value) if (listed := objects_under(each, "nlu")) is not None]
    return [item for listed in found for item in listed] if found else None


def _responses(value: object) -> Mapping[str, Sequence[object]]:
    """Give the variants of each response in all documents."""
    found: dict[str, list[object]] = {}
    for document in _documents(value):
        responses = document.get("responses") if isinstance(document, dict) else None
        for name, variants in responses.items() if isinstance(responses, dict) else ():
            found.setdefault(name, []).extend(variants if isinstance(variants, list) else [])
    return found


def _left_out(value: object) -> tuple[str, ...]:
    items = [item for item in _nlu(value) or () if isinstance(item, dict)]
    used = {f"{_UTTER}{item.get('intent')}" for item in items}
    others = {key for item in items if "intent" not in item for key in item if key != "examples"}
    unused = [f"response {name}" for name in _responses(value) if name not in used]
    documents = enumerate(_documents(value), start=1)
    no_data = [f"document {number}" for number, each in documents if each and not _is_training_data(each)]
    return (*sorted(others), *unused, *no_data)


def _is_training_data(document: object) -> bool:
    return isinstance(document, dict) and ("nlu" in document or "responses" in document)


def _drafts(item: Item, row: int) -> Iterator[Draft]:
    name = text_of(item, "intent", row)
    asked = _examples(item, row)
    answer, notes = _answer(item, row)
    metadata = object_of(item, "metadata", row) if isinstance(item.get("metadata"), dict) else {}
    entry = Entry(
        name.removeprefix(_GROUP),
        asked[0] if asked else "",
        answer,
        asked[1:],
        text_of(metadata, "category", row),
        texts_of(metadata, "tags", row),
    )
    yield Draft(row, entry, f"intent {name}" if name else "", notes=notes)


def _answer(item: Item, row: int) -> tuple[str, tuple[str, ...]]:
    """Give the response that goes to everyone, or else the one with fewest conditions, and notes on it."""
    variants = objects_under(item, "responses")
    name = f"{_UTTER}{text_of(item, 'intent', row)}"
    if variants is None:
        return "", (f"the file has no response {name}",)
    written = [each for each in variants if isinstance(each, dict) and text_of(each, "text", row)]
    if not written:
        return "", (f"the response {name} has no text",)
    ordered = sorted(written, key=lambda each: (bool(each.get("condition")), bool(each.get("channel"))))
    answer, notes = first_of([text_of(each, "text", row) for each in ordered], "responses")
    if ordered[0].get("channel"):
        notes = (*notes, f"Rasa gives this response on the channel {shorten(str(ordered[0]['channel']))} only")
    if ordered[0].get("condition"):
        notes = (*notes, "Rasa gives this response under a condition only")
    return answer, notes


def _examples(item: Item, row: int) -> tuple[str, ...]:
    """Give the examples of an intent, which are lines of one text, or a list of texts."""
    examples = item.get("examples")
    if isinstance(examples, list):
        listed = [text_of(each, "text", row) if isinstance(each, dict) else str(each).strip() for each in examples]
    else:
        listed = [text.strip() for text in _LINE.split(text_of(item, "examples", row))]
    return tuple(_ENTITY.sub(r"\1", text) for text in listed if text)


def write_yaml(entries: Sequence[Entry]) -> bytes:
    """Write training data of version 3.1: nlu and responses."""
    check_texts(entries, controls=True)
    nlu, responses = [], {}
    for entry in entries:
        intent: dict[str, object] = {"intent": f"{_GROUP}{entry.id}"}
        metadata = {"category": entry.category, "tags": list(entry.tags)}
        if entry.category or entry.tags:
            intent["metadata"] = {key: value for key, value in metadata.items() if value}
        plain = all(text.isprintable() for text in entry.phrasings)
        lines = "".join(f"- {text}\n" for text in entry.phrasings)
        intent["examples"] = lines if plain else [{"text": text} for text in entry.phrasings]
        nlu.append(intent)
        responses[f"{_UTTER}{_GROUP}{entry.id}"] = [{"text": entry.answer}]
    document = {"version": "3.1", "nlu": nlu, "responses": responses}
    return str(yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31)).encode("utf-8")


class _Dumper(yaml.SafeDumper):
    """Write examples as a block of lines, and never an alias, which Rasa users would not expect."""

    def ignore_aliases(self, data: object) -> bool:
        """Write a value again instead of referring to it."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    block = text.startswith("- ") and text.endswith("\n")
    quoted = '"' if _ODD_BREAKS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else quoted)


_Dumper.add_representer(str, _represent_text)

YAML_FORMAT = TreeFormat(
    _items,
    _drafts,
    {"id": "intent", "question": "examples", "answer": "responses", "category": "metadata", "tags": "metadata"},
    left_out=_left_out,
)
