"""Drafts: each step is written as it is taken, so that nothing is lost on a reload or a restart."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from matcher.draft import Draft, Start, Step
from matcher.errors import StoreError
from matcher.store.database import Database
from matcher.store.tables import DRAFT_CHANGES, DRAFT_STEPS, DRAFTS
from matcher.types import Entry


class Drafts:
    """The drafts of all people; may be used from any thread. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, draft_id: str) -> Draft | None:
        """Return a draft, or None where there is none of that id."""
        with self._database.reading() as connection:
            head = connection.execute(select(DRAFTS).where(DRAFTS.c.id == draft_id)).one_or_none()
            return _draft(head, _steps(connection, draft_id)) if head else None

    def heads(self) -> list[Draft]:
        """Return all drafts that were not given up, without their steps; the last one changed first."""
        steps, later = DRAFT_STEPS.c, DRAFT_STEPS.alias().c
        after = select(later.number).where(later.draft == steps.draft, later.number > steps.number).exists()
        kept = select(steps.draft).where(~after, steps.start != Start.BASE.value)
        filled = select(DRAFTS).where(DRAFTS.c.id.in_(kept))
        with self._database.reading() as connection:
            return [_draft(row, ()) for row in connection.execute(filled.order_by(DRAFTS.c.updated_at.desc()))]

    def add(self, draft_id: str, step: Step, *, owner: str, base: int) -> None:
        """Take one more step; a draft without any begins at base."""
        with self._database.writing() as connection:
            last = func.max(DRAFT_STEPS.c.number)
            taken = connection.execute(select(last).where(DRAFT_STEPS.c.draft == draft_id)).scalar_one()
            if taken is None:
                _begin(connection, draft_id, owner, base)
            _write(connection, draft_id, 0 if taken is None else taken + 1, step)
            _touch(connection, draft_id)

    def undo(self, draft_id: str) -> str:
        """Take the last step back and return its label. Raises StoreError where there is none."""
        with self._database.writing() as connection:
            numbered = select(DRAFT_STEPS.c.number, DRAFT_STEPS.c.label).where(DRAFT_STEPS.c.draft == draft_id)
            last = connection.execute(numbered.order_by(DRAFT_STEPS.c.number.desc())).first()
            if last is None:
                raise StoreError("there is nothing to undo")
            _delete_steps(connection, draft_id, last.number)
            _touch(connection, draft_id)
            return str(last.label)

    def restart(self, draft: Draft, base: int, steps: Sequence[Step]) -> None:
        """Let a draft begin at another base with other steps. Raises StoreError where it changed since it was read."""
        with self._database.writing() as connection:
            _check_unchanged(connection, draft)
            _delete_steps(connection, draft.id)
            connection.execute(update(DRAFTS).where(DRAFTS.c.id == draft.id).values(base=base))
            for number, step in enumerate(steps):
                _write(connection, draft.id, number, step)
            _touch(connection, draft.id)

    def delete(self, draft: Draft) -> None:
        """Forget a draft; one that changed since it was read is kept."""
        with self._database.writing() as connection:
            forget(connection, draft)


def forget(connection: Connection, draft: Draft) -> None:
    """Delete a draft along with what else the connection writes; one that changed since it was read is kept."""
    same = DRAFTS.c.version == draft.version
    if connection.execute(select(DRAFTS.c.id).where(DRAFTS.c.id == draft.id, same)).one_or_none():
        _delete_steps(connection, draft.id)
        connection.execute(delete(DRAFTS).where(DRAFTS.c.id == draft.id))


def _begin(connection: Connection, draft_id: str, owner: str, base: int) -> None:
    row = {"owner": owner, "base": base, "updated_at": datetime.now(UTC)}
    if connection.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(**row)).rowcount == 0:
        connection.execute(insert(DRAFTS).values(id=draft_id, version=0, **row))


def _touch(connection: Connection, draft_id: str) -> None:
    now = {"version": DRAFTS.c.version + 1, "updated_at": datetime.now(UTC)}
    connection.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(**now))


def _check_unchanged(connection: Connection, draft: Draft) -> None:
    version = connection.execute(select(DRAFTS.c.version).where(DRAFTS.c.id == draft.id)).scalar_one_or_none()
    if version != draft.version:
        raise StoreError("the draft was changed in another window meanwhile. Look at it again, then repeat this")


def _delete_steps(connection: Connection, draft_id: str, first: int = 0) -> None:
    changes, steps = DRAFT_CHANGES.c, DRAFT_STEPS.c
    connection.execute(delete(DRAFT_CHANGES).where(changes.draft == draft_id, changes.step >= first))
    connection.execute(delete(DRAFT_STEPS).where(steps.draft == draft_id, steps.number >= first))


def _write(connection: Connection, draft_id: str, number: int, step: Step) -> None:
    about = {"start": step.start.value, "label": step.label, "source": step.source, "format": step.format}
    connection.execute(insert(DRAFT_STEPS).values(draft=draft_id, number=number, **about))
    rows = [
        {"draft": draft_id, "step": number, "position": position, "entry": name, "content": _as_json(entry)}
        for position, (name, entry) in enumerate(step.changes.items())
    ]
    if rows:
        connection.execute(insert(DRAFT_CHANGES), rows)


def _as_json(entry: Entry | None) -> str:
    return json.dumps(asdict(entry) if entry else None)  # ASCII, so that no database refuses a character


def _steps(connection: Connection, draft_id: str) -> tuple[Step, ...]:
    changes: dict[int, dict[str, Entry | None]] = defaultdict(dict)
    rows = select(DRAFT_CHANGES).where(DRAFT_CHANGES.c.draft == draft_id)
    for row in connection.execute(rows.order_by(DRAFT_CHANGES.c.step, DRAFT_CHANGES.c.position)):
        changes[row.step][row.entry] = _entry(row)
    steps = select(DRAFT_STEPS).where(DRAFT_STEPS.c.draft == draft_id).order_by(DRAFT_STEPS.c.number)
    return tuple(
        Step(row.label, changes[row.number], Start(row.start), row.source, row.format)
        for row in connection.execute(steps)
    )


def _entry(row: Row[tuple[object, ...]]) -> Entry | None:
    values = json.loads(row.content)
    if values is None:
        return None
    try:
        lists = {name: tuple(values[name]) for name in ("alternates", "tags")}
        return Entry(**{**values, **lists})
    except (KeyError, TypeError) as error:
        raise StoreError(f"the draft is damaged at the entry {row.entry!r}; discard it") from error


def _draft(row: Row[tuple[object, ...]], steps: tuple[Step, ...]) -> Draft:
    return Draft(row.id, row.owner, row.base, steps, row.version, row.updated_at)
