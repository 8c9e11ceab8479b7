"""What the matcher learns from an FAQ's own texts: a small map over the embeddings, kept only where it helps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.contrastive import learn
from matcher.texts import lead_of
from matcher.types import Entry, Progress

VERSION = 1
"""Raised when the same texts would give another map, so that no old one is taken for it."""

_FOLDS = 4
_SHARPNESS = 15.0  # of the vote over phrasings, as in evidence
_ENOUGH = 1.0  # standard errors by which held-out texts must become easier to place
_LEAST_QUESTIONS = 20  # held-out texts; with fewer, chance decides
_MOST_QUESTIONS = 500  # held-out texts of one fold that are asked; more tell no more and take time


@dataclass(frozen=True, slots=True)
class StudyMap:
    """A linear map W (dim, dim), added to what it maps: x -> x + x W, back to unit length."""

    matrix: NDArray[np.float32]

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, dim) unit rows to (n, dim) unit rows."""
        moved = vectors + vectors @ self.matrix
        unit: NDArray[np.float32] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
        return unit


@dataclass(frozen=True, slots=True)
class StudyReport:
    """What study gained, by cross-validation on the FAQ's own texts.

    kept: whether the map is used; questions: how many texts were held out and asked; before and after: share of them
    that reached their own entry without and with the map, in [0, 1].
    """

    kept: bool
    questions: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """The vectors that study learns from, all of unit length.

    phrasings: (phrasings, dim); owners: (phrasings,), the position of each one's entry, rising; wholes: (entries, dim),
    each entry as one text, or (0, dim) in an FAQ without answers; leads: the same without the question.
    """

    phrasings: NDArray[np.float32]
    owners: NDArray[np.int64]
    wholes: NDArray[np.float32]
    leads: NDArray[np.float32]

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
        leads = encode([lead_of(entry) for entry in entries]) if len(wholes) else wholes
        return cls(phrasings, np.repeat(np.arange(len(entries)), counts), wholes, leads)

    def views(self, held: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Vectors and owners without the held-out phrasings; a whole that holds such a question gives way to its lead.

        held: (phrasings,).
        """
        vectors, owners = self.phrasings[~held], self.owners[~held]
        if not len(self.wholes):
            return vectors, owners
        first = np.searchsorted(self.owners, np.arange(len(self.wholes)))  # an entry's first phrasing is its question
        wholes = np.where(held[first][:, None], self.leads, self.wholes)
        return np.concatenate([vectors, wholes]), np.concatenate([owners, np.arange(len(wholes))])


@dataclass(frozen=True, slots=True)
class _Asked:
    """Held-out phrasings that were asked: (n,) whether each reached its entry, and the log of that entry's share."""

    right: NDArray[np.bool_]
    log_share: NDArray[np.float64]


def study(
    lesson: Lesson, seed: int = 0, progress: Progress | None = None
) -> tuple[StudyMap | None, StudyReport]:
    """Learn a map, and return it where held-out phrasings reach their entries more surely with it, else None.

    Each phrasing is held out once and asked, with and without a map learned from the others. The same seed gives the
    same map. An exception that progress raises ends the study.
    """
    report_progress = progress or (lambda doing, share: None)
    fold = np.random.default_rng(seed).integers(0, _FOLDS, len(lesson.phrasings))
    before, after = [], []
    for number in range(_FOLDS):
        report_progress("studying", number / (_FOLDS + 1))
        held = fold == number
        vectors, owners = lesson.views(held)
        if len(np.unique(owners)) == len(owners) or not held.any():
            continue  # no two texts of one entry: nothing to learn from
        learned = StudyMap(learn(vectors, owners, seed))
        before.append(_ask(lesson, held, None))
        after.append(_ask(lesson, held, learned))
    report = _judge(before, after)
    report_progress("studying", _FOLDS / (_FOLDS + 1))
    nothing_held = np.zeros(len(fold), bool)
    found = StudyMap(learn(*lesson.views(nothing_held), seed)) if report.kept else None
    report_progress("studying", 1.0)
    return found, report


def _judge(before: Sequence[_Asked], after: Sequence[_Asked]) -> StudyReport:
    """Keep the map where the log share of the right entry rises beyond chance and no fewer reach it."""
    questions = sum(len(asked.right) for asked in before)
    if questions < _LEAST_QUESTIONS:
        return StudyReport(False, questions, 0.0, 0.0)
    gain = np.concatenate([a.log_share - b.log_share for a, b in zip(after, before, strict=True)])
    rate_before = float(np.concatenate([asked.right for asked in before]).mean())
    rate_after = float(np.concatenate([asked.right for asked in after]).mean())
    sure = float(gain.mean()) > _ENOUGH * float(gain.std() / np.sqrt(questions))
    return StudyReport(sure and rate_after >= rate_before, questions, rate_before, rate_after)


def _ask(lesson: Lesson, held: NDArray[np.bool_], learned: StudyMap | None) -> _Asked:
    """Ask the held-out phrasings: against the others' phrasings, or against leads where an entry has no other."""
    apply = learned.apply if learned else (lambda vectors: vectors)
    rest = ~held
    known = np.unique(lesson.owners[rest])
    asked = np.flatnonzero(held)[:_MOST_QUESTIONS]
    paired = np.isin(lesson.owners[asked], known)
    parts = []
    if paired.any():
        votes = _vote(apply(lesson.phrasings[asked[paired]]) @ apply(lesson.phrasings[rest]).T, lesson.owners[rest])
        parts.append(_outcome(votes, np.searchsorted(known, lesson.owners[asked[paired]])))
    if len(lesson.leads) and not paired.all():
        cosines = apply(lesson.phrasings[asked[~paired]]) @ apply(lesson.leads).T
        parts.append(_outcome(_SHARPNESS * cosines.astype(np.float64), lesson.owners[asked[~paired]]))
    if not parts:
        return _Asked(np.zeros(0, bool), np.zeros(0))
    return _Asked(np.concatenate([p.right for p in parts]), np.concatenate([p.log_share for p in parts]))


def _vote(cosines: NDArray[np.float32], owners: NDArray[np.int64]) -> NDArray[np.float64]:
    """(questions, phrasings) cosines to (questions, entries) log-sum-exp; owners (phrasings,) rising."""
    starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
    weights = np.exp(_SHARPNESS * (cosines.astype(np.float64) - 1.0))
    votes: NDArray[np.float64] = np.log(np.add.reduceat(weights, starts, axis=1))
    return votes


def _outcome(utility: NDArray[np.float64], expected: NDArray[np.int64]) -> _Asked:
    """(questions, entries) utilities, and (questions,) the column that is right."""
    rows = np.arange(len(expected))
    highest = utility.max(axis=1, keepdims=True)
    log_share = utility - highest - np.log(np.exp(utility - highest).sum(axis=1, keepdims=True))
    return _Asked(utility.argmax(axis=1) == expected, log_share[rows, expected])
