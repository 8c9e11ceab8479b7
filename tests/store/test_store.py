from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import StoreError
from matcher.store import Store
from matcher.types import Entry, Revision

RETURNS = Entry("returns", "How do I return an item?", "Within 30 days.", ("send it back", "refund"), "Returns", ("a",))
DELIVERY = Entry("delivery", "How long does delivery take?", "Two days.")

any_text = st.text(st.characters(exclude_categories=()))
any_entries = st.lists(
    st.builds(
        Entry, any_text, any_text, any_text, st.lists(any_text).map(tuple), any_text, st.lists(any_text).map(tuple)
    ),
    unique_by=lambda entry: entry.id,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


@settings(max_examples=60, deadline=None)
@given(any_entries, any_text)
def test_entries_of_any_text_come_back_exactly_and_in_order(entries: list[Entry], note: str) -> None:
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder))
        published = store.publish(entries, author="ada", note=note)
        assert (store.entries(published.number), store.live()) == (tuple(entries), published)
        assert published.note == note
        store.close()


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "\x1b", "\x1b0;", "\ud800", "\U0001f600 \u05e9\u05dc\u05d5\u05dd", "=1+1", "x" * 25_000]
)
def test_odd_texts_come_back_exactly(store: Store, text: str) -> None:
    entries = (Entry(text, text, text, (text,), text, (text,)),)
    assert store.entries(store.publish(entries, author=text).number) == entries


def test_a_publish_is_a_numbered_revision_with_counts_and_goes_live(store: Store) -> None:
    before = datetime.now(UTC)
    revision = store.publish([RETURNS, DELIVERY], author="ada", note="first", source="shop.csv")
    assert before <= revision.created_at <= datetime.now(UTC)
    assert revision == Revision(1, revision.created_at, "ada", "first", "shop.csv", entries=2, phrasings=4)
    assert store.live() == revision


def test_nothing_is_live_before_the_first_publish(store: Store) -> None:
    assert (store.live(), store.revisions()) == (None, [])


def test_an_older_revision_can_be_made_live_and_none_is_lost(store: Store) -> None:
    first = store.publish([RETURNS], author="ada")
    second = store.publish([DELIVERY], author="bob")
    assert store.make_live(first.number) == first
    assert store.live() == first
    assert store.revisions() == [second, first]
    assert (store.entries(1), store.entries(2)) == ((RETURNS,), (DELIVERY,))


def test_an_unknown_revision_is_named_and_changes_nothing(store: Store) -> None:
    live = store.publish([RETURNS], author="ada")
    for use in (store.make_live, store.entries):
        with pytest.raises(StoreError, match="there is no revision 7"):
            use(7)
    assert store.live() == live


def test_a_failed_publish_changes_nothing(store: Store) -> None:
    live = store.publish([RETURNS], author="ada")
    with pytest.raises(StoreError):
        store.publish([DELIVERY, DELIVERY], author="bob", settings={"seen": True})
    assert (store.live(), store.revisions(), store.setting("seen")) == (live, [live], None)


def test_a_setting_holds_any_json_and_is_replaced(store: Store) -> None:
    assert store.setting("thresholds") is None
    store.set_setting("thresholds", {"answer_at": 0.5})
    store.set_setting("thresholds", {"answer_at": 0.75, "names": ["\u00e9", "\x00"]})
    assert store.setting("thresholds") == {"answer_at": 0.75, "names": ["\u00e9", "\x00"]}


def test_a_publish_keeps_its_settings_with_it(store: Store) -> None:
    store.publish([RETURNS], author="ada", settings={"file": "abc"})
    assert store.setting("file") == "abc"


def test_a_second_open_sees_everything(store: Store, tmp_path: Path) -> None:
    first = store.publish([RETURNS], author="ada")
    second = store.publish([DELIVERY], author="bob")
    store.make_live(1)
    store.set_setting("key", [1, 2])
    again = Store.open(tmp_path)
    assert (again.live(), again.revisions(), again.setting("key")) == (first, [second, first], [1, 2])
    assert again.entries(1) == (RETURNS,)
    again.close()


def test_threads_that_publish_at_once_get_numbers_of_their_own(store: Store) -> None:
    names = [str(i) for i in range(12)]
    with ThreadPoolExecutor(6) as pool:
        revisions = list(pool.map(lambda name: store.publish([Entry(name, name, name)], author=name), names))
    assert sorted(revision.number for revision in revisions) == list(range(1, 13))
    for revision in revisions:
        assert store.entries(revision.number) == (Entry(revision.author, revision.author, revision.author),)


@pytest.mark.parametrize("table", ["phrasings", "entries"])
def test_a_revision_that_lost_rows_is_refused(store: Store, tmp_path: Path, table: str) -> None:
    store.publish([RETURNS, DELIVERY], author="ada")
    with connect(tmp_path / "faq.sqlite3") as outside:
        outside.execute(f"DELETE FROM {table} WHERE revision = 1 AND position = 1")
    with pytest.raises(StoreError, match="revision 1 is damaged"):
        store.entries(1)
