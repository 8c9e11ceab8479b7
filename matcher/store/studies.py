"""Outcomes of studies, under the fingerprint of what was studied; a row that looks damaged counts as missing."""

import zlib
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from matcher.store.tables import STUDIES


def read(connection: Connection, fingerprint: str) -> bytes | None:
    """Return what was kept under a fingerprint, or None where nothing was or it is damaged."""
    query = select(STUDIES.c.checksum, STUDIES.c.data).where(STUDIES.c.fingerprint == fingerprint)
    row = connection.execute(query).one_or_none()
    if row is None or not isinstance(row.data, bytes) or zlib.crc32(row.data) != row.checksum:
        return None
    return row.data


def write(connection: Connection, fingerprint: str, revision: int, data: bytes) -> None:
    """Keep an outcome in place of any before; revision is the number of the one that was studied."""
    connection.execute(delete(STUDIES).where(STUDIES.c.fingerprint == fingerprint))
    row = {"fingerprint": fingerprint, "revision": revision, "checksum": zlib.crc32(data), "data": data}
    connection.execute(insert(STUDIES).values(created_at=datetime.now(UTC), **row))
