"""The measures by which the product is judged, for the pages, the command line and the benchmarks alike.

Every question counts once: its best candidate has a confidence, and is right, wrong, or out of scope.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from matcher.types import Label, Result

_ECE_BINS = 10
_RESAMPLES = 1000
_RECALL_DEPTHS = (5, 20)
_PRECISIONS = (0.90, 0.95)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of each question, one row each.

    confidence: (n,) of the best candidate, 0 without one; correct: (n,) in scope and the best candidate is expected;
    in_scope: (n,); rank: (n,) place of the first expected entry from 1, 0 where it was not found; predicted and due:
    (n,) numbers of the best candidate's entry and of the entry it should be, 0 for none.
    """

    confidence: NDArray[np.float64]
    correct: NDArray[np.bool_]
    in_scope: NDArray[np.bool_]
    rank: NDArray[np.int64]
    predicted: NDArray[np.int64]
    due: NDArray[np.int64]

    @classmethod
    def of(cls, results: Sequence[Result], labels: Sequence[Label]) -> Self:
        """Hold results against their labels, in the same order."""
        ranks = [_rank(result, label) for result, label in zip(results, labels, strict=True)]
        rank = np.array(ranks, np.int64)
        confidence = np.array([r.candidates[0].confidence if r.candidates else 0.0 for r in results], np.float64)
        in_scope = np.array([bool(label.expected) for label in labels], bool)
        predicted, due = _numbers(results, labels)
        return cls(confidence, rank == 1, in_scope, rank, predicted, due)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Return the outcomes in these rows."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


def measure(outcomes: Outcomes) -> dict[str, float]:
    """All measures, each in [0, 1] but mcc in [-1, 1]; NaN where the data can't tell."""
    confidence, correct, scope = outcomes.confidence, outcomes.correct, outcomes.in_scope
    found = outcomes.rank[scope]
    accuracy, at = best_accuracy(confidence, correct, scope)
    answered = confidence >= at
    return {
        "top1": _mean(correct[scope]),
        "mrr": _mean(np.where(found > 0, 1.0 / np.maximum(found, 1), 0.0)),
        **{f"recall@{k}": _mean((found > 0) & (found <= k)) for k in _RECALL_DEPTHS},
        "auroc_correct": auroc(correct, confidence),
        "auroc_scope": auroc(scope, confidence),
        **{f"coverage@{p * 100:.0f}": coverage(confidence, correct, scope, p) for p in _PRECISIONS},
        "best_accuracy": accuracy,
        "mcc": mcc(np.where(answered, outcomes.predicted, 0), outcomes.due),
        "ece": calibration_error(confidence, correct),
    }


def intervals(outcomes: Outcomes, resamples: int = _RESAMPLES, seed: int = 0) -> dict[str, tuple[float, float]]:
    """95 % percentile bootstrap intervals of every measure (Efron & Tibshirani 1993), over questions."""
    rng = np.random.default_rng(seed)
    count = len(outcomes.confidence)
    rows = [measure(outcomes.take(rng.integers(0, count, count))) for _ in range(resamples)]
    return {name: _bounds([row[name] for row in rows]) for name in rows[0]}


def auroc(positive: NDArray[np.bool_], value: NDArray[np.float64]) -> float:
    """Chance that a positive has a higher value than a negative; ties count half; NaN without both kinds."""
    if positive.all() or not positive.any():
        return float("nan")
    return float(roc_auc_score(positive, value))


def coverage(
    confidence: NDArray[np.float64], correct: NDArray[np.bool_], scope: NDArray[np.bool_], precision: float
) -> float:
    """Correct answers in the longest prefix by confidence with at least this precision, by questions in scope."""
    if not scope.any():
        return float("nan")
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum(correct[order])
    long_enough = np.flatnonzero(right / np.arange(1, len(right) + 1) >= precision)
    return float(right[long_enough[-1]] / scope.sum()) if len(long_enough) else 0.0


def best_accuracy(
    confidence: NDArray[np.float64], correct: NDArray[np.bool_], scope: NDArray[np.bool_]
) -> tuple[float, float]:
    """Share answered right or rightly declined at the best single threshold, and that threshold."""
    order = np.argsort(-confidence, kind="stable")
    ordered = confidence[order]
    right = np.concatenate([[0], np.cumsum(correct[order])])  # (n + 1,) if the first k are answered
    declined = (~scope).sum() - np.concatenate([[0], np.cumsum(~scope[order])])
    possible = np.append(np.concatenate([[True], ordered[1:] != ordered[:-1]]), True)  # equal confidences go together
    total = np.where(possible, right + declined, -1)
    k = int(total.argmax())
    return float(total[k] / len(confidence)), float(ordered[k - 1]) if k else float(ordered[0]) + 1.0


def mcc(given: NDArray[np.int64], due: NDArray[np.int64]) -> float:
    """Matthews correlation over many classes, numbered from 0 (Gorodkin 2004); 0 where it is not defined."""
    classes = int(max(given.max(initial=0), due.max(initial=0))) + 1
    n, right = len(due), int((given == due).sum())
    given_count = np.bincount(given, minlength=classes).astype(np.float64)
    due_count = np.bincount(due, minlength=classes).astype(np.float64)
    spread = (n**2 - given_count @ given_count) * (n**2 - due_count @ due_count)
    return float((right * n - given_count @ due_count) / np.sqrt(spread)) if spread > 0 else 0.0


def calibration_error(confidence: NDArray[np.float64], correct: NDArray[np.bool_]) -> float:
    """Return the expected calibration error in 10 equal-width bins (Naeini et al. 2015)."""
    bins = np.minimum((np.clip(confidence, 0, 1) * _ECE_BINS).astype(int), _ECE_BINS - 1)
    gap = np.zeros(_ECE_BINS)
    np.add.at(gap, bins, confidence - correct)
    return float(np.abs(gap).sum() / len(confidence))


def _rank(result: Result, label: Label) -> int:
    places = (i for i, c in enumerate(result.candidates, 1) if c.entry.id in label.expected)
    return next(places, 0)


def _numbers(results: Sequence[Result], labels: Sequence[Label]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Entries as numbers from 1; where several are expected, the one that was predicted counts as due."""
    known: dict[str, int] = {}
    pairs = []
    for result, label in zip(results, labels, strict=True):
        predicted = result.candidates[0].entry.id if result.candidates else ""
        due = predicted if predicted in label.expected else min(label.expected, default="")
        pairs.append(tuple(known.setdefault(name, len(known) + 1) if name else 0 for name in (predicted, due)))
    numbers = np.array(pairs, np.int64).reshape(-1, 2)
    return numbers[:, 0], numbers[:, 1]


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    told = [value for value in values if not math.isnan(value)]
    low, high = np.percentile(told, (2.5, 97.5)) if told else (math.nan, math.nan)
    return float(low), float(high)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")
