"""How well a model's numbers for pairs of texts agree with what people said, on STS-like data."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from matcher.encoder import Encoder
from matcher.errors import MatcherError
from matcher.ingest.scored_pairs import ScoredPair
from matcher.matcher import encode_all
from matcher.measures import auroc, best_accuracy
from matcher.reranker import Reranker
from matcher.types import Progress

ERRORS = 10
"""How many of the largest errors are listed unless asked otherwise."""

_LEAST_PAIRS = 4  # an interval of a correlation needs more than 3
_Z95 = NormalDist().inv_cdf(0.975)
_RERANK_STEP = 512  # pairs between two reports of progress

Interval = tuple[float, float, float]

_UNTOLD: Interval = (math.nan, math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Correlations in [-1, 1], each as value, low and high of its 95 % interval; NaN where all numbers are equal.

    Only for scores of two kinds, with the higher one as positive, else None: auroc; best_accuracy, the share of pairs
    told right at best_threshold, the best on these very pairs; held_out_accuracy, each half at the other's best.
    """

    pairs: int
    pearson: Interval
    spearman: Interval
    auroc: float | None = None
    best_accuracy: float | None = None
    best_threshold: float | None = None
    held_out_accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class PairError:
    """A pair, the model's number for it, and by how much the pair's place among all, from 0 to 1, is too high."""

    pair: ScoredPair
    value: float
    off: float


@dataclass(frozen=True, slots=True)
class StsReport:
    """How one number, similarity or relevance, agrees with the scores: over all, by split, and the largest errors."""

    number: str
    model: str
    all: Agreement
    splits: dict[str, Agreement]
    errors: tuple[PairError, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON, which knows no NaN: what the data can't tell is None."""
        errors = [{**asdict(error.pair), self.number: error.value, "off": error.off} for error in self.errors]
        splits = {name: agreement_dict(agreement) for name, agreement in self.splits.items()}
        return {"model": self.model, **agreement_dict(self.all), "splits": splits, "largest_errors": errors}


def sts(
    pairs: Sequence[ScoredPair],
    encoder: Encoder,
    reranker: Reranker | None = None,
    *,
    errors: int = ERRORS,
    progress: Progress | None = None,
) -> list[StsReport]:
    """Report on the encoder's cosine, then on the reranker's relevance where there is one.

    Raises MatcherError for fewer than 4 pairs.
    """
    if len(pairs) < _LEAST_PAIRS:
        raise MatcherError(f"{len(pairs)} pairs are too few for a correlation; give at least {_LEAST_PAIRS}")
    reports = [_report("similarity", encoder.name, pairs, similarities(pairs, encoder, progress), errors)]
    if reranker:
        reports.append(_report("relevance", reranker.name, pairs, relevances(pairs, reranker, progress), errors))
    return reports


def similarities(
    pairs: Sequence[ScoredPair], encoder: Encoder, progress: Progress | None = None
) -> NDArray[np.float64]:
    """(pairs,) cosines, in [-1, 1]."""
    texts = list(dict.fromkeys(text for pair in pairs for text in (pair.text_a, pair.text_b)))
    vectors = dict(zip(texts, encode_all(texts, encoder, progress), strict=True))
    return np.array([vectors[pair.text_a] @ vectors[pair.text_b] for pair in pairs], np.float64)


def relevances(
    pairs: Sequence[ScoredPair], reranker: Reranker, progress: Progress | None = None
) -> NDArray[np.float64]:
    """(pairs,) logits, with the first text as the question."""
    parts = []
    for at in range(0, len(pairs), _RERANK_STEP):
        parts.append(reranker.relevance([(pair.text_a, pair.text_b) for pair in pairs[at : at + _RERANK_STEP]]))
        if progress:
            progress("reranking", min(1.0, (at + _RERANK_STEP) / len(pairs)))
    return np.concatenate(parts).astype(np.float64)


def agreement(value: NDArray[np.float64], score: NDArray[np.float64]) -> Agreement:
    """Hold (n,) numbers against (n,) scores."""
    count = len(value)
    if count < 2 or not np.ptp(value) or not np.ptp(score):
        return Agreement(count, _UNTOLD, _UNTOLD)
    pearson, spearman = float(stats.pearsonr(value, score)[0]), float(stats.spearmanr(value, score)[0])
    # Fisher's z; for ranks with the wider error of Bonett & Wright (2000)
    correlations = _interval(pearson, 1.0, count), _interval(spearman, 1.0 + spearman**2 / 2, count)
    kinds = np.unique(score)
    if len(kinds) > 2:
        return Agreement(count, *correlations)
    positive = score == kinds[-1]
    best, threshold = best_accuracy(value, positive, positive)
    return Agreement(count, *correlations, auroc(positive, value), best, threshold, _held_out(value, positive))


def agreement_dict(found: Agreement) -> dict[str, object]:
    """Plain values for JSON; what is not told is left out, and NaN is None."""
    values: dict[str, object] = {"pairs": found.pairs}
    for name in ("pearson", "spearman"):
        value, low, high = (None if math.isnan(n) else n for n in getattr(found, name))
        values |= {name: value, f"{name}_interval": None if low is None else [low, high]}
    told = {name: getattr(found, name) for name in Agreement.__slots__[3:]}
    return values | {name: value for name, value in told.items() if value is not None}


def _report(number: str, model: str, pairs: Sequence[ScoredPair], value: NDArray[np.float64], errors: int) -> StsReport:
    score = np.array([pair.score for pair in pairs], np.float64)
    split = np.array([pair.split for pair in pairs])
    names = list(dict.fromkeys(split.tolist()))
    parts = {name: agreement(value[split == name], score[split == name]) for name in names} if len(names) > 1 else {}
    off = (stats.rankdata(value) - stats.rankdata(score)) / (len(pairs) - 1)
    worst = np.argsort(-np.abs(off), kind="stable")[:errors].tolist()
    listed = tuple(PairError(pairs[i], float(value[i]), float(off[i])) for i in worst)
    return StsReport(number, model, agreement(value, score), parts, listed)


def _interval(value: float, spread: float, count: int) -> Interval:
    if count < _LEAST_PAIRS or abs(value) >= 1.0:
        return value, value if abs(value) >= 1.0 else math.nan, value if abs(value) >= 1.0 else math.nan
    half = _Z95 * math.sqrt(spread / (count - 3))
    return value, math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)


def _held_out(value: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Share of pairs told right, each half at the threshold that is best on the other; halves drawn at random."""
    order = np.random.default_rng(0).permutation(len(value))
    halves = order[::2], order[1::2]
    right = 0
    for one, other in (halves, halves[::-1]):
        _, threshold = best_accuracy(value[one], positive[one], positive[one])
        right += int(((value[other] >= threshold) == positive[other]).sum())
    return right / len(value)
