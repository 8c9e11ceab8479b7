import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from matcher.knowledge_base import KnowledgeBase
from panels.desk import Desk
from panels.knowledge_base import Draft, Shelf
from tests.fakes import FakeEncoder
from tests.serving import settings_for

GOOD = "question,answer\nDo you repair umbrellas?,Yes.\n,No question.\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    settings = settings_for(tmp_path)
    knowledge_base = KnowledgeBase.open(settings, FakeEncoder(), None)
    yield Shelf(Desk.open(settings, knowledge_base))
    knowledge_base.close()


def upload(folder: Path, content: bytes) -> str:
    path = folder / "new.csv"
    path.write_bytes(content)
    return str(path)


def read(shelf: Shelf, path: str) -> tuple[Draft | None, str, dict[str, Any]]:
    _, draft, shown, button = shelf.read(path)
    return draft, shown, button


def test_reading_reports_and_changes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    path = upload(tmp_path, GOOD.encode())
    draft, shown, button = read(shelf, path)
    assert draft is not None
    assert button["value"] == "Publish 1 entry, leave out 1 row"
    for text in ("new.csv", "1 row will be left out.", "the question is empty", "Do you repair umbrellas?", "comma"):
        assert text in shown
    assert len(shelf.desk.knowledge_base.matcher.entries) == 3
    assert not Path(path).exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"a,b\n1,2\n"])
def test_what_is_no_faq_is_said_and_can_not_be_published(shelf: Shelf, tmp_path: Path, content: bytes) -> None:
    path = upload(tmp_path, content)
    draft, shown, button = read(shelf, path)
    assert (draft, button["visible"]) == (None, False)
    assert "This file can’t be taken." in shown
    assert not Path(path).exists()


def test_publishing_makes_the_draft_live_and_going_back_undoes_it(shelf: Shelf, tmp_path: Path) -> None:
    draft, _, _ = read(shelf, upload(tmp_path, GOOD.encode()))
    _, done, button = shelf.publish(draft, gr.Progress())
    assert "Live: 1 entry." in done
    assert button["visible"] is False
    live = shelf.desk.knowledge_base.live
    assert (live.number, live.entries, live.author, live.source) == (2, 1, "admin", "new.csv")
    assert "Revision 1 is live again: 3 entries." in shelf.go_back(1)
    assert shelf.desk.knowledge_base.live.number == 1


def test_what_is_live_says_how_its_study_went_and_is_looked_at_until_then(shelf: Shelf) -> None:
    while shelf.desk.knowledge_base.study.doing == "studying":
        assert shelf.show_live()[1]["active"] in (True, False)
        time.sleep(0.01)
    card, timer = shelf.show_live()
    assert ("Too few phrasings to study" in card, timer["active"]) == (True, False)
    assert shelf.show()[:2] == (card, timer)


def test_there_must_be_something_to_publish_or_to_go_back_to(shelf: Shelf) -> None:
    with pytest.raises(gr.Error):
        shelf.publish(None, gr.Progress())
    with pytest.raises(gr.Error):
        shelf.go_back(None)
