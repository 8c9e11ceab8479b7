from pathlib import Path

from panels.what_changes import what_changes
from tests.bases import CARDS, DELIVERY, RETURNS
from tests.panels.tuning.rooms import room_over


def test_each_reply_that_changes_is_listed_and_nothing_is_published(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        base = room.measuring.base
        live = base.live
        shown = what_changes(base, (DELIVERY, CARDS))
        assert base.live == live
    assert "1 test question expects an entry that would be gone." in shown
    assert "How do I return an item please?" in shown
    assert "Worse" in shown


def test_the_same_entries_change_nothing(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        assert "Nothing changes." in what_changes(room.measuring.base, (RETURNS, DELIVERY, CARDS))


def test_without_test_questions_it_says_where_to_add_some(tmp_path: Path) -> None:
    with room_over(tmp_path, ()) as room:
        assert "Add some on the page Tuning" in what_changes(room.measuring.base, (CARDS,))
