"""Pick both thresholds for a goal on questions that were asked."""

import numpy as np
from numpy.typing import NDArray

from matcher.tune.asked import Asked
from matcher.tune.goals import AtMost, Goal
from matcher.types import Thresholds

# A did-you-mean without the right entry is worth so much of one with it, as a loss: it makes the visitor read in vain.
_IN_VAIN = 1 / 3


def pick(asked: Asked, goal: Goal) -> Thresholds:
    """Return the thresholds that serve the goal best on these questions."""
    answer_at = _answer_at(asked, goal)
    return Thresholds(answer_at, _suggest_at(asked, answer_at))


def _answer_at(asked: Asked, goal: Goal) -> float:
    order = np.argsort(-asked.outcomes.confidence, kind="stable")
    confidence, weight = asked.outcomes.confidence[order], asked.weight[order]
    right = np.concatenate([[0.0], np.cumsum(weight * asked.outcomes.correct[order])])
    wrong = np.concatenate([[0.0], np.cumsum(weight * ~asked.outcomes.correct[order])])
    edges = np.concatenate([[1.0], (confidence[1:] + confidence[:-1]) / 2, [0.0]])  # the threshold between k and k + 1
    possible = np.concatenate([[True], confidence[1:] < confidence[:-1], [True]])
    value = np.where(possible, _worth(goal, right, wrong), -np.inf)
    return float(edges[int(value.argmax())])


def _worth(goal: Goal, right: NDArray[np.float64], wrong: NDArray[np.float64]) -> NDArray[np.float64]:
    """Worth of shares of right and wrong answers; higher is better."""
    if isinstance(goal, AtMost):
        return np.where(wrong <= goal.wrong, right, -1.0)
    return right - goal.of_wrong * wrong


def _suggest_at(asked: Asked, answer_at: float) -> float:
    left = asked.outcomes.confidence < answer_at
    top, offered, weight = asked.outcomes.confidence[left], asked.offered[left], asked.weight[left]
    steps: NDArray[np.float64] = np.linspace(0.0, answer_at, 101)
    shown, hit = top[:, None] >= steps, offered[:, None] >= np.maximum(steps, 1e-9)
    value = weight @ (shown & hit) - _IN_VAIN * (weight @ (shown & ~hit))
    return float(steps[int(value.argmax())])
