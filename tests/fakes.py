"""Stand-ins for slow models: pure functions of the text, so every test that uses them is repeatable."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DIMENSION = 64


@lru_cache(maxsize=100_000)
def _word_vector(word: str, dimension: int) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(dimension)  # (dimension,)


def fake_vector(text: str, dimension: int = DIMENSION) -> NDArray[np.float32]:
    """A unit vector, the sum of one random direction per word: texts that share words are similar."""
    words = re.findall(r"\w+", text.casefold()) or [f"no words: {text}"]
    total: NDArray[np.float64] = np.sum([_word_vector(word, dimension) for word in words], axis=0)
    unit: NDArray[np.float32] = (total / np.linalg.norm(total)).astype(np.float32)
    return unit


class FakeEncoder:
    """An encoder without a model; `encoded` lists every text it was ever given, in order."""

    def __init__(self, fingerprint: str = "fake-encoder-1", dimension: int = DIMENSION) -> None:
        self.fingerprint = fingerprint
        self.name = "fake encoder"
        self.runtime = "none"
        self.dimension = dimension
        self.encoded: list[str] = []

    @property
    def encoded_count(self) -> int:
        """How many texts were encoded so far."""
        return len(self.encoded)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode each text on its own; (n, dimension), unit rows."""
        self.encoded.extend(texts)
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([fake_vector(text, self.dimension) for text in texts])  # (n, dimension)
