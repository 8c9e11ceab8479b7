"""Which test questions are shown, in which order, and what would become of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """All that is picked, worst first, and how many test questions there are of each outcome.

    not_asked: labels without a result, which come first; rows: of those that were asked.
    """

    measured: Measured
    numbers: NDArray[np.int64]
    not_asked: tuple[KeptLabel, ...]
    rows: tuple[int, ...]
    counts: Counter[str]

    @classmethod
    def of(cls, measured: Measured, thresholds: Thresholds, picked: Picked) -> Self:
        """Pick. Labels whose entry is gone come first where all are shown."""
        asked, words = measured.asked, picked.search.casefold().split()
        numbers = verdicts(asked, thresholds) if asked else np.zeros(0, np.int64)
        first = [each for each in _not_asked(measured, picked.outcome) if _holds(each.label.question, words)]
        shown = {each.number for each in first}
        rows = [
            row
            for row in _rows(measured, thresholds, picked.outcome)
            if (measured.cold or measured.numbers[row].number not in shown)
            and (not words or (asked and _holds(asked.labels[row].question, words)))
        ]
        return cls(measured, numbers, tuple(first), tuple(rows), _counts(measured, numbers))

    def __len__(self) -> int:
        return len(self.not_asked) + len(self.rows)

    def items(self, start: int, end: int) -> list[Item]:
        """Return those from start up to end, as far as there are any."""
        first = [Item.not_asked(each) for each in self.not_asked[start:end]]
        skipped = len(self.not_asked)
        return first + [self._item(row) for row in self.rows[max(0, start - skipped) : max(0, end - skipped)]]

    def _item(self, row: int) -> Item:
        if self.measured.asked is None:
            raise ValueError(f"row {row} of questions that were not asked")
        kept = None if self.measured.cold else self.measured.numbers[row]
        label, result = self.measured.asked.labels[row], self.measured.asked.results[row]
        return Item(label.question, label.expected, kept, result, VERDICTS[self.numbers[row]])


def _not_asked(measured: Measured, outcome: str) -> list[KeptLabel]:
    if measured.cold or outcome not in (ALL, GONE):
        return []
    gone = [each for each in measured.kept if each.missing]
    waiting = [] if measured.asked or outcome == GONE else [each for each in measured.kept if not each.missing]
    return gone + waiting


def _rows(measured: Measured, thresholds: Thresholds, outcome: str) -> list[int]:
    if not measured.asked or outcome == GONE:
        return []
    return rows_with(measured.asked, thresholds, *(() if outcome == ALL else verdicts_of(outcome)))


def _holds(question: str, words: Sequence[str]) -> bool:
    return all(word in question.casefold() for word in words)


def _counts(measured: Measured, numbers: NDArray[np.int64]) -> Counter[str]:
    of_each = np.bincount(numbers, minlength=len(VERDICTS)).tolist()
    found = Counter({verdict.value: count for verdict, count in zip(VERDICTS, of_each, strict=True)})
    found[GONE] = 0 if measured.cold else sum(bool(each.missing) for each in measured.kept)
    found[ALL] = len(numbers) if measured.cold else len(measured.kept)
    return found
