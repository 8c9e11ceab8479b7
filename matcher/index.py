"""Exact nearest phrasings with FAISS, collapsed to entries."""

from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.types import Entry


class PhrasingIndex:
    """Unit vectors of all phrasings, searched by inner product."""

    def __init__(self, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> None:
        """Vectors are (phrasings, dim), in the order of the entries and of the phrasings in each."""
        self.texts = [text for entry in entries for text in entry.phrasings]
        self.owners = np.repeat(np.arange(len(entries)), [len(e.phrasings) for e in entries])  # (phrasings,)
        if vectors.shape[0] != len(self.texts):
            raise ValueError(f"{vectors.shape[0]} vectors for {len(self.texts)} phrasings")
        self._starts = np.searchsorted(self.owners, np.arange(len(entries) + 1))  # (entries + 1,)
        self._flat = flat_index(vectors)
        self.vectors = vectors_in(self._flat)

    def search(
        self, query: NDArray[np.float32], top_k: int, allowed: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Positions of up to top_k entries, by falling similarity of their best phrasing.

        query: (dim,), unit length; allowed: positions of the entries that may be found, all where None.
        """
        selected = None if allowed is None else np.flatnonzero(np.isin(self.owners, allowed))
        available = len(self.texts) if selected is None else len(selected)
        depth = min(top_k, available)
        while True:  # entries with many phrasings crowd others out: look deeper until there are enough
            owners = self.owners[nearest(self._flat, query, depth, selected)]
            _, first = np.unique(owners, return_index=True)
            if len(first) >= top_k or depth == available:
                found: NDArray[np.int64] = owners[np.sort(first)][:top_k]
                return found
            depth = min(depth * 4, available)

    def similarities(
        self, query: NDArray[np.float32], entries: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.float32], int]]:
        """For each entry, the cosines of all its phrasings in [-1, 1], and the position of its first phrasing."""
        found = []
        for entry in entries.tolist():
            start, end = int(self._starts[entry]), int(self._starts[entry + 1])
            found.append((np.clip(self.vectors[start:end] @ query, -1.0, 1.0), start))
        return found


def flat_index(vectors: NDArray[np.float32]) -> faiss.IndexFlatIP:
    """Index of unit vectors (n, dim) for exact search by inner product."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, np.float32))
    return flat


def vectors_in(flat: faiss.IndexFlatIP) -> NDArray[np.float32]:
    """(n, dim) vectors of an index, in its own memory: a copy of a large FAQ's is 60 MB. Valid as long as the index."""
    found: NDArray[np.float32] = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d)
    found.flags.writeable = False
    return found


def nearest(
    flat: faiss.IndexFlatIP, query: NDArray[np.float32], depth: int, selected: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Positions of the depth vectors nearest to query (dim,), best first, among the selected positions only."""
    if depth <= 0:
        return np.zeros(0, np.int64)
    options = None if selected is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(selected))  # type: ignore[call-arg]
    _, positions = flat.search(query[None], depth, params=options)
    found: NDArray[np.int64] = positions[0][positions[0] >= 0]
    return found
