"""Put one person's changes on top of what somebody else published meanwhile, entry by entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.ingest.ids import with_ids
from matcher.types import Entry


class Choice(StrEnum):
    """What to do where both sides changed an entry."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    """Keep both as entries of their own; only where neither side took it away."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that both sides changed, each in its own way; None where it was not there yet, or was taken away."""

    id: str
    base: Entry | None
    mine: Entry | None
    theirs: Entry | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices that there are."""
        both = (Choice.BOTH,) if self.mine and self.theirs else ()
        return (Choice.MINE, Choice.THEIRS, *both)


def conflicts(base: Sequence[Entry], mine: Sequence[Entry], theirs: Sequence[Entry]) -> tuple[Conflict, ...]:
    """Return the entries that can't be put together by themselves, in the order of mine, then of base."""
    old, own, other = _by_id(base), _by_id(mine), _by_id(theirs)
    found = (Conflict(name, old.get(name), own.get(name), other.get(name)) for name in (own | old))
    return tuple(each for each in found if each.base not in (each.mine, each.theirs) and each.mine != each.theirs)


def rebase(
    base: Sequence[Entry], mine: Sequence[Entry], theirs: Sequence[Entry], choices: Mapping[str, Choice]
) -> tuple[Entry, ...]:
    """Return theirs with what mine changed since base; choices are by the ids of the conflicts.

    Raises ValueError for a conflict without a choice, or with one that it does not have.
    """
    old, own, kept = _by_id(base), _by_id(mine), _by_id(theirs)
    chosen = {each.id: _choice(each, choices) for each in conflicts(base, mine, theirs)}
    doubled = []
    for name in own | old:
        entry, choice = own.get(name), chosen.get(name, Choice.MINE)
        if entry == old.get(name) or choice is Choice.THEIRS:
            continue
        if entry is None:
            kept.pop(name, None)
        elif choice is Choice.BOTH:
            doubled.append(replace(entry, id=""))
        else:
            kept[name] = entry
    return with_ids([*kept.values(), *doubled])


def _choice(conflict: Conflict, choices: Mapping[str, Choice]) -> Choice:
    choice = choices.get(conflict.id)
    if choice not in conflict.choices:
        raise ValueError(f"the conflict over {conflict.id!r} needs one of {', '.join(conflict.choices)}, not {choice}")
    return choice


def _by_id(entries: Sequence[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}
