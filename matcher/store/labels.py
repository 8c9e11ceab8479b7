"""The owner's labels: test questions with the ids of the entries they should reach."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from matcher.errors import StoreError
from matcher.ingest.cells import same_text_key
from matcher.store.database import Database
from matcher.store.tables import ENTRIES, LABELS
from matcher.types import KeptLabel, Label

_CHUNK = 500  # as for vectors: SQLite before 3.32 allows 999 variables in a statement


class LabelTable:
    """Labels in the order in which they were added; may be used from any thread. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[KeptLabel]:
        """Every label, whatever its expected ids."""
        with self._database.reading() as connection:
            return [_as_label(row) for row in connection.execute(select(LABELS).order_by(LABELS.c.number))]

    def add(self, labels: Sequence[Label], author: str) -> int:
        """Keep more labels and return how many are new.

        One whose question is there already, case and white space aside, takes the place of that one.
        """
        merged = {same_text_key(label.question): label for label in labels}
        with self._database.writing() as connection:
            known = connection.execute(select(LABELS.c.number, LABELS.c.question))
            numbers = {same_text_key(question): number for number, question in known}
            for key, number in numbers.items():
                if key in merged:
                    _change(connection, number, merged[key], author)
            new = [label for key, label in merged.items() if key not in numbers]
            _insert(connection, new, author)
            return len(new)

    def replace(self, labels: Sequence[Label], author: str) -> None:
        """Keep these labels, exactly and in this order, in place of all before."""
        with self._database.writing() as connection:
            connection.execute(delete(LABELS))
            _insert(connection, labels, author)

    def edit(self, number: int, label: Label, author: str) -> None:
        """Change one label. Raises StoreError where there is none of that number."""
        with self._database.writing() as connection:
            _change(connection, number, label, author)

    def delete(self, numbers: Collection[int]) -> int:
        """Forget labels and return how many there were of these numbers."""
        listed = list(numbers)
        with self._database.writing() as connection:
            return sum(
                connection.execute(delete(LABELS).where(LABELS.c.number.in_(listed[at : at + _CHUNK]))).rowcount
                for at in range(0, len(listed), _CHUNK)
            )

    def ids_ever_published(self) -> frozenset[str]:
        """Ids of the entries of every revision, those that are gone included."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(ENTRIES.c.id).distinct()).scalars())


def _insert(connection: Connection, labels: Sequence[Label], author: str) -> None:
    if labels:
        connection.execute(insert(LABELS), [_values(label, author) for label in labels])


def _change(connection: Connection, number: int, label: Label, author: str) -> None:
    changed = connection.execute(update(LABELS).where(LABELS.c.number == number).values(**_values(label, author)))
    if not changed.rowcount:
        raise StoreError(f"there is no test question {number} any more; it was deleted meanwhile")


def _values(label: Label, author: str) -> dict[str, object]:
    expected = json.dumps(sorted(label.expected), ensure_ascii=False)
    return {"question": label.question, "expected": expected, "author": author, "created_at": datetime.now(UTC)}


def _as_label(row: Row[Any]) -> KeptLabel:
    return KeptLabel(row.number, Label(row.question, frozenset(json.loads(row.expected))), row.author, row.created_at)
