"""How a format that is a list of objects is read, and how to get texts out of an object safely."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.rows import Draft, RowRefused, refuse

Item = Mapping[str, object]
_LEFT_OUT = "{count} more of its {what} were left out: an entry has one"


@dataclass(frozen=True, slots=True)
class TreeFormat:
    """One format. items gives the list of objects in a file of this format, and None for any other file.

    keys are the field and the key it is read from; known tells further keys that are used or tell nothing to a
    person; left_out names what else the file holds and is not read.
    """

    items: Callable[[object], Sequence[object] | None]
    drafts: Callable[[Item, int], Iterable[Draft]]
    keys: Mapping[str, str]
    known: Callable[[str], bool] = lambda key: False
    left_out: Callable[[object], tuple[str, ...]] = lambda value: ()


def each_item(found: TreeFormat, items: Iterable[tuple[int, object]]) -> Iterator[Draft | RowProblem]:
    """Make drafts or a problem of every numbered item."""
    for row, item in items:
        if not isinstance(item, dict):
            yield RowProblem(row, "", shorten(str(item)[:200]), "this is no object with a question and an answer")
            continue
        try:
            yield from found.drafts(item, row)
        except RowRefused as refused:
            yield refused.problem


def objects_under(value: object, *path: str) -> list[object] | None:
    """Give the list that stands under the keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else None


def any_has(items: Sequence[object] | None, *keys: str) -> bool:
    """Whether one of the first items is an object with all the keys."""
    return any(isinstance(item, dict) and all(key in item for key in keys) for item in (items or [])[:100])


def text_of(item: Item, key: str, row: int) -> str:
    """Give the text of a key, empty where there is none. Raises RowRefused for a list or an object."""
    return _text(item.get(key), key, row)


def texts_of(item: Item, key: str, row: int) -> tuple[str, ...]:
    """Give the texts of a key that holds a list or a single text, blank ones left out. Raises RowRefused."""
    value = item.get(key)
    values = value if isinstance(value, list) else [value]
    return tuple(text for part in values if (text := _text(part, key, row)))


def object_of(item: Item, key: str, row: int) -> Item:
    """Give the object of a key, empty where there is none. Raises RowRefused for anything else."""
    value = item.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        refuse(row, key, str(value)[:200], f"{shorten(key)} should be an object")
    return value


def first_of(texts: Sequence[str], what: str) -> tuple[str, tuple[str, ...]]:
    """Give the first text, and a note on the others, if any."""
    notes = (_LEFT_OUT.format(count=len(texts) - 1, what=what),) if len(texts) > 1 else ()
    return (texts[0] if texts else ""), notes


def _text(value: object, key: str, row: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        refuse(row, key, str(value)[:200], f"{shorten(key)} should be a text, but is a list or an object")
    return value.strip()
