"""The vector cache: a text is encoded once per model; a row that looks damaged counts as missing."""

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, insert, select

from matcher.store.tables import VECTORS

# SQLite before 3.32 allows 999 variables in a statement.
_CHUNK = 500

# float32 rounding over a few thousand dimensions stays far below; a damaged exponent lands far above.
_NORM_TOLERANCE = 1e-3


def read(connection: Connection, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the sound vectors of these texts, each (dim,) and all of one dimension."""
    by_hash = {_sha256(text): text for text in texts}
    hashes = list(by_hash)
    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(hashes), _CHUNK):
        chunk = VECTORS.c.text_sha256.in_(hashes[start : start + _CHUNK])
        rows = connection.execute(select(VECTORS).where(VECTORS.c.fingerprint == fingerprint, chunk)).all()
        found |= {by_hash[key]: vector for key, vector in _sound(rows)}
    usual = Counter(vector.size for vector in found.values()).most_common(1)
    return {text: vector for text, vector in found.items() if vector.size == usual[0][0]}


def write(connection: Connection, fingerprint: str, texts: Sequence[str], rows: NDArray[np.float32]) -> None:
    """Keep the vector of each text in place of any before; rows is (len(texts), dim).

    Raises ValueError for rows of another number than texts, or not of unit length.
    """
    if rows.ndim != 2 or len(rows) != len(texts):
        raise ValueError(f"vectors of shape {rows.shape} do not fit {len(texts)} texts")
    if not np.all(_is_unit(rows)):
        raise ValueError("a vector is not of unit length")
    data = np.ascontiguousarray(rows, dtype="<f4")
    kept = {_sha256(text): row.tobytes() for text, row in zip(texts, data, strict=True)}
    hashes = list(kept)
    for start in range(0, len(hashes), _CHUNK):
        chunk = hashes[start : start + _CHUNK]
        connection.execute(
            delete(VECTORS).where(VECTORS.c.fingerprint == fingerprint, VECTORS.c.text_sha256.in_(chunk))
        )
        connection.execute(insert(VECTORS), [_row(fingerprint, key, kept[key]) for key in chunk])


def _row(fingerprint: str, text_sha256: str, data: bytes) -> dict[str, object]:
    return {
        "fingerprint": fingerprint,
        "text_sha256": text_sha256,
        "dimension": len(data) // 4,
        "checksum": zlib.crc32(data),
        "data": data,
    }


def _sound(rows: Sequence[Row[Any]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Give hash and vector, (dimension,), of the rows that are what was written."""
    by_dimension: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if _is_whole(row.data, row.dimension, row.checksum):
            by_dimension[row.dimension].append(row)
    for dimension, alike in by_dimension.items():
        joined = np.frombuffer(b"".join(row.data for row in alike), dtype="<f4")
        vectors = joined.astype(np.float32, copy=False).reshape(-1, dimension)  # (alike, dimension)
        for place in np.flatnonzero(_is_unit(vectors)).tolist():
            yield alike[place].text_sha256, vectors[place]


def _is_whole(data: object, dimension: object, checksum: object) -> bool:
    """Whether these are the bytes of so many numbers, and those that were written."""
    if not isinstance(data, bytes) or not data or len(data) % 4:
        return False
    return len(data) // 4 == dimension and zlib.crc32(data) == checksum


def _is_unit(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell for each row of (..., dim) whether it is finite and of length 1."""
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.linalg.norm(rows, axis=-1)
    return np.asarray(np.abs(lengths - 1.0) <= _NORM_TOLERANCE)  # a NaN compares as False


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
