from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from matcher.editing import Typed
from panels.history import History
from panels.meanwhile import Meanwhile
from panels.shelf import Shelf
from tests.panels.shelves import ADA, shelf_in
from tests.serving import client_for


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path, study=False) as opened:
        yield opened


def follow(shelf: Shelf, known: int = 1, **data: bool) -> tuple[Any, ...]:
    meanwhile = Meanwhile(shelf, History(shelf.bench))
    page: tuple[Any, ...] = (ADA, None, {}, "", "", 25, 30, None, known)
    return meanwhile.follow(gr.EventData(None, data), *page, 1, 1, "csv")


def publish(shelf: Shelf) -> None:
    entries = shelf.bench.knowledge_base.matcher.entries
    shelf.bench.knowledge_base.publish([replace(entries[0], answer="Theirs.")], author="<Bob>", note="why")


def test_without_a_draft_the_page_shows_what_went_live_and_says_so(shelf: Shelf) -> None:
    publish(shelf)
    views = follow(shelf)
    assert len(views) == 17 + 7
    assert "Live: revision 2" in views[0] and "Theirs." in views[7] and "2 (live)" in views[17]
    for text in ("Revision 2 is live now.", "published by &lt;Bob&gt;", "Note: why.", "This page shows it."):
        assert text in views[1]
    assert "that you are editing stays as it is" in follow(shelf, editing=True)[1]
    assert (views[17 + 1]["value"], views[17 + 2]["value"]) == (1, 2)


def test_with_a_draft_only_what_is_live_and_the_line_change(shelf: Shelf) -> None:
    shelf.bench.save(ADA["draft"], "Ada", "track", Typed("Track?", "", "Mine.", "", ""))
    publish(shelf)
    views = follow(shelf)
    assert "Live: revision 2" in views[0] and "your draft began at revision 1." in views[1]
    assert "See what changed" in views[1]
    assert views[2:17] == (gr.skip(),) * 15


def test_what_the_person_knows_of_is_not_told_again(shelf: Shelf) -> None:
    publish(shelf)
    assert follow(shelf, known=2)[1] == ""
    assert Meanwhile(shelf, History(shelf.bench)).know() == (2, "")


def test_what_somebody_compares_stays_chosen(shelf: Shelf) -> None:
    publish(shelf)
    views = follow(shelf, comparing=True)
    assert (views[17 + 1]["value"], views[17 + 2]["value"]) == (1, 1)
    assert (2, "2 (live)") in [(number, label[:8]) for label, number in views[17 + 1]["choices"]]


def test_where_it_can_not_be_told_what_is_live_the_page_stays_as_it_is(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(draft_id: str) -> None:
        raise OSError(draft_id)

    monkeypatch.setattr(shelf.bench, "open", fail)
    assert follow(shelf) == (gr.skip(),) * 24


def test_the_pulse_changes_with_what_is_live_and_stands_behind_the_door(tmp_path: Path) -> None:
    with client_for(tmp_path, study=False) as client:
        pulse = client.get("/admin/pulse")
        assert pulse.headers["cache-control"] == "no-store"
        assert (pulse.json()["live"], pulse.json()["studying"]) == ("1 ", "")
        assert client.get("/admin/pulse").json() == pulse.json()
    (tmp_path / "closed").mkdir()
    with client_for(tmp_path / "closed", admin_password="open sesame") as client:
        assert client.get("/admin/pulse").status_code in {303, 401}
