"""Question and phrasing read together by a cross-encoder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher import models, runtime
from matcher.errors import ModelError
from matcher.settings import Settings
from matcher.tokens import Tokens, batches

if TYPE_CHECKING:
    import torch

NONE = "none"


class Reranker(Protocol):
    """Anything that says how well a phrasing fits a question."""

    fingerprint: str
    name: str
    runtime: str

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(n,) logits, higher is better, for (question, phrasing) pairs."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder with one output, on the fast runtime."""

    def __init__(self, name: str, fingerprint: str, tokens: Tokens, run: runtime.Runtime) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.runtime = run.name
        self._tokens = tokens
        self._run = run

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(n,) logits, higher is better, for (question, phrasing) pairs."""
        encoded = self._tokens.encoded(pairs)
        logits = np.empty(len(pairs), np.float32)
        for batch in batches(encoded):
            logits[batch] = self._run.run(self._tokens.padded([encoded[i] for i in batch]))[:, 0]
        return logits


def load_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """Load settings.reranker on settings.runtime; None where the setting is "none".

    Raises ModelError for a model that can't be found or has more than one output.
    """
    if settings.reranker == NONE:
        return None
    folder = models.find_reranker(settings.reranker)
    tokens, run = runtime.load(folder, settings.runtime, settings.cache, _load_torch)
    return CrossEncoderReranker(settings.reranker, models.fingerprint(folder), tokens, run)


def _load_torch(folder: Path) -> tuple[Tokens, "torch.nn.Module"]:
    """Load with sentence-transformers; the module maps features to (n, 1) logits."""
    import torch
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    if model.num_labels != 1:
        raise ModelError(f"{folder.name} has {model.num_labels} outputs; a reranker has one, its relevance")
    tokens = Tokens.of(model.tokenizer, model.max_seq_length)

    class Pair(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            scores: torch.Tensor = self.model(dict(zip(tokens.inputs, inputs, strict=True)))["scores"]
            return scores.reshape(-1, 1)

    return tokens, Pair()
