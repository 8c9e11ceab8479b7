"""What each threshold buys, for all thresholds at once, with bootstrap bands."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.tune.asked import Asked

_STEPS = 100
_RESAMPLES = 1000
_LEAST_ANSWERED = 1e-9  # share of visitors; below, nothing is answered and no answer is wrong

_Counts = NDArray[np.float64]  # (..., 3, thresholds): shares answered rightly, wrongly, out of scope


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One number for each threshold, with its 95 % band; each (thresholds,)."""

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What would come of answering from each confidence on.

    at: (thresholds,) from 0 to 1 in steps of 0.01; answered: share of visitors who get an answer, in [0, 1]; precision:
    share of the answers that are right, in [0, 1]; wrong: wrong answers per 100 visitors, those to out-of-scope
    questions included; intruded: out-of-scope questions answered, per 100 visitors.
    """

    at: NDArray[np.float64]
    answered: Line
    precision: Line
    wrong: Line
    intruded: Line

    def position(self, threshold: float) -> int:
        """Position of the step nearest to a threshold in [0, 1]."""
        return int(np.abs(self.at - threshold).argmin())


def curve(asked: Asked, seed: int = 0) -> Curve:
    """Compute the curve; thousands of questions take some hundredths of a second.

    The bands are percentiles of 1,000 resamples of the questions (Efron & Tibshirani 1993), within each kind. Questions
    fall into cells (between two thresholds; right, wrong or out of scope), so that a resample is one multinomial draw.
    """
    at = np.linspace(0.0, 1.0, _STEPS + 1)
    rng = np.random.default_rng(seed)
    column = np.where(asked.outcomes.correct, 0, np.where(asked.outcomes.in_scope, 1, 2))
    step = np.searchsorted(at, asked.outcomes.confidence, side="right") - 1  # the last threshold that lets it pass
    cell = column * len(at) + step
    exact = np.bincount(cell, asked.weight, minlength=3 * len(at)).astype(np.float64)
    drawn = np.zeros((_RESAMPLES, 3 * len(at)))
    for kind in np.unique(asked.kind):
        of_kind = asked.kind == kind
        counts = np.bincount(cell[of_kind], minlength=3 * len(at))
        weight = float(asked.weight[of_kind].sum()) / counts.sum()
        drawn += weight * rng.multinomial(counts.sum(), counts / counts.sum(), _RESAMPLES)
    passed, passed_drawn = _passed(exact, len(at)), _passed(drawn, len(at))
    lines = [_line(measure, passed, passed_drawn) for measure in (_answered, _precision, _wrong, _intruded)]
    return Curve(at, *lines)


def _passed(cells: NDArray[np.float64], steps: int) -> _Counts:
    """(..., 3 * steps) shares in each cell to (..., 3, steps) shares that pass each threshold."""
    by_column = cells.reshape(*cells.shape[:-1], 3, steps)
    passed: _Counts = by_column[..., ::-1].cumsum(-1)[..., ::-1]
    return passed


def _line(measure: Callable[[_Counts], NDArray[np.float64]], exact: _Counts, drawn: _Counts) -> Line:
    low, high = np.percentile(measure(drawn), (2.5, 97.5), axis=0)
    return Line(measure(exact), low, high)


def _answered(passed: _Counts) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = passed.sum(-2)
    return shares


def _precision(passed: _Counts) -> NDArray[np.float64]:
    answered = passed.sum(-2)
    return np.where(answered > _LEAST_ANSWERED, passed[..., 0, :] / np.maximum(answered, _LEAST_ANSWERED), 1.0)


def _wrong(passed: _Counts) -> NDArray[np.float64]:
    wrong: NDArray[np.float64] = 100.0 * (passed[..., 1, :] + passed[..., 2, :])
    return wrong


def _intruded(passed: _Counts) -> NDArray[np.float64]:
    intruded: NDArray[np.float64] = 100.0 * passed[..., 2, :]
    return intruded
