import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from matcher.errors import EntryError, MatcherError
from matcher.ingest import FIELDS, MergeMode
from panels.editor import Editing, Opened
from panels.entry_table import ROWS
from panels.pulse import live_pulse
from panels.shelf import Shelf
from panels.upload import Upload
from panels.upload_view import Uploading
from tests.panels.shelves import ADA, BOB, pressed, shelf_in, uploaded

GOOD = b"question,answer\nDo you repair umbrellas?,Yes.\n,No question.\n"
REPLACE, BY_ID = MergeMode.REPLACE_ALL.value, MergeMode.BY_ID.value
FORM = ("", "", "", "", "")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def uploading(shelf: Shelf) -> Uploading:
    return Uploading(shelf.bench, shelf.default_name)


@pytest.fixture
def editing(shelf: Shelf) -> Editing:
    return Editing(shelf.bench, shelf.default_name)


def show(
    shelf: Shelf, person: dict[str, str], search: str = "", category: str = "", rows: int = ROWS
) -> tuple[Any, ...]:
    return shelf.show(person, None, {}, search, category, rows, 30)


def test_reading_shows_what_was_understood_and_changes_nothing(uploading: Uploading, tmp_path: Path) -> None:
    drop_zone, upload, seen, corrections, *said, rows, mode, take = uploading.read(
        uploaded(tmp_path, GOOD), ADA, REPLACE
    )
    assert (drop_zone, isinstance(upload, Upload), len(said)) == (None, True, 5 + len(FIELDS))
    assert "Read: new.csv" in seen and "1 row will be left out." in rows
    assert (corrections["open"], mode["visible"]) == (False, True)
    assert take["value"] == "Take into the draft: add 1, remove 3, leave out 1 row"
    assert uploading.weigh(upload, ADA, BY_ID)["value"] == "Take into the draft: add 1, leave out 1 row"
    assert uploading.bench.open(ADA["draft"]).draft.steps == ()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"a,b\n1,2\n"])
def test_what_is_no_faq_is_said_and_can_not_be_taken(uploading: Uploading, tmp_path: Path, content: bytes) -> None:
    _, upload, seen, *_, take = uploading.read(uploaded(tmp_path, content), ADA, REPLACE)
    assert "This file can’t be taken" in seen and take["visible"] is False
    with pytest.raises(gr.Error):
        uploading.take(upload, ADA, REPLACE)


def test_a_file_whose_columns_are_not_known_is_taken_once_they_are_said(uploading: Uploading, tmp_path: Path) -> None:
    _, upload, _, corrections, *_ = uploading.read(uploaded(tmp_path, b"ask,tell\nHow?,So.\n"), ADA, REPLACE)
    assert corrections["open"] is True
    said = ["", "", "", "", "", 0, 1, 0, 2, 0, 0]
    again, seen, *_, take = uploading.choose_columns(upload, ADA, REPLACE, *said)
    assert "tell → answer" in seen and take["value"] == "Take into the draft: add 1, remove 3"
    assert uploading.correct(again, ADA, REPLACE, *said)[0].ingested is not None


def test_what_is_taken_is_in_the_draft_and_goes_live_from_there(
    shelf: Shelf, uploading: Uploading, tmp_path: Path
) -> None:
    upload = uploading.read(uploaded(tmp_path, GOOD), ADA, REPLACE)[1]
    uploading.take(upload, ADA, REPLACE)
    assert "4 changes" in show(shelf, ADA)[2] and "Files in it: new.csv." in show(shelf, ADA)[2]
    assert "You have no unpublished changes." in show(shelf, BOB)[2]
    assert len(shelf.bench.knowledge_base.matcher.entries) == 3
    shelf.publishing.publish(ADA, "")
    live = shelf.bench.knowledge_base.live
    assert (live.number, live.entries, live.author, live.source, live.format) == (2, 1, "Ada", "new.csv", "csv")


def test_an_entry_is_opened_edited_and_kept_and_marked_in_the_table(shelf: Shelf, editing: Editing) -> None:
    frame, heading, opened, question, *_ = editing.open_pressed(ADA, pressed("edit", "returns"), Opened(), *FORM)
    assert (frame["visible"], opened, question) == (True, Opened("returns", 1), "How do I return a product?")
    assert "Id: returns" in heading
    kept = editing.save(ADA, opened, question, "Send it back\nRefund", "Within *60* days.", "Returns", "a, b")
    assert kept[0]["visible"] is False
    table = show(shelf, ADA)[7]
    assert '<span class="fm-badge">changed</span>' in table and "Within 60 days." in table
    assert "<strong>30 days</strong>" not in table and "Within 30 days." in show(shelf, BOB)[7]


def test_what_can_not_be_kept_stays_in_the_form_and_says_why(editing: Editing) -> None:
    *_, said = editing.save(ADA, Opened("returns"), "", "", "", "", "")
    assert "Not kept." in said and "The question is empty." in said
    *_, said = editing.open_pressed(ADA, pressed("edit", "track"), Opened("returns"), "", "", "An answer.", "", "")
    assert "The question is empty." in said


def test_what_was_typed_is_kept_before_another_entry_is_opened(shelf: Shelf, editing: Editing) -> None:
    typed = ["How do I return it?", "", "Soon.", "Returns", ""]
    assert editing.open_pressed(ADA, pressed("edit", "track"), Opened("returns", 1), *typed)[2].entry_id == "track"
    assert editing.new(ADA, Opened(), "Kites?", "", "Yes.", "", "")[2].entry_id == ""
    assert [entry.question for entry in shelf.bench.open(ADA["draft"]).difference.added] == ["Kites?"]
    assert shelf.bench.open(ADA["draft"]).changes == 2


def test_an_entry_is_deleted_and_brought_back(shelf: Shelf, editing: Editing) -> None:
    editing.remove(ADA, Opened("returns", 1))
    assert "Undo deletion of “How do I return a product?”" in show(shelf, ADA)[4]["value"]
    with pytest.raises(EntryError, match="not there any more"):
        editing.open("returns", ADA)
    shelf.undo(ADA)
    assert editing.open("returns", ADA)[2].entry_id == "returns"


def test_discarding_says_what_is_lost_and_can_be_undone(shelf: Shelf, editing: Editing) -> None:
    editing.remove(ADA, Opened("returns", 1))
    assert show(shelf, ADA)[5]["value"] == "Discard draft: 1 change"
    shelf.discard(ADA)
    assert (show(shelf, ADA)[3]["visible"], show(shelf, ADA)[4]["visible"]) == (False, True)
    shelf.undo(ADA)
    assert "1 removed" in show(shelf, ADA)[2]


def test_a_draft_outlives_a_restart_and_another_browser_can_go_on_with_it(tmp_path: Path) -> None:
    with shelf_in(tmp_path) as shelf:
        Editing(shelf.bench, "admin").remove(ADA, Opened("returns", 1))
    with shelf_in(tmp_path) as shelf:
        assert "Draft: 1 change" in show(shelf, ADA)[2]
        assert "1 other draft" in show(shelf, BOB)[2]
        adopted, _ = shelf.press(BOB, 30, pressed("adopt", ADA["draft"]))
        assert adopted == {"draft": ADA["draft"], "name": "Bob"}
        kept, _ = shelf.press(ADA, 30, pressed("restore", "returns"))
        assert (kept, shelf.bench.open(ADA["draft"]).changes) == (ADA, 0)


def test_the_search_goes_through_all_texts_within_a_category(shelf: Shelf) -> None:
    found = [shelf.find(ADA, words, "")[0].count("<tr>") - 1 for words in ("HOW", "send days", "post")]
    assert found == [2, 1, 1]
    assert "No entry holds these words" in shelf.find(ADA, "how", "nowhere")[0]
    assert "1 of 3 entries" in shelf.find(ADA, "how", "Delivery")[0]


def test_a_long_list_shows_its_beginning_and_offers_more(shelf: Shelf, uploading: Uploading, tmp_path: Path) -> None:
    many = "question,answer\n" + "".join(f"Question {number}?,Yes.\n" for number in range(200))
    uploading.take(uploading.read(uploaded(tmp_path, many.encode()), ADA, REPLACE)[1], ADA, REPLACE)
    table = show(shelf, ADA)[7]
    assert table.count("<tr>") - 1 == ROWS and "200 of 200 entries; the first 25 are shown" in table
    assert show(shelf, ADA, rows=shelf.more_entries(ROWS))[7].count("<tr>") - 1 == 125


def test_nothing_to_check_is_told(shelf: Shelf) -> None:
    with pytest.raises(MatcherError, match="nothing to publish"):
        shelf.begin(ADA)


def test_a_browser_gets_a_draft_of_its_own_and_keeps_it(shelf: Shelf) -> None:
    kept, name = shelf.enter({})
    assert (len(kept["draft"]), name) == (32, "admin")
    assert shelf.enter(kept) == (kept, "admin")
    assert shelf.enter({"draft": "../etc", "name": 7})[0]["draft"] != "../etc"
    assert shelf.rename(kept, "  Ada  L. ") == {"draft": kept["draft"], "name": "Ada L."}


def test_what_is_live_says_how_its_study_went_and_carries_the_pulse_that_it_shows(shelf: Shelf) -> None:
    base = shelf.bench.knowledge_base
    while base.study.doing == "studying":
        time.sleep(0.01)
    card = shelf.show_live()
    assert "Too few phrasings to study" in card
    assert f'data-pulse="{live_pulse(base, base.newest())}"' in card
    assert show(shelf, ADA)[:2] == (card, "")
