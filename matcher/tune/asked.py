"""Questions that were asked once and are kept, so that thresholds can move without asking again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.decide import MAX_SUGGESTIONS
from matcher.matcher import Matcher
from matcher.measures import Outcomes
from matcher.types import Label, Progress, Result

_NEVER = -1.0  # below every threshold


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Labels with what was found for them, in one order, and how many visitors each stands for.

    outcomes: best candidates held against the labels; offered: (n,) confidence of the first expected entry where it
    could be suggested, -1 where it could not; leading: (n, 3) confidences of the first candidates, -1 where there are
    fewer; weight: (n,) shares of all visitors, adding up to 1; kind: (n,) numbers
    of the groups that the questions were drawn from, in each of which the weights are equal; worth: as how many
    questions of visitors they count, where they were made up.
    """

    labels: tuple[Label, ...]
    results: tuple[Result, ...]
    outcomes: Outcomes
    offered: NDArray[np.float64]
    leading: NDArray[np.float64]
    weight: NDArray[np.float64]
    kind: NDArray[np.int64]
    worth: float

    @classmethod
    def of(cls, labels: Sequence[Label], results: Sequence[Result]) -> Self:
        """Keep results with their labels; each question counts the same. Raises ValueError for none at all."""
        return cls.mixed([(labels, results)], [1.0])

    @classmethod
    def mixed(
        cls,
        groups: Sequence[tuple[Sequence[Label], Sequence[Result]]],
        shares: Sequence[float],
        worth: float | None = None,
    ) -> Self:
        """Keep groups of questions, each of which stands for a share of all visitors; worth: their number where None.

        Groups without questions are left out, and the others take their shares. Raises ValueError for none at all.
        """
        filled = [(*group, share) for group, share in zip(groups, shares, strict=True) if group[0] and share > 0]
        if not filled:
            raise ValueError("there are no questions to measure with")
        total = sum(share for *_, share in filled)
        labels = tuple(label for group, _, _ in filled for label in group)
        results = tuple(result for _, group, _ in filled for result in group)
        weight = np.concatenate([np.full(len(group), share / total / len(group)) for group, _, share in filled])
        kind = np.repeat(np.arange(len(filled)), [len(group) for group, _, _ in filled])
        offered = np.array([_offered(r, label) for r, label in zip(results, labels, strict=True)], np.float64)
        leading = np.array([_leading(result) for result in results], np.float64)
        count = len(labels) if worth is None else min(worth, len(labels))
        return cls(labels, results, Outcomes.of(results, labels), offered, leading, weight, kind, float(count))

    def __len__(self) -> int:
        return len(self.labels)

    def answered_by(self, results: Sequence[Result]) -> Self:
        """Return the same labels and weights with other results for them."""
        changed = self.mixed([(self.labels, results)], [1.0])
        return replace(changed, weight=self.weight, kind=self.kind, worth=self.worth)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Return the questions in these rows; their weights are scaled to add up to 1."""
        weight = self.weight[rows]
        return type(self)(
            tuple(self.labels[row] for row in rows.tolist()),
            tuple(self.results[row] for row in rows.tolist()),
            self.outcomes.take(rows),
            self.offered[rows],
            self.leading[rows],
            weight / weight.sum(),
            self.kind[rows],
            self.worth * len(rows) / len(self),
        )


def ask_labels(matcher: Matcher, labels: Sequence[Label], progress: Progress | None = None) -> Asked:
    """Ask every question once; all of tuning works on what comes back. Raises ValueError for no labels."""
    return Asked.of(labels, matcher.ask_many([label.question for label in labels], progress=progress))


def _leading(result: Result) -> list[float]:
    found = [candidate.confidence for candidate in result.candidates[:MAX_SUGGESTIONS]]
    return found + [_NEVER] * (MAX_SUGGESTIONS - len(found))


def _offered(result: Result, label: Label) -> float:
    first = result.candidates[:MAX_SUGGESTIONS]
    return next((c.confidence for c in first if c.entry.id in label.expected), _NEVER)
