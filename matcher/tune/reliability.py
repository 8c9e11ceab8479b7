"""Whether confidence keeps its word: of the questions with 0.7, 7 in 10 should be right."""

from dataclasses import dataclass

import numpy as np

from matcher.measures import calibration_error
from matcher.tune.asked import Asked

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies in [low, high), 1 included in the last bin.

    questions: how many; confidence: their mean confidence; right: share of them whose best candidate is right; both in
    [0, 1] and 0 without questions.
    """

    low: float
    high: float
    questions: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The ten bins of a reliability diagram, and the expected calibration error in [0, 1] (Naeini et al. 2015)."""

    bins: tuple[Bin, ...]
    ece: float


def reliability(asked: Asked) -> Reliability:
    """Compare confidence with how often it was right; out-of-scope questions are never right."""
    confidence, correct = asked.outcomes.confidence, asked.outcomes.correct
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins = []
    for number in range(BINS):
        inside = place == number
        count = int(inside.sum())
        means = (float(confidence[inside].mean()), float(correct[inside].mean())) if count else (0.0, 0.0)
        bins.append(Bin(number / BINS, (number + 1) / BINS, count, *means))
    return Reliability(tuple(bins), calibration_error(confidence, correct))
