"""Encode texts through the vector cache: what was encoded once, under the same model, is never encoded again."""

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.errors import StoreError
from matcher.store import Store
from matcher.types import Progress

_LOG = logging.getLogger(__name__)

# Large enough that a batch keeps the runtime busy, small enough that progress moves several times a second.
_BATCH = 256


def encode_cached(
    store: Store, encoder: Encoder, texts: Sequence[str], progress: Progress | None = None
) -> NDArray[np.float32]:
    """Return the unit vector of each text, (len(texts), dim), encoding only those that the store lacks.

    A cache that can't be read or written is logged and done without: it must not keep anybody from an answer.
    """
    distinct = list(dict.fromkeys(texts))
    vectors = _cached(store, encoder.fingerprint, distinct)
    missing = [text for text in distinct if text not in vectors]
    writable = True
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        rows = encoder.encode(batch)  # (len(batch), dim)
        writable = writable and _keep(store, encoder.fingerprint, batch, rows)
        vectors.update(zip(batch, rows, strict=True))
        if progress:
            progress("encoding", (start + len(batch)) / len(missing))
    return np.stack([vectors[text] for text in texts])  # (len(texts), dim)


def _cached(store: Store, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    try:
        return store.vectors(fingerprint, texts)
    except StoreError as error:
        _LOG.warning("the vector cache can't be read, so every text is encoded again: %s", error)
        return {}


def _keep(store: Store, fingerprint: str, texts: Sequence[str], rows: NDArray[np.float32]) -> bool:
    try:
        store.put_vectors(fingerprint, texts, rows)
    except StoreError as error:
        _LOG.warning("the vector cache can't be written, so the next start encodes again: %s", error)
        return False
    return True
