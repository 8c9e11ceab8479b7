"""What embeddings miss: the words themselves, weighted by how rare they are in this FAQ."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")


def words(text: str) -> frozenset[str]:
    """The words of a text, in lower case."""
    return frozenset(_WORD.findall(text.casefold()))


class Overlap:
    """Share of rare-word weight that two texts have in common (weighted Dice coefficient)."""

    def __init__(self, phrasings: Sequence[str]) -> None:
        self._count = len(phrasings)
        self._sets = [words(text) for text in phrasings]
        self._frequency = Counter(word for found in self._sets for word in found)

    def with_phrasing(self, question: frozenset[str], position: int) -> float:
        """Overlap in [0, 1] of a question's words with the phrasing at this position."""
        phrasing = self._sets[position]
        total = self._weight(question) + self._weight(phrasing)
        return 2 * self._weight(question & phrasing) / total if total else 0.0

    def _weight(self, found: Iterable[str]) -> float:
        """Sum of inverse document frequencies (Spärck Jones 1972), add-one smoothed."""
        return sum(math.log((self._count + 1) / (self._frequency[word] + 0.5)) for word in found)
