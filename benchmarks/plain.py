"""The same steps written plainly: sentence-transformers on torch, a flat FAISS index, a threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

from matcher.models import packaged_encoder
from matcher.types import Entry

_DEPTH = 20
_ANSWER_AT = 0.6


@dataclass(frozen=True, slots=True)
class PlainMatcher:
    """An FAQ that is answered by the cosine of the best phrasing."""

    model: SentenceTransformer
    index: faiss.IndexFlatIP
    owners: list[Entry]

    @classmethod
    def build(cls, entries: Sequence[Entry], model: SentenceTransformer) -> Self:
        """Encode and index the phrasings."""
        owners = [entry for entry in entries for _ in entry.phrasings]
        vectors = model.encode([text for entry in entries for text in entry.phrasings], normalize_embeddings=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(model, index, owners)

    def reply(self, question: str) -> Entry | None:
        """Return the entry that answers, or None where the best is not near enough."""
        vector = self.model.encode([question], normalize_embeddings=True)
        similarity, found = self.index.search(np.asarray(vector), _DEPTH)
        best: dict[str, tuple[float, Entry]] = {}
        for value, position in zip(similarity[0].tolist(), found[0].tolist(), strict=True):
            entry = self.owners[position]
            best.setdefault(entry.id, (value, entry))
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        return ranked[0][1] if ranked[0][0] >= _ANSWER_AT else None


def load_model() -> SentenceTransformer:
    """Load the encoder's weights as sentence-transformers runs them by default, on the CPU."""
    return SentenceTransformer(str(packaged_encoder()), device="cpu", local_files_only=True)
