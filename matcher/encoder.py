"""Texts to unit vectors with a bi-encoder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from matcher import models, runtime
from matcher.settings import Settings
from matcher.tokens import Tokens, batches

if TYPE_CHECKING:
    import torch


class Encoder(Protocol):
    """Anything that turns texts into unit vectors, always the same ones for the same text."""

    fingerprint: str
    name: str
    runtime: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) rows of unit length, in the order of the texts."""
        ...


class TransformerEncoder:
    """A sentence-transformers model on the fast runtime.

    Texts longer than the model's limit are read up to that limit; nothing else is ever cut.
    """

    def __init__(self, name: str, fingerprint: str, tokens: Tokens, run: runtime.Runtime) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.runtime = run.name
        self._tokens = tokens
        self._run = run

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) rows of unit length, float32, in the order of the texts."""
        if not texts:
            return np.zeros((0, self.encode(["a"]).shape[1]), np.float32)
        encoded = self._tokens.encoded(texts)
        places = list(batches(encoded))
        parts = [self._run_batch([encoded[i] for i in batch]) for batch in places]
        vectors = np.empty((len(texts), parts[0].shape[1]), np.float32)
        vectors[np.concatenate(places)] = np.concatenate(parts)
        return vectors

    def _run_batch(self, encoded: Sequence[Encoding]) -> NDArray[np.float32]:
        vectors = self._run.run(self._tokens.padded(encoded))
        # bf16 leaves lengths off by up to 1 in 1,000; a cosine needs them exact
        unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit


def load_encoder(settings: Settings) -> TransformerEncoder:
    """Load settings.encoder on settings.runtime.

    Raises ModelError for a model that can't be found, or whose weights are not the official ones.
    """
    folder = models.find_encoder(settings.encoder)
    tokens, run = runtime.load(folder, settings.runtime, settings.cache, _load_torch)
    return TransformerEncoder(settings.encoder, models.fingerprint(folder), tokens, run)


def _load_torch(folder: Path) -> tuple[Tokens, "torch.nn.Module"]:
    """Load with sentence-transformers; the module maps features to the sentence embedding, whatever its pooling."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    tokens = Tokens.of(model.tokenizer, model.max_seq_length, model.prompts.get(model.default_prompt_name or "") or "")

    class Sentence(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            output: torch.Tensor = self.model(dict(zip(tokens.inputs, inputs, strict=True)))["sentence_embedding"]
            return output

    return tokens, Sentence()
