from pathlib import Path

from matcher.settings import Settings
from matcher.types import Label
from panels.tuning.files import Files
from panels.tuning.seen import Seen
from tests.panels.tuning.rooms import LABELS, RIGHT, room_over

FILE = """question,expected_question
Refund?,how do i return an item?
Cars?,
Nobody knows?,There is no such entry
"""


def test_a_file_is_reported_row_by_row_and_kept_only_when_added(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(FILE, encoding="utf-8")
    with room_over(tmp_path) as room:
        files, labels = Files(room, Settings()), room.measuring.base.labels
        _, seen, report, add, swap = files.read(Seen(), str(path))
        assert "2 test questions, and 1 row will be left out." in report
        assert '<td data-label="Row">4</td>' in report
        assert "1 of them should not be answered." in report
        assert add == {"__type__": "update", "value": "Add 2 test questions", "visible": True}
        assert swap["value"] == "Put them in place of the 4 there are"
        assert len(labels.all()) == 4
        assert not path.exists()
        files.add(seen)
        added = (Label("Refund?", frozenset({"returns"})), Label("Cars?", frozenset()))
        assert tuple(each.label for each in labels.all()) == (*LABELS, *added)
        files.swap(seen)
        assert tuple(each.label for each in labels.all()) == added


def test_a_file_that_is_no_table_is_refused_and_nothing_can_be_added(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("just some words\n", encoding="utf-8")
    with room_over(tmp_path, (RIGHT,)) as room:
        _, seen, report, add, _ = Files(room, Settings()).read(Seen(), str(path))
    assert "This file can’t be taken." in report
    assert seen.file is None
    assert not add["visible"]
