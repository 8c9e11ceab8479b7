"""Hold every phrasing against every other one, in blocks, so that memory stays bounded whatever the size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.ingest.cells import same_text_key
from matcher.types import Entry, Progress

ALIKE = 0.85
"""Cosine from which on two phrasings count as alike at all; what alike says of them starts here."""

_BLOCK = 512  # phrasings held against all others at a time: 60 MB for 30,000 phrasings
_MOST_ALIKE = 5  # kept for one phrasing; more would name the same trouble again
_SHARPNESS = 15.0  # of the vote over phrasings, as in evidence
# About how the shipped confidence weighs the vote against the cosine with the whole entry.
_VOTE, _WHOLE = 0.27, 0.73
_NOTHING = -1.0  # the lowest cosine there is


@dataclass(frozen=True, slots=True)
class Texts:
    """Phrasings of an FAQ with their vectors.

    vectors: (phrasings, dim) unit rows; owners: (phrasings,) positions of their entries, rising; starts: (entries,)
    position of each entry's question; wholes: (entries, dim), each entry as one text, or (0, dim) without answers;
    repeated: (phrasings,) whether an equal text stands before.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]
    wholes: NDArray[np.float32]
    repeated: NDArray[np.bool_]

    @classmethod
    def of(cls, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> Self:
        """Take apart the vectors, (texts, dim) in the order of texts_of(entries)."""
        texts = tuple(text for entry in entries for text in entry.phrasings)
        owners = np.repeat(np.arange(len(entries)), [len(entry.phrasings) for entry in entries])
        first: dict[str, int] = {}
        repeated = [first.setdefault(same_text_key(text), place) != place for place, text in enumerate(texts)]
        starts = np.searchsorted(owners, np.arange(len(entries)))
        phrasings, wholes = vectors[: len(texts)], vectors[len(texts) :][: len(entries)]
        return cls(texts, np.ascontiguousarray(phrasings), owners, starts, wholes, np.array(repeated, bool))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two phrasings of different entries, by position, and their cosine."""

    first: int
    second: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A phrasing that, left out, is won by another entry, and by how much; both by position."""

    phrasing: int
    winner: int
    margin: float


def compare(texts: Texts, progress: Progress | None = None) -> tuple[list[Alike], list[Lost]]:
    """Find the phrasings that are alike across entries, and those that reach another entry once they are left out."""
    alike: dict[tuple[int, int], Alike] = {}
    lost: list[Lost] = []
    total = len(texts.texts)
    for at in range(0, total, _BLOCK):
        rows = np.arange(at, min(at + _BLOCK, total))
        cosines = texts.vectors[rows] @ texts.vectors.T  # (rows, dim) @ (dim, phrasings) -> (rows, phrasings)
        cosines[np.arange(len(rows)), rows] = _NOTHING  # each phrasing is left out when it is asked
        lost += _lost(texts, rows, cosines)
        alike |= {(pair.first, pair.second): pair for pair in _alike(texts, rows, cosines)}
        if progress:
            progress("comparing", (int(rows[-1]) + 1) / total)
    return sorted(alike.values(), key=lambda pair: (-round(pair.similarity, 5), pair.first, pair.second)), lost


def _lost(texts: Texts, rows: NDArray[np.int64], cosines: NDArray[np.float32]) -> list[Lost]:
    """Ask the phrasings that are not alone in their entry: of those that are, nothing would be left to find."""
    counts = np.diff(np.append(texts.starts, len(texts.texts)))
    asked = np.flatnonzero(counts[texts.owners[rows]] > 1)
    if not len(asked):
        return []
    owners = texts.owners[rows[asked]]
    standing = _vote(cosines[asked] if len(asked) < len(rows) else cosines, texts.starts)  # (asked, entries)
    if len(texts.wholes):
        # The whole entry holds its question: asking that one, only the vote is fair.
        other = np.flatnonzero(rows[asked] != texts.starts[owners])
        whole = texts.vectors[rows[asked[other]]] @ texts.wholes.T
        standing[other] = _VOTE * standing[other] + _WHOLE * whole
    at = np.arange(len(asked))
    own = standing[at, owners]
    standing[at, owners] = -np.inf
    winners = standing.argmax(axis=1)
    margins = standing[at, winners] - own
    return [Lost(int(rows[asked[i]]), int(winners[i]), float(margins[i])) for i in np.flatnonzero(margins > 0).tolist()]


def _vote(cosines: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """(rows, phrasings) cosines to (rows, entries), joined by log-sum-exp; between the best cosine and a bit more."""
    weights = cosines - np.float32(1.0)
    weights *= _SHARPNESS  # in place: this is most of what lint computes
    np.exp(weights, out=weights)
    votes = np.log(np.add.reduceat(weights, starts, axis=1)) / _SHARPNESS + 1.0
    return np.asarray(votes, np.float32)


def _alike(texts: Texts, rows: NDArray[np.int64], cosines: NDArray[np.float32]) -> list[Alike]:
    """Find the most similar phrasings of other entries for each row, equal texts once."""
    found = []
    promising = np.flatnonzero((cosines.max(axis=1) >= ALIKE) & ~texts.repeated[rows])
    for i in promising.tolist():
        row = int(rows[i])
        near = np.flatnonzero(cosines[i] >= ALIKE)
        near = near[(texts.owners[near] != texts.owners[row]) & ~texts.repeated[near]]
        if len(near) > _MOST_ALIKE:
            near = near[np.argpartition(-cosines[i, near], _MOST_ALIKE)[:_MOST_ALIKE]]
        found += [Alike(min(row, j), max(row, j), min(float(cosines[i, j]), 1.0)) for j in near.tolist()]
    return found
