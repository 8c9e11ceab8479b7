"""An FAQ asked what was taken out of it, so that its own phrasings are new to it, as a visitor's are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.contrastive import learn
from matcher.evidence import EvidenceSource
from matcher.lesson import Lesson
from matcher.matcher import Matcher
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.training.typing_noise import mistype
from matcher.types import Label, Result

FOLDS = 4
_MOST = 600  # questions of each kind; more tell no more and take time
# Words that a question loses where it is the only phrasing of its entry, so that nothing else can be asked. Half and
# more than half, as whole ones are found too easily: so chosen, thresholds came closest to those chosen with labels, on
# FAQs simulated from the train sets (benchmarks/README.md).
_LOST = (0.5, 0.7)

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to (n, dim) unit rows of the encoder."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Which fold each text is left out in, and which texts are asked, typed as visitors type.

    held: (phrasings,) fold of each alternate, -1 for questions; gone: (entries,) fold in which an entry is left out
    wholly; own, near: positions of the phrasings asked with only themselves left out, and with their whole entry;
    alone: positions of the questions that are their entry's only phrasing.
    """

    matcher: Matcher
    vectors: NDArray[np.float32]
    lesson: Lesson
    held: NDArray[np.int64]
    gone: NDArray[np.int64]
    own: NDArray[np.int64]
    near: NDArray[np.int64]
    alone: NDArray[np.int64]

    @classmethod
    def draw(cls, matcher: Matcher, encode: Encode, rng: np.random.Generator) -> Self:
        """Draw up to 600 questions of each kind."""
        vectors = encode(texts_of(matcher.entries))
        owners, count = matcher.source.index.owners, len(matcher.entries)
        phrasings, wholes = vectors[: len(owners)], vectors[len(owners) :]
        lesson = Lesson(phrasings, owners, np.zeros(len(owners), bool), wholes, vectors[:0], np.zeros(0, np.int64))
        place = np.arange(len(owners)) - np.searchsorted(owners, np.arange(count))[owners]  # 0 for an entry's question
        held = np.where(place > 0, (place + rng.integers(FOLDS, size=count)[owners]) % FOLDS, -1)
        gone = rng.permutation(count) % FOLDS
        alone = np.bincount(owners, minlength=count)[owners] == 1
        near = np.arange(len(owners)) if count > 1 else np.zeros(0, np.int64)
        own = np.flatnonzero((held >= 0) & (held != gone[owners]))
        drawn = [np.sort(rng.permutation(rows)[:_MOST]) for rows in (own, near, np.flatnonzero(alone))]
        return cls(matcher, vectors, lesson, held, gone, *drawn)

    def fold(self, number: int, report: Callable[[float], None]) -> Matcher:
        """Return the matcher without the alternates of a fold; its map never saw the fold's entries either."""
        held = self.held == number
        learned = None
        if self.matcher.source.studied:
            seen = self.lesson.views(held | (self.gone[self.lesson.owners] == number))
            learned = StudyMap(learn(seen.vectors, seen.owners, 0, report))
        ends = np.cumsum([len(entry.phrasings) for entry in self.matcher.entries])[:-1]
        entries = tuple(
            replace(entry, alternates=tuple(t for t, out in zip(entry.phrasings, flags, strict=True) if not out)[1:])
            for entry, flags in zip(self.matcher.entries, np.split(held, ends), strict=True)
        )
        rows = np.concatenate([~held, np.ones(len(self.vectors) - len(held), bool)])
        source = EvidenceSource.of(entries, self.vectors[rows], learned)
        return replace(self.matcher, entries=entries, source=source)

    def ask_own(
        self, tried: Matcher, fold: int, encode: Encode, rng: np.random.Generator
    ) -> Iterator[tuple[Label, Result]]:
        """Ask the alternates that a fold leaves out."""
        rows = self.own[self.held[self.own] == fold]
        for row, text, vector in self._typed(rows, encode, rng):
            yield Label(text, frozenset({self._entry_id(row)})), tried.rank(text, vector)

    def ask_near(
        self, tried: Matcher, fold: int, encode: Encode, rng: np.random.Generator
    ) -> Iterator[tuple[Label, Result]]:
        """Ask the phrasings of the entries that a fold leaves out wholly, each among all other entries."""
        rows = self.near[self.gone[self.lesson.owners[self.near]] == fold]
        everything = np.arange(len(self.matcher.entries))
        for row, text, vector in self._typed(rows, encode, rng):
            others = np.delete(everything, self.lesson.owners[row])
            yield Label(text, frozenset()), tried.rank(text, vector, others)

    def ask_alone(self, encode: Encode, rng: np.random.Generator) -> Iterator[tuple[Label, Result]]:
        """Ask the questions that are their entry's only phrasing, with many of their words lost."""
        for lost in _LOST:
            for row, text, vector in self._typed(self.alone, encode, rng, lost):
                yield Label(text, frozenset({self._entry_id(row)})), self.matcher.rank(text, vector)

    def _typed(
        self, rows: NDArray[np.int64], encode: Encode, rng: np.random.Generator, lost: float = 0.0
    ) -> list[tuple[int, str, NDArray[np.float32]]]:
        known = self.matcher.source.index.texts
        texts = [mistype(_without_words(known[row], lost, rng), rng) for row in rows.tolist()]
        return list(zip(rows.tolist(), texts, encode(texts), strict=True)) if texts else []

    def _entry_id(self, row: int) -> str:
        return self.matcher.entries[int(self.lesson.owners[row])].id


def _without_words(text: str, lost: float, rng: np.random.Generator) -> str:
    """Leave out each word with this chance, but for one."""
    words = text.split()
    kept = [word for word in words if rng.random() >= lost]
    return " ".join(kept or words[int(rng.integers(len(words))) :][:1]) if words else text
