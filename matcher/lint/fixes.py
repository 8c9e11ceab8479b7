"""Apply the fix that a finding proposes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from matcher.ingest.cells import same_text_key
from matcher.lint.findings import Action, Fix
from matcher.types import Entry


def apply(entries: Sequence[Entry], fix: Fix) -> tuple[Entry, ...]:
    """Return the entries with the fix made; ids that are gone since are passed over.

    Raises ValueError for a fix that a person has to write.
    """
    if not fix.automatic:
        raise ValueError(f"the {fix.field or 'text'} of {', '.join(fix.entries)} has to be edited by a person")
    if fix.action is Action.MERGE:
        return _merge(entries, fix.entries)
    if fix.action is Action.REMOVE:
        return _each(entries, fix.entries, lambda entry: _without(entry, fix.old))
    if fix.action is Action.EDIT:
        return _each(entries, fix.entries, lambda entry: _edited(entry, fix))
    if fix.action is Action.IGNORE:
        return tuple(entries)
    raise ValueError(f"there is no way to apply {fix.action!r}")


def _merge(entries: Sequence[Entry], ids: Sequence[str]) -> tuple[Entry, ...]:
    by_id = {entry.id: entry for entry in entries}
    merged = [by_id[name] for name in ids if name in by_id]
    if len(merged) < 2:
        return tuple(entries)
    kept, *others = merged
    seen = {same_text_key(kept.question)}
    alternates = []
    for text in (*kept.alternates, *(text for entry in others for text in entry.phrasings)):
        key = same_text_key(text)
        if key not in seen:
            seen.add(key)
            alternates.append(text)
    tags = tuple(dict.fromkeys(tag for entry in merged for tag in entry.tags))
    category = next((entry.category for entry in merged if entry.category), "")
    whole = replace(kept, alternates=tuple(alternates), category=category, tags=tags)
    gone = {entry.id for entry in others}
    return tuple(whole if entry.id == kept.id else entry for entry in entries if entry.id not in gone)


def _each(entries: Sequence[Entry], ids: Sequence[str], change: Callable[[Entry], Entry]) -> tuple[Entry, ...]:
    concerned = set(ids)
    return tuple(change(entry) if entry.id in concerned else entry for entry in entries)


def _without(entry: Entry, text: str) -> Entry:
    """Drop an alternate; where it only repeats another phrasing of the entry, the first one stays."""
    key = same_text_key(text)
    kept = tuple(alternate for alternate in entry.alternates if same_text_key(alternate) != key)
    repeated = sum(same_text_key(alternate) == key for alternate in entry.alternates) > 1
    return replace(entry, alternates=(*kept, text) if repeated else kept)


def _edited(entry: Entry, fix: Fix) -> Entry:
    if fix.field == "category":
        return replace(entry, category=fix.new)
    if fix.field == "answer":
        return replace(entry, answer=entry.answer.replace(fix.old, fix.new))
    if fix.field == "question":
        return replace(entry, question=fix.new)
    raise ValueError(f"the field {fix.field!r} can't be edited by a fix")
