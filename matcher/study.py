"""What the matcher learns from an FAQ's own texts: a small map over the embeddings, kept only where it helps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.contrastive import learn
from matcher.lesson import Lesson, Views
from matcher.types import Progress

VERSION = 3
"""Raised when the same texts would give another map, so that no old one is taken for it."""

_FOLDS = 4
_SHARPNESS = 15.0  # of the vote over an entry's texts, as in evidence
_ENOUGH = 0.5  # standard errors by which the share of held-out texts that reach their entry must rise
_LEAST_ASKED = 15  # held-out texts; with fewer, chance decides
_BLOCK = 64  # texts asked at a time: 30 MB for 40,000 views
_MOST_ASKED = 500  # held-out texts of one fold that are asked, drawn at random; more tell no more and take time


@dataclass(frozen=True, slots=True)
class StudyMap:
    """A linear map W (dim, dim), added to what it maps: x -> x + x W, back to unit length."""

    matrix: NDArray[np.float32]

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, dim) unit rows to (n, dim) unit rows."""
        moved: NDArray[np.float32] = vectors @ self.matrix
        moved += vectors  # in place: a copy of a large FAQ is 60 MB
        moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
        return moved


@dataclass(frozen=True, slots=True)
class StudyReport:
    """What study gained, by cross-validation on the FAQ's own texts.

    kept: whether the map is used; questions: how many texts were held out and asked; before and after: share of them
    that reached their own entry without and with the map, in [0, 1]; 0 where too few were asked to tell.
    """

    kept: bool
    questions: int
    before: float
    after: float

    @property
    def enough(self) -> bool:
        """Whether there were texts enough to tell anything."""
        return self.questions >= _LEAST_ASKED


def study(lesson: Lesson, seed: int = 0, progress: Progress | None = None) -> tuple[StudyMap | None, StudyReport]:
    """Learn a map, and return it where more held-out texts reach their entry with it than without, else None.

    Two kinds of text are held out. Phrasings: each is asked once, of a map learned without it (cross-validation).
    Passages: later parts of answers, which no map learns from (inverse cloze task, Lee et al. 2019); they judge FAQs
    with few phrasings. The same seed gives the same map. An exception that progress raises ends the study.
    """
    if len(lesson.phrasings) + len(lesson.passages) < _LEAST_ASKED:
        return None, _judge([])
    rng = np.random.default_rng(seed)
    folds = _folds(lesson.owners, rng)
    gains: list[_Gain] = []
    for number in range(_FOLDS):
        views = lesson.views(folds == number)
        asked = _asked(lesson, views, folds == number, rng)
        if len(asked):
            learned = _learn(views, seed, _part(progress, number))
            gains.append(_gain(lesson.phrasings[asked], lesson.owners[asked], views, learned))
    views = lesson.views(np.zeros(len(folds), bool))
    if len(np.unique(views.owners)) == len(views.owners):
        return None, _judge([])
    whole = _learn(views, seed, _part(progress, _FOLDS))
    if len(lesson.passages):
        gains.append(_gain(lesson.passages, lesson.passage_owners, views, whole))
    report = _judge(gains)
    if progress:
        progress("studying", 1.0)
    return (whole if report.kept else None), report


def _learn(views: Views, seed: int, progress: Callable[[float], None]) -> StudyMap:
    return StudyMap(learn(views.vectors, views.owners, seed, progress))


def _asked(lesson: Lesson, views: Views, held: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Positions of held-out phrasings to ask: those whose entry has two texts left, one to be found by.

    An entry with one text left is drawn to none of its own, which says nothing about the whole map.
    """
    left = np.bincount(views.owners, minlength=lesson.entries)  # (entries,)
    found = np.bincount(views.owners[views.indexed], minlength=lesson.entries)
    possible = np.flatnonzero(held & (left[lesson.owners] > 1) & (found[lesson.owners] > 0))
    return np.sort(rng.permutation(possible)[:_MOST_ASKED])


def _part(progress: Progress | None, number: int) -> Callable[[float], None]:
    """Report one of the maps as its share of the study."""
    return lambda share: progress("studying", (number + share) / (_FOLDS + 1)) if progress else None


@dataclass(frozen=True, slots=True)
class _Gain:
    """Held-out texts that were asked: (n,) whether each reached its entry, without and with the map."""

    before: NDArray[np.bool_]
    after: NDArray[np.bool_]


def _folds(owners: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """(phrasings,) folds, at most one phrasing more of an entry in one than in another, so that each keeps most."""
    shuffled = np.lexsort((rng.random(len(owners)), owners))
    first = np.searchsorted(owners, owners)
    offset = rng.integers(0, _FOLDS, int(owners.max(initial=0)) + 1)
    folds = np.empty(len(owners), np.int64)
    folds[shuffled] = (np.arange(len(owners)) - first + offset[owners]) % _FOLDS
    return folds


def _gain(asked: NDArray[np.float32], expected: NDArray[np.int64], views: Views, learned: StudyMap) -> _Gain:
    """Ask (n, dim) texts, of which (n,) entries are expected, without and with the map."""
    vectors, owners = views.vectors, views.owners
    if not views.indexed.all():  # else a copy of a large FAQ is spared
        vectors, owners = vectors[views.indexed], owners[views.indexed]
    before = _winners(asked, vectors, owners) == expected
    after = _winners(learned.apply(asked), learned.apply(vectors), owners) == expected
    return _Gain(before, after)


def _winners(asked: NDArray[np.float32], vectors: NDArray[np.float32], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) entries with the highest log-sum-exp of cosines, of (n, dim) with (views, dim); owners (views,) rising."""
    starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
    winners = np.zeros(len(asked), np.int64)
    for at in range(0, len(asked), _BLOCK):
        cosines = asked[at : at + _BLOCK] @ vectors.T  # (block, dim) @ (dim, views) -> (block, views)
        weights = cosines.astype(np.float64)
        weights -= 1.0
        weights *= _SHARPNESS
        np.exp(weights, out=weights)
        winners[at : at + _BLOCK] = owners[starts][np.add.reduceat(weights, starts, axis=1).argmax(axis=1)]
    return winners


def _judge(gains: Sequence[_Gain]) -> StudyReport:
    """Keep the map where the share of held-out texts that reach their entry rises by more than chance may explain."""
    before = np.concatenate([gain.before for gain in gains]) if gains else np.zeros(0, bool)
    after = np.concatenate([gain.after for gain in gains]) if gains else np.zeros(0, bool)
    if len(before) < _LEAST_ASKED:
        return StudyReport(False, len(before), 0.0, 0.0)
    gain = after.astype(np.float64) - before
    kept = float(gain.mean()) > _ENOUGH * float(gain.std()) / np.sqrt(len(gain))
    return StudyReport(bool(kept), len(before), float(before.mean()), float(after.mean()))
