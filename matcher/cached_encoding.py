"""Encode texts through the vector cache: what was encoded once, under the same model, is never encoded again."""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.errors import StoreError
from matcher.store import Store
from matcher.types import Progress

_LOG = logging.getLogger(__name__)

# Large enough that a batch keeps the runtime busy, small enough that progress moves several times a second.
_BATCH = 256


class RecentVectors:
    """The vectors of the texts that were wanted last, in memory; may be used from any thread."""

    def __init__(self) -> None:
        self._kept: tuple[Mapping[str, int], NDArray[np.float32]] = ({}, np.zeros((0, 0), np.float32))

    @property
    def kept(self) -> tuple[Mapping[str, int], NDArray[np.float32]]:
        """The row of each text, and the rows, (rows, dim); both of one moment."""
        return self._kept

    def keep(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Remember these in place of those before; vectors: (len(texts), dim), which must not change any more."""
        self._kept = ({text: row for row, text in enumerate(texts)}, vectors)


def encode_cached(
    store: Store,
    encoder: Encoder,
    texts: Sequence[str],
    progress: Progress | None = None,
    recent: RecentVectors | None = None,
) -> NDArray[np.float32]:
    """Return the unit vector of each text, (len(texts), dim), encoding only those that the store lacks.

    Texts that are among the recent ones, of the same encoder, are not even looked up. A cache that can't be read or
    written is logged and done without: it must not keep anybody from an answer.
    """
    rows, known = recent.kept if recent else ({}, np.zeros((0, 0), np.float32))
    others = [text for text in dict.fromkeys(texts) if text not in rows]
    found = _found(store, encoder, others, progress)
    dimension = next((vector.size for vector in found.values()), known.shape[1])
    vectors = np.empty((len(texts), dimension), np.float32)
    places = [(place, rows[text]) for place, text in enumerate(texts) if text in rows]
    if places:
        at, of = np.array(places).T
        vectors[at] = known[of]
    for place, text in enumerate(texts):
        if text not in rows:
            vectors[place] = found[text]
    if recent:
        recent.keep(texts, vectors)
    return vectors


def _found(
    store: Store, encoder: Encoder, texts: Sequence[str], progress: Progress | None
) -> dict[str, NDArray[np.float32]]:
    """Take the vectors of different texts from the store, and encode those that it lacks."""
    vectors = _cached(store, encoder.fingerprint, texts)
    missing = sorted((text for text in texts if text not in vectors), key=len)  # alike in length: little padding
    writable = True
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        rows = encoder.encode(batch)  # (len(batch), dim)
        writable = writable and _keep(store, encoder.fingerprint, batch, rows)
        vectors.update(zip(batch, rows, strict=True))
        if progress:
            progress("encoding", (start + len(batch)) / len(missing))
    return vectors


def _cached(store: Store, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    if not texts:
        return {}
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
