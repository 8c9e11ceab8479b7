"""Late interaction: how well the tokens of two texts match each other one by one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from benchmarks.plain import load_model
from matcher.contrastive import one_torch_thread


class LateInteraction:
    """Mean of each token's best cosine in the other text, both ways (MaxSim, Khattab & Zaharia 2020)."""

    def __init__(self, model: SentenceTransformer | None = None) -> None:
        self._model = model or load_model()
        self._known: dict[str, NDArray[np.float16]] = {}

    @one_torch_thread()
    def read(self, texts: Sequence[str]) -> None:
        """Encode the texts that are to be compared."""
        new = sorted({text for text in texts if text not in self._known}, key=len)
        for text, tokens in zip(new, self._model.encode(new, output_value="token_embeddings"), strict=True):
            rows = tokens.float().numpy()
            self._known[text] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)

    def of(self, one: str, others: Sequence[str]) -> NDArray[np.float64]:
        """(n,) similarities in [-1, 1] of a text and n others, all of them read before."""
        left = self._known[one].astype(np.float32)  # (tokens, dim)
        cosines = [left @ self._known[other].astype(np.float32).T for other in others]
        return np.array([(c.max(axis=1).mean() + c.max(axis=0).mean()) / 2 for c in cosines], np.float64)
