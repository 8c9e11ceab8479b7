import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import connect

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.errors import StoreError
from matcher.knowledge_base import KnowledgeBase
from matcher.types import Entry, Reply
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening
from tests.fakes import FakeEncoder


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield open_base


def state(base: KnowledgeBase) -> tuple[object, ...]:
    return base.live, base.revisions(), base.matcher, base.thresholds


def test_an_unknown_revision_leaves_the_live_one(opened: Opener) -> None:
    base = opened()
    before = state(base)
    with pytest.raises(StoreError, match="there is no revision 9"):
        base.make_live(9)
    assert state(base) == before


@pytest.mark.parametrize(
    ("entries", "message"), [([], "no entries"), ([RETURNS, DELIVERY, RETURNS], "2 entries share the id 'returns'")]
)
def test_entries_that_can_not_be_published_change_nothing(opened: Opener, entries: list[Entry], message: str) -> None:
    base = opened()
    before = state(base)
    with pytest.raises(StoreError, match=message):
        base.publish(entries, author="ada")
    assert state(base) == before


class BrokenEncoder(FakeEncoder):
    """An encoder that gives up on one text."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if CARDS.question in texts:
            raise MemoryError("no memory left")
        return super().encode(texts)


def test_an_encoder_that_fails_changes_nothing(opened: Opener) -> None:
    base = opened(BrokenEncoder())
    before = state(base)
    with pytest.raises(MemoryError):
        base.publish([RETURNS, CARDS], author="ada")
    assert (state(base), opened().live) == (before, before[0])


def test_a_publish_cancelled_by_its_progress_changes_nothing(opened: Opener) -> None:
    class CancelledError(Exception):
        pass

    def cancel(what: str, share: float) -> None:
        if what == "saving":
            raise CancelledError

    base = opened()
    before = state(base)
    with pytest.raises(CancelledError):
        base.publish([RETURNS], author="ada", progress=cancel)
    assert (state(base), opened().live) == (before, before[0])
    assert base.publish([RETURNS], author="ada") == base.live


@pytest.mark.parametrize("table", ["revisions", "entries", "phrasings", "pointers"])
def test_a_store_that_fails_changes_nothing(opened: Opener, tmp_path: Path, table: str) -> None:
    base = opened()
    before = state(base)
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:
        outside.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END")
    with pytest.raises(StoreError, match="refused"):
        base.publish([RETURNS], author="ada")
    assert (state(base), opened().live) == (before, before[0])


def test_threads_that_publish_at_once_leave_the_last_number_live(opened: Opener) -> None:
    base = opened()
    with ThreadPoolExecutor(4) as pool:
        names = [str(i) for i in range(8)]
        published = list(pool.map(lambda name: base.publish([Entry(name, name, name)], author=name), names))
    assert sorted(revision.number for revision in published) == list(range(2, 10))
    assert base.live == base.revisions()[0] == opened().live
    assert base.matcher.entries == base.entries(9)


def test_questions_during_publishes_are_answered_by_one_revision(opened: Opener) -> None:
    base = opened()
    questions = [f"question number {i}" for i in range(40)]

    def publish(version: int) -> None:
        base.publish([Entry(text, text, f"version {version}") for text in questions], author="ada")

    publish(0)
    done = threading.Event()

    def ask() -> list[Reply]:
        replies = []
        while not done.is_set():
            replies.append(base.matcher.reply("what is question number 7"))
        return replies

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask) for _ in range(3)]
        for version in range(1, 9):
            publish(version)
            base.make_live(version + 1)  # the version before
        done.set()
        replies = [reply for future in asked for reply in future.result()]
    answers = [{candidate.entry.answer for candidate in reply.candidates} for reply in replies]
    assert [found for found in answers if len(found) != 1] == []
    assert answers
