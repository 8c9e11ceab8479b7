"""What must hold after a kill: all as it was or all as it was to be, every revision there, and questions answered."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from matcher.store import Store
from matcher.types import Revision
from tests.crash.ledger import NEW, OLD, Attempt
from tests.crash.processes import SAMPLE
from tests.crash.server import entries_of
from tests.crash.service import Service

ENTRIES = 40


def draft_of(tag: str) -> str:
    """Return the id of the draft in which a change is prepared."""
    return hashlib.sha256(tag.encode()).hexdigest()[:32]


def check_whole(home: Path, service: Service, whole: set[int]) -> tuple[int, list[Revision]]:
    """Hold what is stored and served against what it must be; return what is live, and all revisions, newest first.

    whole are the revisions read already, and those read now. Raises AssertionError.
    """
    _check_file(home / "faq.sqlite3")
    with closing(Store.open(home)) as store:
        live, revisions = store.live(), store.revisions()
        assert live is not None
        assert [each.number for each in reversed(revisions)] == list(range(1, len(revisions) + 1))
        for each in revisions:
            if each.number not in whole:
                assert not each.note or store.entries(each.number) == entries_of(each.note, ENTRIES)
                whole.add(each.number)
        assert service.tags() == {live.note or SAMPLE}
        entry = store.entries(live.number)[7]
    assert service.answer(entry.question) == entry.answer
    return live.number, revisions


def outcome(home: Path, attempt: Attempt, live: int, revisions: Sequence[Revision], known: int, *, done: bool) -> str:
    """Tell whether all is as before the attempt or as after it. Raises AssertionError for what is neither.

    known is how many revisions there were before it.
    """
    with closing(Store.open(home)) as store:
        draft = store.drafts.get(draft_of(attempt.tag))
    if attempt.kind == "upload":
        assert (live, len(revisions)) == (attempt.before, known)
        assert draft is None or draft.entries(()) == entries_of(attempt.tag, ENTRIES)
        found = OLD if draft is None else NEW
    elif attempt.kind == "publish":
        added = [each.note for each in revisions if each.number > known]
        assert (live, added) in [(attempt.before, []), (known + 1, [attempt.tag])]
        assert draft is None or not added  # it goes with the publish
        found = NEW if added else OLD
    else:
        assert len(revisions) == known
        assert live in (attempt.before, attempt.target)
        found = OLD if live == attempt.before else NEW
    assert found == NEW or not done
    return found


def _check_file(path: Path) -> None:
    """Let SQLite look through the whole file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
