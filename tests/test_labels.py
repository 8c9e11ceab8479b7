import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.errors import IngestError, MatcherError
from matcher.store import Store
from matcher.types import Label
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening

FIRST = Label("where is my parcel", frozenset({"delivery"}))
SECOND = Label("visa or cash?", frozenset({"cards", "returns"}))
OUTSIDE = Label("will it rain", frozenset())
THREE = (FIRST, SECOND, OUTSIDE)


@pytest.fixture
def open_base(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path) as opener:
        yield opener


def labels_of(base: object) -> list[Label]:
    return [kept.label for kept in base.labels.all()]  # type: ignore[attr-defined]


def test_labels_outlive_a_restart_in_the_order_in_which_they_came(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    assert base.labels.add(THREE, author="ann") == 3
    again = open_base()
    assert labels_of(again) == list(THREE)
    assert {kept.author for kept in again.labels.all()} == {"ann"}


def test_a_question_that_is_known_takes_the_place_of_its_label(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    base.labels.add(THREE, author="ann")
    changed = Label("WILL it  rain", frozenset({"delivery"}))
    assert base.labels.add([changed, Label("new", frozenset())], author="bob") == 1
    assert labels_of(base) == [FIRST, SECOND, changed, Label("new", frozenset())]


def test_labels_are_edited_deleted_and_replaced(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    base.labels.add(THREE, author="ann")
    one, two, _ = base.labels.all()
    base.labels.edit(one.number, OUTSIDE, author="bob")
    assert base.labels.delete([two.number, 999]) == 1
    assert labels_of(base) == [OUTSIDE, OUTSIDE]
    base.labels.replace([FIRST, FIRST], author="bob")
    assert labels_of(base) == [FIRST, FIRST]
    with pytest.raises(MatcherError, match=f"there is no test question {two.number} any more"):
        base.labels.edit(two.number, FIRST, author="bob")


def test_a_label_whose_entry_goes_is_flagged_and_never_dropped(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    base.labels.add(THREE, author="ann")
    base.publish([RETURNS], author="me")
    assert labels_of(base) == list(THREE)
    assert [kept.missing for kept in base.labels.all()] == [{"delivery"}, {"cards"}, frozenset()]
    assert base.labels.usable() == (Label("visa or cash?", frozenset({"returns"})), OUTSIDE)
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    assert base.labels.usable() == THREE


def test_the_export_reads_back_the_same_also_where_an_entry_is_gone(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    odd = Label("=cmd|' /C calc'!A0, \"quoted\"\nover lines", frozenset({"cards"}))
    base.labels.replace([*THREE, odd, FIRST], author="ann")
    base.publish([RETURNS], author="me")
    read = base.labels.read(base.labels.export(), name="labels.csv")
    assert read.refused == ()
    assert list(read.labels) == labels_of(base) == [*THREE, odd, FIRST]


@pytest.mark.parametrize(
    ("label", "message"),
    [
        (Label(" ", frozenset()), "a test question is empty"),
        (Label("huh", frozenset({"nope"})), "'huh': there is no entry with the id 'nope'"),
    ],
)
def test_a_label_that_can_not_be_right_is_refused_with_all_beside_it(
    open_base: Opener, label: Label, message: str
) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    base.labels.add([FIRST], author="ann")
    number = base.labels.all()[0].number
    for change in (
        lambda: base.labels.add([SECOND, label], author="bob"),
        lambda: base.labels.replace([label], author="bob"),
        lambda: base.labels.edit(number, label, author="bob"),
    ):
        with pytest.raises(MatcherError, match=message):
            change()
    assert labels_of(base) == [FIRST]


def test_a_file_names_entries_by_id_or_by_question(open_base: Opener) -> None:
    base = open_base()
    base.publish([RETURNS, DELIVERY, CARDS], author="me")
    data = (
        b"question,expected\na,returns\nb,How long  does DELIVERY take?\nc,cards|How do I return an item?\nd,\ne,gone\n"
    )
    read = base.labels.read(data, name="t.csv")
    assert [label.expected for label in read.labels] == [{"returns"}, {"delivery"}, {"cards", "returns"}, frozenset()]
    assert read.describe() == ("t.csv, row 6: no entry has the id or the question 'gone'",)
    assert (read.refused[0].row, read.refused[0].value) == (6, "gone")


def test_a_file_that_is_no_table_of_labels_is_an_error(open_base: Opener) -> None:
    with pytest.raises(IngestError, match=r"^t.csv: the header has no column expected_id"):
        open_base().labels.read(b"question,other\na,b\n", name="t.csv")


def test_a_store_without_labels_gets_them_when_it_is_opened(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    revision = store.publish([RETURNS], author="me")
    store.close()
    with sqlite3.connect(tmp_path / "faq.sqlite3") as outside:
        for table in ("draft_changes", "draft_steps", "drafts", "ignored_findings", "labels"):
            outside.execute(f"DROP TABLE {table}")
        outside.execute("ALTER TABLE revisions DROP COLUMN format")
        outside.execute("UPDATE alembic_version SET version_num = '0002'")
    outside.close()
    again = Store.open(tmp_path)
    assert again.live() == revision
    again.labels.add([FIRST], "me")
    assert [kept.label for kept in again.labels.all()] == [FIRST]
    again.close()
