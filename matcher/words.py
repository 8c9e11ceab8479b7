"""What embeddings miss: the words themselves, such as codes and product names."""

import logging
import re
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from matcher.types import Entry

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it prints every index that it builds

_WORD = re.compile(r"\w+")
# A BM25 score at which its share reaches one half; the order of a match on one or two words (train sets).
_BM25_HALF = 5.0


def words(text: str) -> list[str]:
    """Return the words of a text in order, casefolded."""
    return _WORD.findall(text.casefold())


class Words:
    """The words of every entry."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        documents = [words(" ".join((*entry.phrasings, entry.answer))) for entry in entries]
        self._entries = len(entries)
        self._bm25 = bm25s.BM25() if any(documents) else None
        if self._bm25:
            self._bm25.index([document or [""] for document in documents], show_progress=False)

    def bm25(self, question: Sequence[str]) -> NDArray[np.float32]:
        """(entries,) BM25 of the question's words in phrasings and answer (Robertson & Zaragoza 2009), >= 0."""
        if self._bm25 is None or not question:
            return np.zeros(self._entries, np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(list(question))
        return scores


def share_of_best(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """BM25 scores of the candidates as shares in [0, 1) of the best, less where even the best is low."""
    shares: NDArray[np.float64] = scores.astype(np.float64) / (float(scores.max(initial=0.0)) + _BM25_HALF)
    return shares
