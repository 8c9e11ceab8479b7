"""Fit the confidence to the owner's labels, and keep the shipped one unless cross-validation says otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matcher.confidence import RankedConfidence, log_odds, share_of_answer, sigmoid, softmax
from matcher.evidence import gather
from matcher.fair import FairMatchers
from matcher.fitted import Fitted, shipped_confidence
from matcher.matcher import TOP_K
from matcher.reranker import NONE
from matcher.types import Label, Progress

LEAST_QUESTIONS = 60
LEAST_OF_EACH = 15
"""Right and not right best candidates that there must be; with fewer, three numbers are too many to fit."""

_PULLS = (100.0, 30.0, 10.0, 3.0, 1.0)  # towards the shipped values, in questions' worth of log loss
_FOLDS = 5
_REPEATS = 4
_ENOUGH = 1.0  # standard errors by which the log loss must fall

NO_VECTORS = np.zeros((0, 0), np.float32)

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Refit:
    """What fitting came to.

    kept: whether the fitted confidence is better and should be used; enough: whether there were labels enough to try;
    log_loss and brier: of the shipped and of the fitted confidence, on questions that the fit did not see, lower is
    better; 0 where nothing was tried. fitted: the parameters, whether kept or not; None where nothing was tried.
    """

    kept: bool
    enough: bool
    questions: int
    log_loss: tuple[float, float]
    brier: tuple[float, float]
    fitted: Fitted | None

    def describe(self) -> str:
        """Say in a sentence what came of it."""
        if self.fitted is None:
            return (
                f"The shipped confidence is kept: {self.questions} test questions are too few to fit it anew; it takes "
                f"{LEAST_QUESTIONS}, of which {LEAST_OF_EACH} find the right entry and {LEAST_OF_EACH} do not."
            )
        change = f"log loss {self.log_loss[0]:.3f} to {self.log_loss[1]:.3f}, held out"
        on = f"fitted on your {self.questions} test questions"
        if self.kept:
            return f"Confidence {on} is more truthful than the shipped one ({change})."
        return f"The shipped confidence is kept: {on}, it is no better ({change})."


def refit(
    fair: FairMatchers,
    labels: Sequence[Label],
    vectors: NDArray[np.float32],
    *,
    seed: int = 0,
    progress: Progress | None = None,
) -> Refit:
    """Fit closeness, lead and bias, drawn towards the shipped values; vectors: (labels, dim) of the questions.

    How strongly they are drawn is chosen by cross-validation, and whether that beats the shipped confidence by another
    one around it, in which no question judges a fit that saw it. An uncalibrated confidence is not fitted.
    """
    matcher = fair.matchers[0]
    shipped = shipped_confidence(matcher)
    if not isinstance(shipped, RankedConfidence):
        return Refit(False, False, len(labels), (0.0, 0.0), (0.0, 0.0), None)
    rows, right = _standing(fair, shipped, labels, vectors)
    if len(right) < LEAST_QUESTIONS or min(right.sum(), (~right).sum()) < LEAST_OF_EACH:
        return Refit(False, False, len(labels), (0.0, 0.0), (0.0, 0.0), None)
    start = np.array([shipped.closeness, shipped.lead, shipped.bias])
    rng = np.random.default_rng(seed)
    before, after = _held_out(rows, right, start, rng, progress)
    gain = before[0] - after[0]
    losses, brier = (tuple(float(each.mean()) for each in pair) for pair in zip(before, after, strict=True))
    better = float(gain.mean()) > _ENOUGH * float(gain.std()) / np.sqrt(len(gain)) and brier[1] < brier[0]
    closeness, lead, bias = _fit(rows, right, start, _pull(rows, right, start, rng)).tolist()
    reranker = matcher.reranker.fingerprint if matcher.reranker else NONE
    studied = matcher.source.studied is not None
    fitted = Fitted(matcher.encoder.fingerprint, reranker, studied, closeness, lead, bias, len(labels))
    return Refit(bool(better), True, len(labels), (losses[0], losses[1]), (brier[0], brier[1]), fitted)


def _held_out(
    rows: _Floats, right: NDArray[np.bool_], start: _Floats, rng: np.random.Generator, progress: Progress | None
) -> tuple[tuple[_Floats, _Floats], tuple[_Floats, _Floats]]:
    """(n,) log losses and squared errors of the shipped confidence, then of fits that did not see the question."""
    loss, squares = np.zeros(len(right)), np.zeros(len(right))
    for repeat in range(_REPEATS):
        folds = _folds(right, rng)
        for fold in range(_FOLDS):
            held = folds == fold
            found = _fit(rows[~held], right[~held], start, _pull(rows[~held], right[~held], start, rng))
            loss[held] += _loss(rows[held], right[held], found) / _REPEATS
            squares[held] += _squares(rows[held], right[held], found) / _REPEATS
        if progress:
            progress("fitting", (repeat + 1) / _REPEATS)
    return (_loss(rows, right, start), _squares(rows, right, start)), (loss, squares)


def _standing(
    fair: FairMatchers, shipped: RankedConfidence, labels: Sequence[Label], vectors: NDArray[np.float32]
) -> tuple[_Floats, NDArray[np.bool_]]:
    """(n, 2) utility and lead of the best candidates, and (n,) whether they are right; questions of none left out."""
    rows, right = [], []
    for label, vector in zip(labels, vectors, strict=True):
        if not label.question.strip():
            continue
        matcher = fair.matcher_for(label.question)
        found = gather(matcher.source, label.question, vector, TOP_K)
        if not len(found.entries):
            continue
        utility = shipped.utility(found, matcher.relevance(label.question, found))
        best = int(utility.argmax())
        rows.append((float(utility[best]), log_odds(share_of_answer(softmax(utility), found.answers, best))))
        right.append(matcher.entries[int(found.entries[best])].id in label.expected)
    return np.array(rows, np.float64).reshape(-1, 2), np.array(right, bool)


def _fit(rows: _Floats, right: NDArray[np.bool_], start: _Floats, pull: float) -> _Floats:
    """(3,) closeness, lead and bias of the least log loss, with a price on moving confidence from the shipped one.

    The price is pull / 2 times the mean square by which log odds move, over these questions.
    """
    design = np.column_stack([rows, np.ones(len(rows))])  # (n, 3)
    moved = design.T @ design / len(design)

    def loss(parameters: _Floats) -> tuple[float, _Floats]:
        odds, away = design @ parameters, parameters - start
        slope = design.T @ (sigmoid(odds) - right) + pull * moved @ away
        value = np.logaddexp(0.0, odds).sum() - odds[right].sum() + 0.5 * pull * away @ moved @ away
        return float(value), slope

    bounds = [(0.0, None), (0.0, None), (None, None)]
    found: _Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _pull(rows: _Floats, right: NDArray[np.bool_], start: _Floats, rng: np.random.Generator) -> float:
    """Choose by cross-validation how strongly to hold on to the shipped values."""
    folds = _folds(right, rng)
    losses = [
        sum(
            float(
                _loss(rows[folds == f], right[folds == f], _fit(rows[folds != f], right[folds != f], start, pull)).sum()
            )
            for f in range(_FOLDS)
        )
        for pull in _PULLS
    ]
    return _PULLS[int(np.argmin(losses))]


def _folds(right: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """(n,) folds with the same share of right ones."""
    folds = np.empty(len(right), np.int64)
    folds[np.lexsort((rng.random(len(right)), right))] = np.arange(len(right)) % _FOLDS
    return folds


def _loss(rows: _Floats, right: NDArray[np.bool_], parameters: _Floats) -> _Floats:
    """(n,) log losses."""
    odds = rows @ parameters[:2] + parameters[2]
    losses: _Floats = np.logaddexp(0.0, np.where(right, -odds, odds))
    return losses


def _squares(rows: _Floats, right: NDArray[np.bool_], parameters: _Floats) -> _Floats:
    """(n,) squared errors of the probability."""
    squares: _Floats = (sigmoid(rows @ parameters[:2] + parameters[2]) - right) ** 2
    return squares
