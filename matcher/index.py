"""Exact nearest phrasings with FAISS, collapsed to entries."""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.types import Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that the search found: its position, its best phrasing's position, and their cosine."""

    entry: int
    phrasing: int
    similarity: float


class PhrasingIndex:
    """Unit vectors of all phrasings, searched by inner product."""

    def __init__(self, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> None:
        """Vectors are (phrasings, dim), in the order of the entries and of the phrasings in each."""
        self.texts = [text for entry in entries for text in entry.phrasings]
        self.owners = np.repeat(np.arange(len(entries)), [len(e.phrasings) for e in entries])  # (phrasings,)
        if vectors.shape[0] != len(self.texts):
            raise ValueError(f"{vectors.shape[0]} vectors for {len(self.texts)} phrasings")
        self.starts = np.searchsorted(self.owners, np.arange(len(entries) + 1))  # (entries + 1,)
        self.vectors = np.ascontiguousarray(vectors, np.float32)
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(self.vectors)

    def search(self, query: NDArray[np.float32], top_k: int, allowed: NDArray[np.int64] | None = None) -> list[Hit]:
        """Up to top_k entries by falling similarity of their best phrasing.

        query: (dim,), unit length; allowed: positions of the entries that may be found, all where None.
        """
        selected = None if allowed is None else np.flatnonzero(np.isin(self.owners, allowed))
        available = len(self.texts) if selected is None else len(selected)
        depth = min(top_k, available)
        while True:  # entries with many phrasings crowd others out: look deeper until there are enough
            hits = self._collapse(*self._nearest(query, depth, selected))
            if len(hits) >= top_k or depth == available:
                return hits[:top_k]
            depth = min(depth * 4, available)

    def of_entry(self, entry: int) -> slice:
        """Where the phrasings of an entry lie in texts and vectors."""
        return slice(int(self.starts[entry]), int(self.starts[entry + 1]))

    def _nearest(
        self, query: NDArray[np.float32], depth: int, selected: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if depth == 0:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        options = None if selected is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(selected))
        similarities, positions = self._flat.search(query[None], depth, params=options)
        return similarities[0], positions[0]

    def _collapse(self, similarities: NDArray[np.float32], positions: NDArray[np.int64]) -> list[Hit]:
        best: dict[int, Hit] = {}
        for similarity, position in zip(similarities.tolist(), positions.tolist(), strict=True):
            owner = int(self.owners[position])
            best.setdefault(owner, Hit(owner, position, min(max(similarity, -1.0), 1.0)))
        return list(best.values())
