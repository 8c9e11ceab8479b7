"""Two knowledge bases over one folder, as two server processes have them."""

import time
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import pytest

from matcher.errors import StoreError
from matcher.knowledge_base import KnowledgeBase
from matcher.store import Store
from matcher.types import Thresholds
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening
from tests.fakes import FakeEncoder

SECONDS = 60  # that a test waits for what never comes


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield open_base


def state(base: KnowledgeBase) -> tuple[object, ...]:
    return base.live, base.matcher.entries, base.thresholds


def test_each_takes_over_what_the_other_made_live(opened: Opener) -> None:
    one, other = opened(), opened()
    published = one.publish([RETURNS, DELIVERY], author="ada")
    other.follow()
    assert state(other) == state(one)
    assert other.live == published
    other.make_live(1)
    one.follow()
    assert (one.live.number, state(one)) == (1, state(other))


def test_what_the_command_line_made_live_is_taken_over_without_being_asked(opened: Opener, tmp_path: Path) -> None:
    base = opened()
    store = Store.open(tmp_path / "home")
    published = store.publish([CARDS], author="command line")
    store.close()
    until = time.monotonic() + SECONDS
    while base.live != published and time.monotonic() < until:
        time.sleep(0.05)
    assert (base.live, base.matcher.ask("Which cards?").candidates[0].entry) == (published, CARDS)


def test_only_texts_new_to_both_are_encoded(opened: Opener) -> None:
    encoder = FakeEncoder()
    one, other = opened(), opened(encoder)
    one.publish([RETURNS, DELIVERY], author="ada")
    encoder.encoded.clear()
    other.follow()
    assert (other.live, encoder.encoded) == (one.live, [])


def test_thresholds_are_taken_over(opened: Opener) -> None:
    one, other = opened(), opened()
    one.set_thresholds(Thresholds(answer_at=0.9, suggest_at=0.4))
    other.follow()
    assert other.thresholds == Thresholds(answer_at=0.9, suggest_at=0.4)
    assert other.matcher.entries == one.matcher.entries


def test_where_nothing_changed_nothing_is_built(opened: Opener) -> None:
    base = opened()
    before = base.matcher
    base.follow()
    assert base.matcher is before


def test_a_damaged_revision_of_another_is_told_and_not_taken_over(opened: Opener, tmp_path: Path) -> None:
    base = opened()
    before = state(base)
    store = Store.open(tmp_path / "home")
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:  # as if the last row had been lost
        outside.execute(
            "CREATE TRIGGER lose AFTER INSERT ON phrasings WHEN NEW.entry = 1 "
            "BEGIN DELETE FROM phrasings WHERE revision = NEW.revision AND entry = 1; END"
        )
    store.publish([RETURNS, DELIVERY], author="ada")
    store.close()
    with pytest.raises(StoreError, match="revision 2 is damaged: some of its entries are missing"):
        base.follow()
    assert state(base) == before
