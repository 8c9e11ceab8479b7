"""What changed between two revisions, entry by entry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from matcher.types import Entry

_FIELDS = ("question", "answer", "category")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The text of one field before and after; tags as one text, separated by commas."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What changed in an entry that is in both revisions; question is the new one."""

    id: str
    question: str
    fields: tuple[FieldChange, ...] = ()
    alternates_added: tuple[str, ...] = ()
    alternates_removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Entries that were added, removed and changed, each in the order of its revision; the order itself never counts.

    unchanged is the number of entries that are the same in both.
    """

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[EntryChange, ...]
    unchanged: int

    @property
    def empty(self) -> bool:
        """Whether nothing changed but the order."""
        return not (self.added or self.removed or self.changed)

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return asdict(self)


def diff(old: Sequence[Entry], new: Sequence[Entry]) -> Difference:
    """Compare entries by their ids. Raises ValueError where an id stands twice in one of them."""
    before, after = _by_id(old), _by_id(new)
    both = [(before[entry.id], entry) for entry in new if entry.id in before]
    changed = tuple(change for pair in both if (change := _change(*pair)))
    return Difference(
        added=tuple(entry for entry in new if entry.id not in before),
        removed=tuple(entry for entry in old if entry.id not in after),
        changed=changed,
        unchanged=len(both) - len(changed),
    )


def summary(difference: Difference) -> str:
    """Say in one line how much changed."""
    counts = {"added": difference.added, "removed": difference.removed, "changed": difference.changed}
    parts = [f"{len(found):,} {name}" for name, found in counts.items() if found]
    return ", ".join([*(parts or ["nothing changed"]), f"{difference.unchanged:,} unchanged"])


def describe(difference: Difference) -> list[str]:
    """Say what changed, a line each; lines of one entry start with its id, further ones are indented."""
    lines = [f"+ {entry.id}: {_shown(entry.question)}" for entry in difference.added]
    lines += [f"- {entry.id}: {_shown(entry.question)}" for entry in difference.removed]
    for change in difference.changed:
        lines.append(f"~ {change.id}: {_shown(change.question)}")
        lines += [f"    {c.field}: {_shown(c.old)} -> {_shown(c.new)}" for c in change.fields]
        lines += [f"    alternate added: {_shown(text)}" for text in change.alternates_added]
        lines += [f"    alternate removed: {_shown(text)}" for text in change.alternates_removed]
    return lines


def _by_id(entries: Sequence[Entry]) -> dict[str, Entry]:
    found = {entry.id: entry for entry in entries}
    if len(found) < len(entries):
        ((name, count),) = Counter(entry.id for entry in entries).most_common(1)
        raise ValueError(f"{count} entries share the id {name!r}, so they can't be told apart")
    return found


def _change(old: Entry, new: Entry) -> EntryChange | None:
    fields = [FieldChange(n, getattr(old, n), getattr(new, n)) for n in _FIELDS if getattr(old, n) != getattr(new, n)]
    if Counter(old.tags) != Counter(new.tags):
        fields.append(FieldChange("tags", ", ".join(old.tags), ", ".join(new.tags)))
    added, removed = _beyond(new.alternates, old.alternates), _beyond(old.alternates, new.alternates)
    if not (fields or added or removed):
        return None
    return EntryChange(new.id, new.question, tuple(fields), added, removed)


def _beyond(texts: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the texts that others lack, in order; a text that stands twice must stand twice there too."""
    left = Counter(others)
    beyond = []
    for text in texts:
        if left[text] > 0:
            left[text] -= 1
        else:
            beyond.append(text)
    return tuple(beyond)


def _shown(text: str) -> str:
    """One line; an empty text shows as such."""
    return " ".join(text.split()) or "(empty)"
