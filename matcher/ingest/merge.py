"""Put the entries of a file to those that are live."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.ingest.cells import same_text_key
from matcher.ingest.ids import with_ids
from matcher.types import Entry


class MergeMode(StrEnum):
    """Which live entry a new one takes the place of."""

    REPLACE_ALL = "replace_all"
    BY_ID = "by_id"
    BY_QUESTION = "by_question"


@dataclass(frozen=True, slots=True)
class Merged:
    """The entries that come of it, and how many of the new ones were added, changed something, or changed nothing.

    removed are the live entries that are gone, which only replace_all does.
    """

    entries: tuple[Entry, ...]
    added: int
    updated: int
    unchanged: int
    removed: int = 0


def merge(live: Sequence[Entry], new: Sequence[Entry], mode: MergeMode) -> Merged:
    """Merge the new entries into the live ones, which keep their order; added ones come last.

    by_id: the same id is the same entry. by_question: the same question is, whatever its case, width and white space;
    it keeps the live id, and a second new entry with that question is added. Ids must be unique in live and in new.
    """
    if mode is MergeMode.REPLACE_ALL:
        return _replaced(live, new)
    if mode is MergeMode.BY_ID:
        return _merged(live, [(entry.id, entry) for entry in new], [entry.id for entry in live])
    if mode is MergeMode.BY_QUESTION:
        keys = [same_text_key(entry.question) for entry in live]
        return _merged(live, [(same_text_key(entry.question), entry) for entry in new], keys)
    raise ValueError(f"unknown merge mode {mode}")


def _replaced(live: Sequence[Entry], new: Sequence[Entry]) -> Merged:
    before = {entry.id: entry for entry in live}
    unchanged = sum(before.get(entry.id) == entry for entry in new)
    added = sum(entry.id not in before for entry in new)
    removed = len(before.keys() - {entry.id for entry in new})
    return Merged(tuple(new), added, len(new) - added - unchanged, unchanged, removed)


def _merged(live: Sequence[Entry], new: Sequence[tuple[str, Entry]], keys: Sequence[str]) -> Merged:
    """Merge by key; an added entry whose id is taken gets one made of its question."""
    index_of: dict[str, int] = {}
    for index, key in enumerate(keys):
        index_of.setdefault(key, index)
    entries = list(live)
    taken = {entry.id for entry in live}
    added: list[Entry] = []
    updated = unchanged = 0
    for key, entry in new:
        if key not in index_of:
            added.append(replace(entry, id="") if entry.id in taken else entry)
            taken.add(entry.id)
            continue
        index = index_of.pop(key)
        changed = replace(entry, id=entries[index].id)
        updated, unchanged = updated + (changed != entries[index]), unchanged + (changed == entries[index])
        entries[index] = changed
    return Merged(with_ids([*entries, *added]), len(added), updated, unchanged)
