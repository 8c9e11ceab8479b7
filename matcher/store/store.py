"""The knowledge base on disk: immutable revisions, the pointer to the live one, settings, vectors and studies."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, insert, select

from matcher.draft import Draft
from matcher.errors import StaleBaseError, StoreError
from matcher.store import studies, vectors
from matcher.store.database import Database
from matcher.store.drafts import Drafts, forget
from matcher.store.ignored import Ignored
from matcher.store.labels import LabelTable
from matcher.store.tables import ENTRIES, PHRASINGS, POINTERS, REVISIONS, SETTINGS
from matcher.types import Entry, Revision

_LIVE = "live"


class Store:
    """What outlives a restart; may be used from any thread. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.labels = LabelTable(database)
        self.drafts = Drafts(database)
        self.ignored = Ignored(database)

    @classmethod
    def open(cls, home: Path) -> Self:
        """Open the store in a folder; both are made where missing, and an older schema is brought up to date."""
        return cls(Database.open(home))

    def close(self) -> None:
        """Let go of the database file."""
        self._database.close()

    def publish(
        self,
        entries: Sequence[Entry],
        *,
        author: str,
        note: str = "",
        source: str = "",
        format: str = "",
        base: int | None = None,
        settings: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
    ) -> Revision:
        """Write a new revision, make it live, keep the settings and forget the draft, all of it or nothing.

        Raises StaleBaseError where base is given and another revision is live, whichever process made it so.
        """
        with self._database.writing() as connection:
            _check_base(connection, base)
            head = {"author": author, "note": note, "source": source, "format": format}
            number = _insert_revision(connection, entries, head)
            _point(connection, number)
            for key, value in (settings or {}).items():
                _keep_setting(connection, key, value)
            if draft:
                forget(connection, draft)
            return _revision(connection, number)

    def make_live(self, number: int) -> Revision:
        """Let the live pointer show another revision."""
        with self._database.writing() as connection:
            revision = _revision(connection, number)
            _point(connection, number)
            return revision

    def live(self) -> Revision | None:
        """Return the live revision, or None before the first publish."""
        query = select(REVISIONS).join(POINTERS).where(POINTERS.c.name == _LIVE)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
            return _as_revision(row) if row else None

    def revisions(self) -> list[Revision]:
        """All revisions, newest first."""
        query = select(REVISIONS).order_by(REVISIONS.c.number.desc())
        with self._database.reading() as connection:
            return [_as_revision(row) for row in connection.execute(query)]

    def entries(self, number: int) -> tuple[Entry, ...]:
        """Return a revision's entries, exactly and in the order in which they were published."""
        texts = select(PHRASINGS).where(PHRASINGS.c.revision == number)
        rest = select(ENTRIES).where(ENTRIES.c.revision == number)
        with self._database.reading() as connection:
            revision = _revision(connection, number)
            heads = connection.execute(rest.order_by(ENTRIES.c.position)).all()
            rows = connection.execute(texts.order_by(PHRASINGS.c.entry, PHRASINGS.c.position))
            phrasings = [[row.text for row in group] for _, group in groupby(rows, lambda row: row.entry)]
        found = (len(heads), len(phrasings), sum(map(len, phrasings)))
        if found != (revision.entries, revision.entries, revision.phrasings):
            raise StoreError(f"revision {number} is damaged: some of its entries are missing. Make another one live")
        return tuple(_as_entry(head, group) for head, group in zip(heads, phrasings, strict=True))

    def setting(self, key: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return a kept JSON value, or None where none was kept."""
        with self._database.reading() as connection:
            return connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.key == key)).scalar_one_or_none()

    def set_setting(self, key: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Keep a JSON value, in place of the one before."""
        with self._database.writing() as connection:
            _keep_setting(connection, key, value)

    def vectors(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the sound cached vectors of these texts, each (dim,); texts without one are left out."""
        with self._database.reading() as connection:
            return vectors.read(connection, fingerprint, texts)

    def put_vectors(self, fingerprint: str, texts: Sequence[str], rows: NDArray[np.float32]) -> None:
        """Cache the vector of each text; rows is (len(texts), dim), unit length."""
        with self._database.writing() as connection:
            vectors.write(connection, fingerprint, texts, rows)

    def study(self, fingerprint: str) -> bytes | None:
        """Return the outcome of the study of this fingerprint, or None where there is none or it is damaged."""
        with self._database.reading() as connection:
            return studies.read(connection, fingerprint)

    def put_study(self, fingerprint: str, revision: int, data: bytes) -> None:
        """Keep the outcome of a study, in place of any before; revision is the number of what was studied."""
        with self._database.writing() as connection:
            studies.write(connection, fingerprint, revision, data)


def _check_base(connection: Connection, base: int | None) -> None:
    live = connection.execute(select(POINTERS.c.revision).where(POINTERS.c.name == _LIVE)).scalar_one_or_none()
    if base is not None and base != live:
        raise StaleBaseError(base, live)


def _insert_revision(connection: Connection, entries: Sequence[Entry], head: Mapping[str, str]) -> int:
    phrasings = [
        (position, place, text) for position, entry in enumerate(entries) for place, text in enumerate(entry.phrasings)
    ]
    counts = {"created_at": datetime.now(UTC), "entries": len(entries), "phrasings": len(phrasings)}
    inserted = connection.execute(insert(REVISIONS).values(**head, **counts)).inserted_primary_key
    if inserted is None:
        raise ValueError("the database gave the new revision no number")
    number = int(inserted.number)
    if entries:
        connection.execute(insert(ENTRIES), [_entry_row(number, place, entry) for place, entry in enumerate(entries)])
        names = ("revision", "entry", "position", "text")
        connection.execute(insert(PHRASINGS), [dict(zip(names, (number, *row), strict=True)) for row in phrasings])
    return number


def _entry_row(number: int, position: int, entry: Entry) -> dict[str, object]:
    return {
        "revision": number,
        "position": position,
        "id": entry.id,
        "answer": entry.answer,
        "category": entry.category,
        "tags": list(entry.tags),
    }


def _as_entry(row: Row[Any], phrasings: Sequence[str]) -> Entry:
    question, *alternates = phrasings
    return Entry(row.id, question, row.answer, tuple(alternates), row.category, tuple(row.tags))


def _revision(connection: Connection, number: int) -> Revision:
    row = connection.execute(select(REVISIONS).where(REVISIONS.c.number == number)).one_or_none()
    if row is None:
        raise StoreError(f"there is no revision {number}")
    return _as_revision(row)


def _as_revision(row: Row[Any]) -> Revision:
    head = (row.number, row.created_at, row.author, row.note, row.source)
    return Revision(*head, row.entries, row.phrasings, row.format)


def _point(connection: Connection, number: int) -> None:
    connection.execute(delete(POINTERS).where(POINTERS.c.name == _LIVE))
    connection.execute(insert(POINTERS).values(name=_LIVE, revision=number))


def _keep_setting(connection: Connection, key: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    connection.execute(delete(SETTINGS).where(SETTINGS.c.key == key))
    connection.execute(insert(SETTINGS).values(key=key, value=value))
