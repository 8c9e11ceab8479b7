"""Findings that people chose to ignore, by their keys."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from matcher.store.database import Database
from matcher.store.tables import IGNORED


class Ignored:
    """What is kept beyond a publish; may be used from any thread. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keys(self) -> frozenset[str]:
        """Return the keys of all that is ignored."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(IGNORED.c.key)).scalars())

    def add(self, keys: Iterable[str]) -> None:
        """Ignore these from now on."""
        with self._database.writing() as connection:
            known = set(connection.execute(select(IGNORED.c.key)).scalars())
            rows = [{"key": key} for key in dict.fromkeys(keys) if key not in known]
            if rows:
                connection.execute(insert(IGNORED), rows)

    def clear(self) -> None:
        """Ignore nothing any more."""
        with self._database.writing() as connection:
            connection.execute(delete(IGNORED))
