"""What embeddings miss: the words themselves, such as codes and product names."""

import logging
import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

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
    """The words of every entry: how rare each is, and which entries have it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        phrasings = [[words(text) for text in entry.phrasings] for entry in entries]
        self._frequency = Counter(chain.from_iterable(set(found) for texts in phrasings for found in texts))
        self._texts = sum(map(len, phrasings))
        self._vocabularies = [frozenset(chain.from_iterable(texts)) for texts in phrasings]
        documents = [
            [*chain.from_iterable(texts), *words(entry.answer)] for texts, entry in zip(phrasings, entries, strict=True)
        ]
        self._bm25 = bm25s.BM25() if any(documents) else None
        if self._bm25:
            self._bm25.index([document or [""] for document in documents], show_progress=False)

    def bm25(self, question: Sequence[str]) -> NDArray[np.float32]:
        """(entries,) BM25 of the question's words in phrasings and answer (Robertson & Zaragoza 2009), >= 0."""
        if self._bm25 is None or not question:
            return np.zeros(len(self._vocabularies), np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(list(question))
        return scores

    def cover(self, question: Sequence[str], entry: int) -> float:
        """Share of the question's words, weighted by rarity, that the entry's phrasings have; in [0, 1]."""
        asked = frozenset(question)
        total = sum(map(self._rarity, asked))
        return sum(map(self._rarity, asked & self._vocabularies[entry])) / total if total else 0.0

    def _rarity(self, word: str) -> float:
        """Inverse document frequency over phrasings (Spärck Jones 1972), smoothed to stay positive."""
        return math.log((self._texts + 1) / (self._frequency[word] + 0.5))


def share_of_best(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """BM25 scores of the candidates as shares in [0, 1) of the best, less where even the best is low."""
    shares: NDArray[np.float64] = scores.astype(np.float64) / (float(scores.max(initial=0.0)) + _BM25_HALF)
    return shares
