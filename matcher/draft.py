"""A draft: what somebody changed since a revision and has not published; its last step can always be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matcher.types import Entry

Changes = Mapping[str, Entry | None]
"""What becomes of each entry, by its id; None takes it away."""


class Start(StrEnum):
    """What the changes of a step are made to."""

    DRAFT = "draft"
    """The draft as it was before."""
    BASE = "base"
    """The base: all earlier steps are given up."""
    NOTHING = "nothing"
    """No entries at all: the changes are all that there is."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: its name for people, what it changed, and the file it came from, if any."""

    label: str
    changes: Changes
    start: Start = Start.DRAFT
    source: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The steps that somebody took since revision base; version tells whether it changed since it was read."""

    id: str
    owner: str
    base: int
    steps: tuple[Step, ...] = ()
    version: int = 0
    updated_at: datetime | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The files that are in it, in their order."""
        return tuple(dict.fromkeys(step.source for step in self._counted() if step.source))

    @property
    def format(self) -> str:
        """The format of the last file in it, or empty."""
        return next((step.format for step in reversed(self._counted()) if step.format), "")

    def entries(self, base: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the entries as the steps leave them; base are those of the revision it began at."""
        kept = {entry.id: entry for entry in base}
        for step in self._counted():
            if step.start is Start.NOTHING:
                kept = {}
            for name, entry in step.changes.items():
                if entry is None:
                    kept.pop(name, None)
                else:
                    kept[name] = entry
        return tuple(kept.values())

    def _counted(self) -> tuple[Step, ...]:
        """Leave out the steps that a later one gave up."""
        fresh = (number for number, step in enumerate(self.steps) if step.start is not Start.DRAFT)
        return self.steps[max(fresh, default=0) :]


def changes_between(old: Sequence[Entry], new: Sequence[Entry]) -> dict[str, Entry | None]:
    """Return what makes the new entries of the old ones."""
    before = {entry.id: entry for entry in old}
    after = {entry.id: entry for entry in new}
    changed: dict[str, Entry | None] = {entry.id: entry for entry in new if before.get(entry.id) != entry}
    return {**changed, **{name: None for name in before if name not in after}}
