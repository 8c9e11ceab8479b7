from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.draft import Start, Step
from matcher.errors import StoreError
from matcher.store import Store
from matcher.types import Entry
from tests.bases import CARDS, DELIVERY, RETURNS

ODD = Entry("\x00", "\ud800?", "\U0001f600 \x1b0;", ("a|b", "c\nd"), "=1", ("t",))
EDIT = Step("edit", {"returns": RETURNS, "\x00": ODD, "delivery": None})
UPLOAD = Step("upload", {"cards": CARDS}, Start.NOTHING, "new.csv", "csv")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    opened.publish([DELIVERY], author="ada")
    opened.publish([DELIVERY, RETURNS], author="ada")
    yield opened
    opened.close()


def steps(store: Store) -> tuple[Step, ...]:
    draft = store.drafts.get("mine")
    return draft.steps if draft else ()


def test_a_draft_outlives_a_restart_with_any_text(store: Store, tmp_path: Path) -> None:
    store.drafts.add("mine", EDIT, owner="ada", base=1)
    store.drafts.add("mine", UPLOAD, owner="bob", base=2)
    again = Store.open(tmp_path)
    draft = again.drafts.get("mine")
    again.close()
    assert draft is not None
    assert (draft.owner, draft.base, draft.steps) == ("ada", 1, (EDIT, UPLOAD))


def test_undo_takes_back_one_step_after_the_other(store: Store) -> None:
    store.drafts.add("mine", EDIT, owner="ada", base=1)
    store.drafts.add("mine", UPLOAD, owner="ada", base=1)
    assert (store.drafts.undo("mine"), steps(store)) == ("upload", (EDIT,))
    assert (store.drafts.undo("mine"), steps(store), store.drafts.heads()) == ("edit", (), [])
    with pytest.raises(StoreError, match="nothing to undo"):
        store.drafts.undo("mine")


def test_a_draft_without_steps_begins_anew(store: Store) -> None:
    store.drafts.add("mine", EDIT, owner="ada", base=1)
    store.drafts.undo("mine")
    store.drafts.add("mine", UPLOAD, owner="ada", base=2)
    assert [(head.id, head.base) for head in store.drafts.heads()] == [("mine", 2)]


def test_a_draft_that_was_given_up_is_not_listed_but_can_be_taken_up_again(store: Store) -> None:
    store.drafts.add("other", EDIT, owner="bob", base=1)
    store.drafts.add("mine", EDIT, owner="ada", base=1)
    store.drafts.add("mine", Step("discard", {}, Start.BASE), owner="ada", base=1)
    assert [head.id for head in store.drafts.heads()] == ["other"]
    store.drafts.undo("mine")
    assert [head.id for head in store.drafts.heads()] == ["mine", "other"]


def test_a_draft_that_changed_in_another_window_is_neither_restarted_nor_forgotten(store: Store) -> None:
    store.drafts.add("mine", EDIT, owner="ada", base=1)
    seen = store.drafts.get("mine")
    assert seen is not None
    store.drafts.add("mine", UPLOAD, owner="ada", base=1)
    with pytest.raises(StoreError, match="changed in another window"):
        store.drafts.restart(seen, 2, [EDIT])
    store.drafts.delete(seen)
    assert steps(store) == (EDIT, UPLOAD)


def test_a_draft_is_restarted_at_another_base_and_then_forgotten(store: Store) -> None:
    store.drafts.add("mine", EDIT, owner="ada", base=1)
    seen = store.drafts.get("mine")
    assert seen is not None
    store.drafts.restart(seen, 2, [UPLOAD])
    seen = store.drafts.get("mine")
    assert seen is not None
    assert (seen.base, seen.steps) == (2, (UPLOAD,))
    store.drafts.delete(seen)
    assert store.drafts.get("mine") is None


def test_what_is_ignored_stays_ignored_until_it_is_cleared(store: Store) -> None:
    store.ignored.add(["a", "b", "a"])
    store.ignored.add(["b", "c"])
    assert store.ignored.keys() == {"a", "b", "c"}
    store.ignored.clear()
    assert store.ignored.keys() == frozenset()
