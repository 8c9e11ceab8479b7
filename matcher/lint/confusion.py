"""Pairs of entries that the matcher itself confuses, seen by asking each phrasing with itself left out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from matcher.ingest.report import shorten
from matcher.lint.alike import Pair
from matcher.lint.compare import Lost, Texts
from matcher.lint.findings import SHOWN, Action, Finding, Fix, Kind, Severity
from matcher.lint.same_answer import answer_key
from matcher.types import Entry

# Phrasings that must go astray from one entry to the same other one. A single one is often just worded apart from the
# rest: with two, 7 in 10 of the pairs named on a train set (clinc150, 5 phrasings an entry) were confused by labelled
# questions too; with one, 4 in 10.
_LEAST = 2
_WARNING = 3  # both ways together; what is fewer may be chance, and is a hint


def confusion(entries: Sequence[Entry], texts: Texts, lost: Sequence[Lost], told: Set[Pair]) -> Iterator[Finding]:
    """Say which entries win the phrasings of others, the most phrasings first; told are pairs found before."""
    astray: dict[Pair, list[Lost]] = defaultdict(list)
    for one in lost:
        astray[int(texts.owners[one.phrasing]), one.winner].append(one)
    taken: set[frozenset[int]] = {frozenset(pair) for pair in told}
    for (loser, winner), found in sorted(astray.items(), key=lambda item: (-len(item[1]), item[0])):
        pair = frozenset((loser, winner))
        same = answer_key(entries[loser]) == answer_key(entries[winner])  # the visitor reads the same either way
        if len(found) >= _LEAST and pair not in taken and not same:
            taken.add(pair)
            yield _confused(entries[loser], entries[winner], texts, found, len(astray.get((winner, loser), ())))


def _confused(loser: Entry, winner: Entry, texts: Texts, found: Sequence[Lost], back: int) -> Finding:
    ordered = sorted(found, key=lambda one: -one.margin)
    also = f" {back} of the {len(winner.phrasings)} phrasings of the other reach this one in turn." if back else ""
    return Finding(
        Kind.CONFUSED,
        Severity.WARNING if len(found) + back >= _WARNING else Severity.HINT,
        (loser.id, winner.id),
        tuple(texts.texts[one.phrasing] for one in ordered),
        f"Asked as if they were new, {len(found)} of the {len(loser.phrasings)} phrasings of "
        f"“{shorten(loser.question, SHOWN)}” reach “{shorten(winner.question, SHOWN)}” instead (similarity up to "
        f"{ordered[0].margin:.2f} higher), as visitors' own words will.{also} Add alternates that tell them apart, "
        "or merge them.",
        Fix(Action.EDIT, (loser.id, winner.id), "alternates"),
    )
