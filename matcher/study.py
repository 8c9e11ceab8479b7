"""What the matcher learns from an FAQ's own texts: a small map over the embeddings, kept only where it helps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.contrastive import learn
from matcher.texts import passage_of
from matcher.types import Entry, Progress

VERSION = 2
"""Raised when the same texts would give another map, so that no old one is taken for it."""

_FOLDS = 4
_SHARPNESS = 15.0  # of the vote over an entry's texts, as in evidence
_ENOUGH = 0.5  # standard errors by which the share of held-out texts that reach their entry must rise
_LEAST_ASKED = 15  # held-out texts; with fewer, chance decides
_BLOCK = 64  # texts asked at a time: 50 MB for 40,000 views
_MOST_ASKED = 500  # held-out texts of one fold that are asked; more tell no more and take time


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


@dataclass(frozen=True, slots=True)
class Lesson:
    """The vectors that study learns from and is tried on, all of unit length.

    phrasings: (phrasings, dim); owners: (phrasings,), the position of each one's entry, rising; wholes: (entries, dim),
    each entry as one text, or (0, dim) in an FAQ without answers; passages: (passages, dim), later parts of answers,
    with passage_owners (passages,): they are only asked, never learned from.
    """

    phrasings: NDArray[np.float32]
    owners: NDArray[np.int64]
    wholes: NDArray[np.float32]
    passages: NDArray[np.float32]
    passage_owners: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        entries: Sequence[Entry],
        vectors: NDArray[np.float32],
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> "Lesson":
        """Collect what to learn from; vectors: (texts, dim), in the order of texts_of(entries)."""
        counts = [len(entry.phrasings) for entry in entries]
        phrasings, wholes = vectors[: sum(counts)], vectors[sum(counts) :]
        passages = {place: text for place, entry in enumerate(entries) if (text := passage_of(entry))}
        encoded = encode(list(passages.values())) if passages else phrasings[:0]
        owners = np.repeat(np.arange(len(entries)), counts)
        return cls(phrasings, owners, wholes, encoded, np.array(list(passages), np.int64))

    def views(self, held: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Vectors and owners (rising) without the held-out phrasings, and without the wholes that hold one of them.

        held: (phrasings,).
        """
        vectors, owners = self.phrasings[~held], self.owners[~held]
        if len(self.wholes):
            first = np.searchsorted(self.owners, np.arange(len(self.wholes)))  # an entry's first phrasing: its question
            whole = np.flatnonzero(~held[first])
            vectors, owners = np.concatenate([vectors, self.wholes[whole]]), np.concatenate([owners, whole])
        order = np.argsort(owners, kind="stable")
        return vectors[order], owners[order]


def study(lesson: Lesson, seed: int = 0, progress: Progress | None = None) -> tuple[StudyMap | None, StudyReport]:
    """Learn a map, and return it where more held-out texts reach their entry with it than without, else None.

    Two kinds of text are held out. Phrasings: each is asked once, of a map learned without it (cross-validation).
    Passages: later parts of answers, which no map learns from (inverse cloze task, Lee et al. 2019); they judge FAQs
    with few phrasings. The same seed gives the same map. An exception that progress raises ends the study.
    """
    if len(lesson.phrasings) + len(lesson.passages) < _LEAST_ASKED:
        return None, _judge([])
    folds = _folds(lesson.owners, np.random.default_rng(seed))
    gains: list[_Gain] = []
    for number in range(_FOLDS):
        vectors, owners = lesson.views(folds == number)
        views = np.bincount(owners, minlength=int(lesson.owners.max(initial=0)) + 1)  # (entries,)
        # an entry with one text left is drawn to none of its own, which says nothing about the whole map
        asked = np.flatnonzero((folds == number) & (views[lesson.owners] > 1))[:_MOST_ASKED]
        if len(asked):
            learned = StudyMap(learn(vectors, owners, seed, _part(progress, number)))
            gains.append(_gain(lesson.phrasings[asked], lesson.owners[asked], vectors, owners, learned))
    vectors, owners = lesson.views(np.zeros(len(folds), bool))
    if len(np.unique(owners)) == len(owners):
        return None, _judge([])
    whole = StudyMap(learn(vectors, owners, seed, _part(progress, _FOLDS)))
    if len(lesson.passages):
        gains.append(_gain(lesson.passages, lesson.passage_owners, vectors, owners, whole))
    report = _judge(gains)
    if progress:
        progress("studying", 1.0)
    return (whole if report.kept else None), report


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


def _gain(
    asked: NDArray[np.float32],
    expected: NDArray[np.int64],
    vectors: NDArray[np.float32],
    owners: NDArray[np.int64],
    learned: StudyMap,
) -> _Gain:
    """Ask (n, dim) texts, of which (n,) entries are expected, against the views, without and with the map."""
    before = _winners(asked, vectors, owners) == expected
    after = _winners(learned.apply(asked), learned.apply(vectors), owners) == expected
    return _Gain(before, after)


def _winners(asked: NDArray[np.float32], vectors: NDArray[np.float32], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) entries whose (views, dim), by rising owners, have the highest log-sum-exp of cosines with (n, dim)."""
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
