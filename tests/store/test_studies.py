from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import pytest

from matcher.errors import StoreError
from matcher.store import Store
from matcher.types import Entry

DATA = bytes(range(256))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    opened.publish([Entry("a", "How?", "So.")], author="ada")
    yield opened
    opened.close()


def test_a_study_comes_back_and_an_unknown_one_is_none(store: Store) -> None:
    store.put_study("abc", 1, DATA)
    assert (store.study("abc"), store.study("abd")) == (DATA, None)


def test_a_study_put_again_is_replaced(store: Store) -> None:
    store.put_study("abc", 1, DATA)
    store.put_study("abc", 1, b"other")
    assert store.study("abc") == b"other"


@pytest.mark.parametrize("damage", ["data = zeroblob(256)", "data = 'text'", "data = 7", "checksum = checksum + 1"])
def test_a_damaged_study_counts_as_missing_and_can_be_put_again(store: Store, tmp_path: Path, damage: str) -> None:
    store.put_study("abc", 1, DATA)
    with connect(tmp_path / "faq.sqlite3") as outside:
        outside.execute(f"UPDATE studies SET {damage}")
    assert store.study("abc") is None
    store.put_study("abc", 1, DATA)
    assert store.study("abc") == DATA


def test_a_study_of_an_unknown_revision_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        store.put_study("abc", 7, DATA)
    assert store.study("abc") is None


def test_a_store_without_studies_gets_them_when_it_is_opened(store: Store, tmp_path: Path) -> None:
    live = store.live()
    with connect(tmp_path / "faq.sqlite3") as outside:
        for table in ("draft_changes", "draft_steps", "drafts", "ignored_findings", "studies", "labels"):
            outside.execute(f"DROP TABLE {table}")
        outside.execute("ALTER TABLE revisions DROP COLUMN format")
        outside.execute("UPDATE alembic_version SET version_num = '0001'")
    again = Store.open(tmp_path)
    again.put_study("abc", 1, DATA)
    assert (again.live(), again.study("abc")) == (live, DATA)
    again.close()
