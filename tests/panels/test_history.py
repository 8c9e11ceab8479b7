from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from matcher.ingest import FaqFormat, read_faq
from panels.history import History
from panels.shelf import Shelf
from tests.panels.shelves import shelf_in
from tests.serving import client_for


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        base = opened.bench.knowledge_base
        base.publish(base.matcher.entries[:2], author="Ada", note="<shorter>", source="qna.json", format="qnabot-json")
        yield opened


def test_what_was_live_before_is_compared_with_what_is(shelf: Shelf) -> None:
    table, chosen, other, formats, changes, export, back = History(shelf.bench).show(None)
    assert (chosen["value"], other["value"]) == (1, 2)
    for text in ("2 (live)", "Ada", "&lt;shorter&gt;", "qna.json"):
        assert text in table
    assert "From revision 1 to revision 2" in changes and "Removed: 1" in changes
    assert "Keeps everything." in export
    assert (back["value"], back["interactive"]) == ("Make revision 1 live again", True)
    assert formats["value"] == "csv"


def test_any_two_are_compared_from_the_older_to_the_newer(shelf: Shelf) -> None:
    history = History(shelf.bench)
    assert history.look(1, 2, None)[1].partition("<h4>")[2] == history.look(2, 1, None)[1].partition("<h4>")[2]
    assert "<h4>" not in history.look(2, 2, None)[1]
    assert history.look(2, 1, None)[3]["interactive"] is False


def test_a_revision_is_offered_in_the_format_it_came_from_with_what_would_be_lost(shelf: Shelf) -> None:
    history = History(shelf.bench)
    formats, _, export, _ = history.look(2, 1, FaqFormat.DIALOGFLOW_ES.value)
    assert formats["choices"][1] == ("QnABot JSON (what it came from)", "qnabot-json")
    assert "Would be lost:" in export and "category of 2 entries" in export


def test_an_earlier_revision_is_live_again_with_one_click(shelf: Shelf) -> None:
    assert "Revision 1 is live again: 3 entries." in History(shelf.bench).make_live(1)[0]
    assert shelf.bench.knowledge_base.live.number == 1
    with pytest.raises(gr.Error):
        History(shelf.bench).make_live(None)


def test_a_revision_is_downloaded_and_read_back_the_same(tmp_path: Path) -> None:
    with client_for(tmp_path) as client:
        sent = client.get("/admin/export/1")
        assert sent.headers["content-disposition"] == 'attachment; filename="faq-revision-1.csv"'
        assert [entry.id for entry in read_faq(sent.content).entries] == ["returns", "delivery", "track"]
        other = client.get("/admin/export/1?format=qnabot-json")
        assert other.headers["content-disposition"] == 'attachment; filename="faq-revision-1-qnabot-json.json"'
        assert len(read_faq(other.content).entries) == 3
        assert client.get("/admin/export/9").status_code == 503
        assert client.get("/admin/export/1?format=watson-csv").status_code == 400
        assert client.get("/admin/export/1?format=nonsense").status_code == 422


def test_exports_are_behind_the_door(tmp_path: Path) -> None:
    with client_for(tmp_path, admin_password="open sesame") as client:
        assert client.get("/admin/export/1").status_code == 401
