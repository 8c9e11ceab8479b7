"""Rasa: intents with examples in `nlu`, and their responses, in one YAML file.

An intent faq/returns with its response utter_faq/returns is the entry `returns`; one of another name keeps the name as
id. Category and tags are written as metadata of the intent. Lost on export: brackets that mark an entity, as in
[Berlin](city), of which the text inside is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from matcher.ingest.formats.trees import Item, TreeFormat, first_of, object_of, text_of, texts_of
from matcher.ingest.formats.writing import check_texts
from matcher.ingest.rows import Draft
from matcher.types import Entry

_GROUP = "faq/"
_UTTER = "utter_"
_ENTITY = re.compile(r"\[([^\[\]\n]+)\](?:\([^()\n]+\)|\{[^{}\n]*\})")
_ODD_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")  # folded to a blank unless escaped
_LINE = re.compile(r"^[ \t]*-(?:[ \t]+|$)", re.MULTILINE)


def _items(value: object) -> Sequence[object] | None:
    """Join each intent with its response, by name."""
    nlu = value.get("nlu") if isinstance(value, dict) else None
    if not isinstance(nlu, list):
        return None
    responses = _responses(value)
    intents = [item for item in nlu if not isinstance(item, dict) or "intent" in item]
    return [
        {**item, "responses": responses.get(f"{_UTTER}{item['intent']}")} if isinstance(item, dict) else item
        for item in intents
    ]


def _responses(value: object) -> Mapping[str, object]:
    found = value.get("responses") if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _left_out(value: object) -> tuple[str, ...]:
    nlu = value.get("nlu") if isinstance(value, dict) else None
    items = [item for item in nlu if isinstance(item, dict)] if isinstance(nlu, list) else []
    used = {f"{_UTTER}{item.get('intent')}" for item in items}
    others = {key for item in items if "intent" not in item for key in item if key != "examples"}
    return (*sorted(others), *(f"response {name}" for name in _responses(value) if name not in used))


def _drafts(item: Item, row: int) -> Iterator[Draft]:
    name = text_of(item, "intent", row)
    asked = _examples(item, row)
    variants = item.get("responses")
    texts = (
        [text_of(each, "text", row) for each in variants if isinstance(each, dict)]
        if isinstance(variants, list)
        else []
    )
    answer, notes = first_of([text for text in texts if text], "responses")
    metadata = object_of(item, "metadata", row) if isinstance(item.get("metadata"), dict) else {}
    entry = Entry(
        name.removeprefix(_GROUP),
        asked[0] if asked else "",
        answer,
        asked[1:],
        text_of(metadata, "category", row),
        texts_of(metadata, "tags", row),
    )
    if not answer:
        notes = (*notes, f"the file has no response {_UTTER}{name}")
    yield Draft(row, entry, notes=notes)


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
