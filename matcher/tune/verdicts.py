"""What becomes of each question at given thresholds, and of 100 visitors."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.tune.asked import Asked
from matcher.types import Thresholds

_RESAMPLES = 1000


class Verdict(StrEnum):
    """How a reply is judged by its label."""

    RIGHT = "right"
    """Answered with an expected entry."""
    OFFERED = "offered"
    """Did-you-mean with an expected entry among them."""
    DECLINED = "declined"
    """Out of scope, and rightly declined."""
    IN_VAIN = "in_vain"
    """Did-you-mean without an expected entry."""
    MISSED = "missed"
    """In scope, and wrongly declined."""
    WRONG = "wrong"
    """In scope, and answered with another entry."""
    INTRUDED = "intruded"
    """Out of scope, and answered all the same."""

    @property
    def heading(self) -> str:
        """Plain words for people."""
        return _HEADINGS[self]


_HEADINGS = {
    Verdict.RIGHT: "right answer",
    Verdict.OFFERED: "did-you-mean with the right one",
    Verdict.DECLINED: "rightly declined",
    Verdict.IN_VAIN: "did-you-mean without the right one",
    Verdict.MISSED: "wrongly declined",
    Verdict.WRONG: "wrong answer",
    Verdict.INTRUDED: "answered though out of scope",
}

VERDICTS = tuple(Verdict)
"""The order of the numbers that verdicts() gives, from best to worst."""

_NUMBER = {verdict: number for number, verdict in enumerate(VERDICTS)}
_WORST_WHERE_SURE = (Verdict.WRONG, Verdict.INTRUDED, Verdict.IN_VAIN)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of 100 visitors' questions, how many get each verdict; the seven add up to 100."""

    right: float
    offered: float
    declined: float
    in_vain: float
    missed: float
    wrong: float
    intruded: float

    @classmethod
    def of(cls, shares: NDArray[np.float64]) -> Self:
        """Make totals of (7,) shares in the order of VERDICTS, each in [0, 1]."""
        return cls(*(100.0 * shares).tolist())

    @property
    def answered(self) -> float:
        """How many get an answer, right or wrong."""
        return self.right + self.wrong_answers

    @property
    def wrong_answers(self) -> float:
        """How many get an answer that is not right, be the question in scope or not."""
        return self.wrong + self.intruded

    @property
    def suggestions(self) -> float:
        """How many get a did-you-mean."""
        return self.offered + self.in_vain

    @property
    def no_answer(self) -> float:
        """How many are declined, rightly or wrongly."""
        return self.declined + self.missed

    @property
    def precision(self) -> float:
        """Share of the answers that are right, in [0, 1]; 1 where nothing is answered."""
        return self.right / self.answered if self.answered else 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """A number and its 95 % interval."""

    value: float
    low: float
    high: float


HEADLINES: Mapping[str, tuple[Verdict, ...]] = {
    "right": (Verdict.RIGHT,),
    "wrong_answers": (Verdict.WRONG, Verdict.INTRUDED),
    "suggestions": (Verdict.OFFERED, Verdict.IN_VAIN),
    "no_answer": (Verdict.DECLINED, Verdict.MISSED),
}
"""What the picture for people shows: names in Totals, and the verdicts in each; they add up to 100."""


def verdicts(asked: Asked, thresholds: Thresholds) -> NDArray[np.int64]:
    """(n,) positions in VERDICTS, exactly as decide() would reply."""
    outcomes, scope = asked.outcomes, asked.outcomes.in_scope
    found = np.array([bool(result.candidates) for result in asked.results]) if thresholds.suggest_at <= 0 else True
    answered = (outcomes.confidence >= thresholds.answer_at) & found
    suggested = ~answered & (outcomes.confidence >= thresholds.suggest_at) & found
    return np.select(
        [
            answered & outcomes.correct,
            answered & scope,
            answered,
            suggested & (asked.offered >= thresholds.suggest_at),
            suggested,
            scope,
        ],
        [_NUMBER[v] for v in (Verdict.RIGHT, Verdict.WRONG, Verdict.INTRUDED, Verdict.OFFERED, Verdict.IN_VAIN)]
        + [_NUMBER[Verdict.MISSED]],
        _NUMBER[Verdict.DECLINED],
    )


def totals(asked: Asked, thresholds: Thresholds) -> Totals:
    """Of 100 visitors, how many get what."""
    return Totals.of(_shares(asked, verdicts(asked, thresholds)))


def spans(asked: Asked, thresholds: Thresholds, seed: int = 0) -> dict[str, Span]:
    """Each of HEADLINES with its 95 % bootstrap interval over questions, drawn anew within each kind."""
    rng, found = np.random.default_rng(seed), verdicts(asked, thresholds)
    drawn = np.zeros((_RESAMPLES, len(VERDICTS)))
    for kind in np.unique(asked.kind):
        of_kind = asked.kind == kind
        counts = np.bincount(found[of_kind], minlength=len(VERDICTS))
        weight = float(asked.weight[of_kind].sum()) / counts.sum()
        drawn += weight * rng.multinomial(counts.sum(), counts / counts.sum(), _RESAMPLES)
    exact = _shares(asked, found)
    return {name: span_of(headline(exact, name), headline(drawn, name)) for name in HEADLINES}


def rows_with(asked: Asked, thresholds: Thresholds, *wanted: Verdict) -> list[int]:
    """Rows of the questions with these verdicts, of every one where none is named; the worst first.

    Wrong replies come first, the surest of them on top; questions wrongly declined follow by rising confidence.
    """
    numbers = verdicts(asked, thresholds)
    confidence = asked.outcomes.confidence
    sure = np.isin(numbers, [_NUMBER[verdict] for verdict in _WORST_WHERE_SURE])
    order = np.lexsort((np.where(sure, -confidence, confidence), -numbers))
    if wanted:
        order = order[np.isin(numbers[order], [_NUMBER[verdict] for verdict in wanted])]
    rows: list[int] = order.tolist()
    return rows


def headline(shares: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """(..., 7 or more) shares in the order of VERDICTS to (...) numbers of 100, for a name in HEADLINES."""
    columns = [VERDICTS.index(verdict) for verdict in HEADLINES[name]]
    summed: NDArray[np.float64] = 100 * shares[..., columns].sum(-1)
    return summed


def _shares(asked: Asked, found: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.bincount(found, asked.weight, minlength=len(VERDICTS)).astype(np.float64)


def span_of(value: float | NDArray[np.float64], drawn: NDArray[np.float64]) -> Span:
    """Return a value with the 95 % interval of (resamples,) values drawn anew."""
    low, high = np.percentile(drawn, (2.5, 97.5)).tolist()
    return Span(float(value), low, high)
