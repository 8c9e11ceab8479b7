"""Phrasings that are equal after normalisation and stand under several entries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matcher.ingest.cells import same_text_key
from matcher.ingest.report import shorten
from matcher.lint.findings import SHOWN, Action, Finding, Fix, Kind, Severity
from matcher.lint.same_answer import answer_key
from matcher.types import Entry


def duplicates(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Find texts that differ at most in width, case and white space, one finding for each group of entries."""
    for group, texts in _groups(entries).items():
        together = tuple(entries[position] for position in group)
        ids = tuple(entry.id for entry in together)
        if len({answer_key(entry) for entry in together}) > 1:
            yield Finding(
                Kind.SAME_QUESTION, Severity.DANGER, ids, texts,
                f"“{shorten(texts[0], SHOWN)}” stands under {len(ids)} entries with different answers: which one a "
                "visitor reads is left to chance.",
                _fix(together, texts),
            )  # fmt: skip
        else:
            yield Finding(
                Kind.DUPLICATE, Severity.WARNING, ids, texts,
                f"“{shorten(texts[0], SHOWN)}” stands under {len(ids)} entries with the same answer. One entry is "
                "easier to keep right: a change to one copy is soon forgotten in the other.",
                Fix(Action.MERGE, ids),
            )  # fmt: skip


def _groups(entries: Sequence[Entry]) -> dict[tuple[int, ...], tuple[str, ...]]:
    """Positions of the entries that share texts, and those texts."""
    owners: dict[str, dict[int, str]] = defaultdict(dict)
    for position, entry in enumerate(entries):
        for text in entry.phrasings:
            if key := same_text_key(text):
                owners[key].setdefault(position, text)
    groups: dict[tuple[int, ...], tuple[str, ...]] = {}
    for found in owners.values():
        if len(found) > 1:
            group = tuple(found)
            groups[group] = (*groups.get(group, ()), next(iter(found.values())))
    return groups


def _fix(together: Sequence[Entry], texts: Sequence[str]) -> Fix:
    """Leave the text to the one entry whose question it is, if there is just one; else a person has to decide."""
    asked = [entry for entry in together if same_text_key(entry.question) == same_text_key(texts[0])]
    if len(texts) == 1 and len(asked) == 1:
        others = tuple(entry.id for entry in together if entry is not asked[0])
        return Fix(Action.REMOVE, others, "alternates", texts[0])
    return Fix(Action.EDIT, tuple(entry.id for entry in together), "question", texts[0])
