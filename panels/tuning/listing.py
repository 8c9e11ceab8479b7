"""Which test questions are shown, in which order, and what would become of each."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from matcher.tune.verdicts import VERDICTS, Verdict, rows_with, verdicts
from matcher.types import KeptLabel, Result, Thresholds
from panels.tuning.measured import Measured
from panels.tuning.outcomes import ALL, GONE, verdicts_of


@dataclass(frozen=True, slots=True)
class Picked:
    """What of the test questions is shown: an outcome, words, the page, and the label that is being changed.

    changing: the number of a label, 0 for one to be added, None where none is.
    """

    outcome: str = ALL
    search: str = ""
    page: int = 0
    changing: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A test question with its label where it has one, and what came of it; both None where it was not asked."""

    question: str
    expected: frozenset[str]
    kept: KeptLabel | None
    result: Result | None = None
    verdict: Verdict | None = None

    @classmethod
    def not_asked(cls, kept: KeptLabel) -> Self:
        """Make an item of a label for which there is no result."""
        return cls(kept.label.question, kept.label.expected, kept)


@dataclass(frozen=True, slots=True)
class Listing:
    """All that is picked, worst first, and how many test questions there are of each outcome."""

    items: tuple[Item, ...]
    counts: Counter[str]

    @classmethod
    def of(cls, measured: Measured, thresholds: Thresholds, picked: Picked) -> Self:
        """Pick. Labels whose entry is gone come first where all are shown."""
        found = _items(measured, thresholds, picked.outcome)
        words = picked.search.casefold().split()
        kept = tuple(item for item in found if all(word in item.question.casefold() for word in words))
        return cls(kept, _counts(measured, thresholds))


def _items(measured: Measured, thresholds: Thresholds, outcome: str) -> list[Item]:
    gone = [Item.not_asked(each) for each in measured.kept if each.missing and not measured.cold]
    if outcome == GONE:
        return gone
    first = gone if outcome == ALL else []
    if not measured.asked:
        return first + [Item.not_asked(each) for each in measured.kept if not each.missing]
    wanted = () if outcome == ALL else verdicts_of(outcome)
    numbers = verdicts(measured.asked, thresholds)
    shown = []
    for row in rows_with(measured.asked, thresholds, *wanted):
        kept = None if measured.cold else measured.numbers[row]
        if kept and kept.missing and first:
            continue  # shown on top already
        label, result = measured.asked.labels[row], measured.asked.results[row]
        shown.append(Item(label.question, label.expected, kept, result, VERDICTS[numbers[row]]))
    return first + shown


def _counts(measured: Measured, thresholds: Thresholds) -> Counter[str]:
    found: Counter[str] = Counter()
    if measured.asked:
        found.update(VERDICTS[number].value for number in verdicts(measured.asked, thresholds).tolist())
    found[GONE] = 0 if measured.cold else sum(bool(each.missing) for each in measured.kept)
    asked = len(measured.asked) if measured.asked else 0
    unusable = 0 if measured.cold else sum(each.usable is None for each in measured.kept)
    found[ALL] = asked + unusable if measured.asked else len(measured.kept)
    return found
