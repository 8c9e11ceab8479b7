from pathlib import Path

from panels.tuning.weak_spots import breakdown, weak_spots
from tests.panels.tuning.rooms import AT, WRONG, room_over


def test_entries_taken_for_each_other_are_listed_with_questions_that_open(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        shown = weak_spots(room.measuring.now, AT)
    assert "How long does delivery take?</td>" in shown
    assert "Which cards do you accept?</td>" in shown
    assert f'data-do="open" data-to="{WRONG.question}"' in shown
    assert "nothing: should not be answered" in shown


def test_questions_are_broken_down_by_category_and_by_length(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        shown = breakdown(room.measuring.now, AT)
    assert ">By category<" in shown
    assert ">out of scope</td>" in shown
    assert ">7 to 10 words</td>" in shown


def test_without_labels_there_are_no_weak_spots(tmp_path: Path) -> None:
    with room_over(tmp_path, ()) as room:
        assert weak_spots(room.measuring.now, AT) == breakdown(room.measuring.now, AT) == ""
