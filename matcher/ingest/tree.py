"""Read JSON, JSON lines and YAML as plain values in which every number is the text that was written."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from matcher.errors import IngestError
from matcher.ingest.json_size import check_json_size, too_many
from matcher.ingest.limits import Limits
from matcher.ingest.report import RowProblem, shorten

_MAX_DEPTH = 50
# Of YAML, which takes 2 s a million events and a second a million characters: an entry of Rasa has about 13 events, and
# 100 characters and more, so that the characters are what a real file has too many of.
_FREE_EVENTS = 100_000
_EVENTS_PER_ROW = 10
_FREE_CHARS = 1_000_000
_CHARS_PER_ROW = 50
_JSON = re.compile(r'\s*+(?:\{\s*+["}]|\[\s*+[\[{"\]])')
_RASA_KEYS = (
    "version|nlu|responses|intents|entities|slots|actions|forms|session_config|rules|stories|e2e_actions|"
    "language|pipeline|policies|recipe|assistant_id|importers"
)
_YAML = re.compile(rf"""(?:[ \t\r]*+(?:[#%][^\n]*+|---[ \t\r]*+)?\n)*+["']?(?:{_RASA_KEYS})["']?[ \t]*+:""")
_RASA_KEY = re.compile(r"""^["']?(?:nlu|responses)["']?[ \t]*:""", re.MULTILINE)

Value = str | bool | None | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file holds; lines has the line of each value where it is JSON lines, and bad its lines that are none.

    The value of a file of several YAML documents is the list of them.
    """

    value: object
    lines: tuple[int, ...] = ()
    bad: tuple[RowProblem, ...] = ()


def looks_like_json(text: str) -> bool:
    """Whether the text starts as a JSON object or list, which no row of a table does."""
    return _JSON.match(text) is not None


def looks_like_yaml(text: str) -> bool:
    """Whether the text starts as training data of Rasa."""
    return _YAML.match(text) is not None and _RASA_KEY.search(text) is not None


def read_json(text: str, file: str, limits: Limits) -> Tree:
    """Read JSON or JSON lines. Raises IngestError for what is neither, too deep or too much."""
    check_json_size(text, file, limits)
    try:
        return Tree(_decode(text))
    except RecursionError as error:
        raise IngestError(f"{file}: objects or lists are nested too deep; is this an FAQ?") from error
    except ValueError as error:
        lines = _json_lines(text, file, limits)
        if lines is not None:
            return lines
        raise IngestError(f"{file}: this is no valid JSON: {shorten(str(error), 200)}; export it again") from error


def read_yaml(text: str, file: str, limits: Limits) -> Tree:
    """Read every YAML document. Raises IngestError for aliases, which can stand for endless text, and for depth."""
    allowed = max(_FREE_CHARS, _CHARS_PER_ROW * limits.max_rows)
    if len(text) > allowed:
        raise too_many("characters of YAML", allowed, file)
    try:
        return Tree(_build(text, file, _FREE_EVENTS + _EVENTS_PER_ROW * limits.max_rows))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: bytes that are no UTF-8
        raise IngestError(f"{file}: this is no valid YAML: {shorten(str(error), 200)}") from error


def _decode(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object)


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {shorten(twice)!r} stands twice in one object")
    return made


def _json_lines(text: str, file: str, limits: Limits) -> Tree | None:
    """Read each line as an object; None where neither the first line is one nor half of the lines look like one.

    Raises IngestError for too many lines.
    """
    few = text.count("\n") <= limits.max_rows
    texts = text.split("\n", limits.max_rows)
    values: list[object] = []
    lines: list[int] = []
    bad: list[RowProblem] = []
    for number, line in enumerate(texts, start=1):
        if not line.strip():
            continue
        try:
            value = _decode(line)
        except (ValueError, RecursionError) as error:
            if not values and not bad and not _are_mostly_objects(texts):
                return None
            bad.append(RowProblem(number, "", shorten(line), f"the line is no valid JSON: {_said(error)}"))
            continue
        if not few:
            raise _too_many_rows(file, limits)
        values.append(value)
        lines.append(number)
    return Tree(values, tuple(lines), tuple(bad)) if values else None


def _said(error: Exception) -> str:
    """Say what is wrong, and at which character of the line."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (character {error.colno})"
    return shorten(str(error))


def _are_mostly_objects(lines: Sequence[str]) -> bool:
    """Whether half of the lines that hold anything look like an object each, unlike those of an indented list."""
    filled = [line.strip() for line in lines if line.strip()]
    return 2 * sum(line.startswith("{") and line.endswith("}") for line in filled) >= len(filled)


def _too_many_rows(file: str, limits: Limits) -> IngestError:
    return IngestError(f"{file}: more than {limits.max_rows:,} rows; split the file, or allow more with FAQ_MAX_ROWS")


def _build(text: str, file: str, allowed: int) -> Value:
    """Put the events of the parser together, without its recursion, its types and its aliases."""
    stack: list[list[Value]] = [[]]
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise IngestError(f"{file}, line {line}: YAML aliases (*{event.anchor}) are not read; write the text out")
        if count > allowed:
            raise too_many("values", allowed, file)
        if len(stack) > _MAX_DEPTH:
            raise IngestError(f"{file}, line {line}: values are nested too deep; is this an FAQ?")
        _put(stack, event, f"{file}, line {line}")
    documents = stack[0]
    return documents if len(documents) > 1 else documents[0] if documents else None


def _put(stack: list[list[Value]], event: yaml.Event, place: str) -> None:
    """Add a value to the innermost collection, or open or close one."""
    if isinstance(event, yaml.ScalarEvent):
        stack[-1].append(event.value)
    elif isinstance(event, yaml.CollectionStartEvent):
        stack.append([])
    elif isinstance(event, yaml.SequenceEndEvent):
        made: Value = stack.pop()
        stack[-1].append(made)
    elif isinstance(event, yaml.MappingEndEvent):
        mapping: Value = _mapping(stack.pop(), place)
        stack[-1].append(mapping)


def _mapping(items: Sequence[Value], place: str) -> dict[str, Value]:
    keys, values = items[::2], items[1::2]
    made = {key: value for key, value in zip(keys, values, strict=True) if isinstance(key, str)}
    if len(made) != len(keys):
        raise IngestError(f"{place}: a key stands twice above this line, or is no text")
    return made
