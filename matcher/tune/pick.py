"""Pick both thresholds for a goal on questions that were asked, so that the pick holds for questions that were not."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matcher.confidence import sigmoid
from matcher.tune.asked import Asked
from matcher.tune.goals import AtMost, Goal
from matcher.types import Thresholds

# What is best on few questions is mostly chance. Three things steady the pick; all were chosen by tuning on one half of
# FAQs simulated from the train sets and measuring on the other (benchmarks/README.md).
_PULL = 2.0  # of the confidence as it is, against what these questions say about it, in questions
_EXPECTED = 300.0  # questions at which what happened counts as much as what the confidence lets expect
_BLUR = 0.15  # width, in log odds of confidence, over which a threshold is smeared
_MARGIN = 0.1  # standard errors of the bound that are kept free, as half of all unbiased picks would break it

# A did-you-mean without the right entry costs this much of what one with it is worth: it makes a visitor read in vain.
_IN_VAIN = 0.7
_LEAST_SUGGESTED = (
    0.03  # below, everything would be suggested to everybody, and no reply would be an honest "no answer"
)

_STEPS = 200
_CELLS = 500  # of log odds, much narrower than the blur, that questions are counted in
_SUGGEST_STEPS = 50
_END = 1e-4  # confidence is kept away from 0 and 1, where its log odds have no end

_Floats = NDArray[np.float64]


def pick(asked: Asked, goal: Goal) -> Thresholds:
    """Return the thresholds that serve the goal best, going by what happened and by what confidence lets expect."""
    expected = _Expected.of(asked)
    answer_at = _answer_at(asked, expected, goal)
    return Thresholds(answer_at, _suggest_at(asked, expected, answer_at))


@dataclass(frozen=True, slots=True, eq=False)
class _Expected:
    """For each question, (n,) each: the chances that its best candidate is right, wrong, or out of scope.

    among: the chance that the right one is among those that can be suggested; trust: how much this counts beside what
    happened, in [0, 1].
    """

    right: _Floats
    wrong: _Floats
    intruded: _Floats
    among: _Floats
    trust: float

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """Correct the confidence by these questions, drawn to what it is (Platt 1999, with a prior)."""
        weight, correct = asked.weight * asked.worth, asked.outcomes.correct
        right = _platt(asked.outcomes.confidence, correct, weight)
        among = _platt(np.clip(np.maximum(asked.leading, 0.0).sum(1), 0.0, 1.0), asked.offered >= 0, weight)
        bad = asked.weight[~correct].sum()
        strange = asked.weight[~correct & ~asked.outcomes.in_scope].sum()
        share = (strange + 1 / asked.worth) / (bad + 2 / asked.worth)  # of those not right; a half where there are none
        trust = _EXPECTED / (_EXPECTED + asked.worth)
        return cls(right, (1 - right) * (1 - share), (1 - right) * share, among, trust)


def _platt(confidence: _Floats, correct: NDArray[np.bool_], weight: _Floats) -> _Floats:
    """(n,) chances from confidences: slope and bias in log odds, with a price on moving away from 1 and 0."""
    odds = _log_odds(confidence)
    design = np.column_stack([odds, np.ones(len(odds))])  # (n, 2)
    moved = design.T @ (design * weight[:, None]) / weight.sum()
    start = np.array([1.0, 0.0])

    def loss(parameters: _Floats) -> tuple[float, _Floats]:
        value, away = design @ parameters, parameters - start
        slope = design.T @ (weight * (sigmoid(value) - correct)) + _PULL * moved @ away
        losses = np.logaddexp(0.0, np.where(correct, -value, value))
        return float(weight @ losses + 0.5 * _PULL * away @ moved @ away), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.05, None), (None, None)]).x
    chances: _Floats = sigmoid(design @ found)
    return chances


def _answer_at(asked: Asked, expected: _Expected, goal: Goal) -> float:
    odds = _log_odds(asked.outcomes.confidence)
    steps = np.linspace(odds.min() - 1.0, odds.max() + 1.0, _STEPS)
    place = np.linspace(odds.min(), odds.max() + _END, _CELLS)
    cell = np.searchsorted(place, odds)
    passing = sigmoid((place[None] - steps[:, None]) / _BLUR)  # (steps, cells)
    correct, scope = asked.outcomes.correct, asked.outcomes.in_scope
    right, wrong, intruded = (
        passing
        @ np.bincount(cell, asked.weight * (expected.trust * chance + (1 - expected.trust) * came), minlength=_CELLS)
        for chance, came in (
            (expected.right, correct),
            (expected.wrong, ~correct & scope),
            (expected.intruded, ~scope),
        )
    )
    if not isinstance(goal, AtMost):
        # A wrong answer in scope is an unanswered question less.
        worth = right - (goal.of_wrong - 1) * wrong - goal.of_wrong * intruded
        return float(sigmoid(steps[int(worth.argmax())]))
    bound = goal.wrong - _MARGIN * np.sqrt(goal.wrong * (1 - goal.wrong) / asked.worth)
    within = np.flatnonzero(wrong + intruded <= bound)
    if goal.wrong >= 1:
        return 0.0
    return float(sigmoid(steps[within[0]])) if len(within) else 1.0


def _suggest_at(asked: Asked, expected: _Expected, answer_at: float) -> float:
    """Suggest from where a did-you-mean helps often enough; helps is judged by what came and by what was to expect."""
    left = asked.outcomes.confidence < answer_at
    least = min(_LEAST_SUGGESTED, answer_at)
    steps = np.linspace(least, max(answer_at, least), _SUGGEST_STEPS)
    leading, offered, weight = asked.leading[left], asked.offered[left], asked.weight[left]
    share = np.maximum(leading, 0.0) / np.maximum(leading.clip(0.0).sum(1, keepdims=True), _END)  # (left, 3)
    worth = []
    for step in steps.tolist():
        shown = leading[:, 0] >= step
        chance = expected.among[left] * (share * (leading >= step)).sum(1)
        helps = expected.trust * chance + (1 - expected.trust) * (offered >= step)
        worth.append(float(weight[shown] @ (helps[shown] - _IN_VAIN * (1 - helps[shown]))))
    return float(steps[int(np.argmax(worth))])


def _log_odds(confidence: _Floats) -> _Floats:
    """Log odds of confidences in [0, 1], finite also at the ends."""
    kept = np.clip(confidence, _END, 1 - _END)
    odds: _Floats = np.log(kept / (1 - kept))
    return odds
