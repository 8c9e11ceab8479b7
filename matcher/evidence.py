"""What speaks for each candidate, as one row of numbers."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.index import Hit, PhrasingIndex
from matcher.types import Entry
from matcher.words import Overlap, words

FEATURES = ("similarity", "margin", "overlap")
"""Columns of evidence: the cosine of the best phrasing, how far it is ahead of the best rival, shared words."""


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """Everything about an FAQ that evidence is drawn from, made once a revision."""

    index: PhrasingIndex
    overlap: Overlap
    answers: tuple[int, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry], index: PhrasingIndex) -> "EvidenceSource":
        """Prepare the words and answers of the entries that the index holds."""
        return cls(index, Overlap(index.texts), _answer_numbers(entries))


def gather(source: EvidenceSource, question: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
    """(hits, features) numbers in the order of FEATURES.

    Entries with the same answer are no rivals: whichever of them wins, the visitor reads the same.
    """
    asked = words(question)
    similarity = np.array([hit.similarity for hit in hits], np.float64)
    answers = np.array([source.answers[hit.entry] for hit in hits], np.int64)
    margin = _margins(similarity, answers)
    overlap = [source.overlap.with_phrasing(asked, hit.phrasing) for hit in hits]
    return np.column_stack([similarity, margin, overlap]) if len(hits) else np.zeros((0, len(FEATURES)))


def _margins(value: NDArray[np.float64], answers: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n,) value less the best value of a candidate with another answer; the value itself without a rival."""
    rival = answers[:, None] != answers[None]
    best = np.where(rival, value[None], 0.0).max(axis=1, initial=0.0)
    margins: NDArray[np.float64] = value - best
    return margins


def _answer_numbers(entries: Sequence[Entry]) -> tuple[int, ...]:
    """A number an entry, equal where the answers are equal but for spacing and case; no answer equals no other."""
    seen: dict[str, int] = {}
    numbers = []
    for position, entry in enumerate(entries):
        text = " ".join(unicodedata.normalize("NFKC", entry.answer).casefold().split())
        numbers.append(seen.setdefault(text, position) if text else position)
    return tuple(numbers)
