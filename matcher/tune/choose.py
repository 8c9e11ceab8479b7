"""Choose both thresholds for a goal, and estimate by cross-validation what the choice really buys."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.tune.asked import Asked
from matcher.tune.goals import AtMost, Cost, Goal
from matcher.tune.pick import pick
from matcher.tune.verdicts import HEADLINES, VERDICTS, Span, Verdict, headline, span_of, verdicts
from matcher.types import Progress, Thresholds

_FOLDS = 5
_REPEATS = 10
_RESAMPLES = 1000
_WITHIN = 0.05  # half of the interval that counts as sure
_LEAST = 10  # questions; with fewer, nothing can be held out and nothing is promised


@dataclass(frozen=True, slots=True)
class Choice:
    """Thresholds for a goal, and what they buy.

    promised: of 100 visitors, for each of HEADLINES, estimated on questions that the choice did not see, with 95 %
    intervals; empty with too few questions to hold any out. costs: the goal's cost per 100 visitors where the goal is a
    cost. answer_at_from and answer_at_to: where the choice fell, from the 5th to the 95th percentile, when it was made
    without some of the questions. more: how many test questions are missing until every interval is within 5 points.
    """

    thresholds: Thresholds
    goal: Goal
    questions: int
    promised: dict[str, Span]
    costs: Span | None
    answer_at_from: float
    answer_at_to: float
    more: int

    @property
    def within_goal(self) -> bool | None:
        """Whether the bound is kept on questions that the choice did not see; None where nothing can be said."""
        if not self.promised or not isinstance(self.goal, AtMost):
            return None
        return self.promised["wrong_answers"].value <= 100 * self.goal.wrong + 1e-9

    @property
    def surely_within_goal(self) -> bool | None:
        """Whether even the upper end of the interval keeps the bound; None where nothing can be said."""
        if not self.promised or not isinstance(self.goal, AtMost):
            return None
        return self.promised["wrong_answers"].high <= 100 * self.goal.wrong + 1e-9


def choose(asked: Asked, goal: Goal, *, seed: int = 0, progress: Progress | None = None) -> Choice:
    """Choose on all questions; promise what choosing on 4 in 5 of them and asking the rest came to, 10 times over.

    The folds have the same share of out-of-scope questions and of right best candidates. The same seed gives the same
    promise.
    """
    thresholds = pick(asked, goal)
    if len(asked) < _LEAST:
        return Choice(
            thresholds, goal, len(asked), {}, None, 0.0, 1.0, _missing(np.full(len(VERDICTS), 0.5), len(asked))
        )
    rng = np.random.default_rng(seed)
    came, chosen = _held_out(asked, goal, rng, progress)
    came = np.column_stack([came, _cost_of_each(asked, came, goal)])
    drawn = _resampled(asked, came, rng)
    exact = asked.weight @ came
    low, high = np.percentile(chosen, (5, 95)).tolist()
    return Choice(
        thresholds,
        goal,
        len(asked),
        {name: span_of(headline(exact, name), headline(drawn, name)) for name in HEADLINES},
        span_of(100 * exact[-1], 100 * drawn[:, -1]) if isinstance(goal, Cost) else None,
        low,
        high,
        more_labels(asked, thresholds),
    )


def _held_out(
    asked: Asked, goal: Goal, rng: np.random.Generator, progress: Progress | None
) -> tuple[NDArray[np.float64], list[float]]:
    """(n, 7) shares of verdicts that each question got by choices made without it; and answer_at of each choice."""
    came = np.zeros((len(asked), len(VERDICTS)))
    chosen = []
    for repeat in range(_REPEATS):
        folds = _folds(asked, rng)
        for fold in range(_FOLDS):
            held = np.flatnonzero(folds == fold)
            found = pick(asked.take(np.flatnonzero(folds != fold)), goal)
            chosen.append(found.answer_at)
            came[held, verdicts(asked.take(held), found)] += 1 / _REPEATS
        if progress:
            progress("choosing", (repeat + 1) / _REPEATS)
    return came, chosen


def more_labels(asked: Asked, thresholds: Thresholds) -> int:
    """How many more test questions it takes until each headline is known within 5 points (95 %); 0 where it is."""
    counts = np.bincount(verdicts(asked, thresholds), minlength=len(VERDICTS))
    return _missing((counts + 0.5) / (counts.sum() + 0.5 * len(VERDICTS)), int(asked.worth))


def _missing(shares: NDArray[np.float64], have: int) -> int:
    """From (7,) shares of verdicts; the widest interval counts (normal approximation to the binomial)."""
    parts = [float(headline(shares, name)) / 100 for name in HEADLINES]
    widest = max(part * (1 - part) for part in parts)
    return max(0, math.ceil(widest * (1.96 / _WITHIN) ** 2) - have)


def _folds(asked: Asked, rng: np.random.Generator) -> NDArray[np.int64]:
    """(n,) folds, balanced within right, wrong and out of scope; equal questions go together."""
    column = np.where(asked.outcomes.correct, 0, np.where(asked.outcomes.in_scope, 1, 2))
    order = np.lexsort((rng.random(len(asked)), asked.outcomes.confidence > 0, column, asked.kind))
    folds = np.empty(len(asked), np.int64)
    folds[order] = (np.arange(len(asked)) + rng.integers(_FOLDS)) % _FOLDS
    return folds


def _resampled(asked: Asked, came: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """(resamples, columns) means of came, (n, columns), when the questions are drawn anew within each kind."""
    drawn = np.zeros((_RESAMPLES, came.shape[1]))
    for kind in np.unique(asked.kind):
        rows = np.flatnonzero(asked.kind == kind)
        weight = float(asked.weight[rows].sum()) / len(rows)
        counts = rng.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), _RESAMPLES)
        drawn += weight * (counts @ came[rows])
    return drawn


def _cost_of_each(asked: Asked, came: NDArray[np.float64], goal: Goal) -> NDArray[np.float64]:
    """(n,) costs, from (n, 7) shares of verdicts: what is in scope and not answered costs 1."""
    of = {verdict: came[:, number] for number, verdict in enumerate(VERDICTS)}
    unanswered = of[Verdict.OFFERED] + of[Verdict.MISSED] + of[Verdict.IN_VAIN] * asked.outcomes.in_scope
    wrong = of[Verdict.WRONG] + of[Verdict.INTRUDED]
    return unanswered + (goal.of_wrong if isinstance(goal, Cost) else 0.0) * wrong
