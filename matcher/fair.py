"""Matchers to ask labels of, none of which learned from the labels that it is asked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from matcher.contrastive import learn
from matcher.evidence import EvidenceSource
from matcher.ingest.cells import same_text_key
from matcher.lesson import Lesson, taught
from matcher.matcher import Matcher
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.types import Label, Progress, Result

_FOLDS = 4

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to (n, dim) unit rows of the encoder."""


@dataclass(frozen=True, slots=True, eq=False)
class FairMatchers:
    """One matcher for each part of the labels, by a hash of the question; a label added later is new to all of them.

    Study learns from labels. Measured on the very labels that taught it, top1 of simulated FAQs was .04 to .26 above
    that on questions it had not seen (benchmarks/README.md).
    """

    matchers: tuple[Matcher, ...]

    @classmethod
    def of(
        cls, matcher: Matcher, labels: Sequence[Label], encode: Encode, progress: Progress | None = None, seed: int = 0
    ) -> Self:
        """Learn a map for each part, from all labels but that part's; without study or labels to learn from, none."""
        if matcher.source.studied is None or not taught(matcher.entries, labels)[0]:
            return cls((matcher,))
        vectors = encode(texts_of(matcher.entries))
        matchers = []
        for fold in range(_FOLDS):
            others = [label for label in labels if _fold(label.question, _FOLDS) != fold]
            lesson = Lesson.of(matcher.entries, vectors, encode, others)
            views = lesson.views(np.zeros(len(lesson.phrasings), bool))
            learned = StudyMap(learn(views.vectors, views.owners, seed, _part(progress, fold)))
            matchers.append(replace(matcher, source=EvidenceSource.of(matcher.entries, vectors, learned)))
        return cls(tuple(matchers))

    def matcher_for(self, question: str) -> Matcher:
        """Return the matcher that did not learn from this question."""
        return self.matchers[_fold(question, len(self.matchers))]

    def ask(self, labels: Sequence[Label], vectors: NDArray[np.float32]) -> list[Result]:
        """Ask each label of the matcher that did not learn from it; vectors: (labels, dim) of the questions."""
        return [
            self.matcher_for(label.question).rank(label.question, vector)
            for label, vector in zip(labels, vectors, strict=True)
        ]

    def changed(self, change: Callable[[Matcher], Matcher]) -> Self:
        """Return the same parts with a change to each matcher."""
        return type(self)(tuple(map(change, self.matchers)))

    def __iter__(self) -> Iterator[Matcher]:
        return iter(self.matchers)


def _fold(question: str, folds: int) -> int:
    return crc32(same_text_key(question).encode("utf-8", "surrogatepass")) % folds


def _part(progress: Progress | None, fold: int) -> Callable[[float], None]:
    """Report one fold as its share of the whole."""
    return lambda share: progress("making a fair test", (fold + share) / _FOLDS) if progress else None
