from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from matcher.errors import MatcherError
from matcher.types import Label
from panels.tuning.listing import Listing, Picked
from panels.tuning.room import Room, Views
from panels.tuning.seen import Seen
from tests.panels.tuning.rooms import AT, FAR, LABELS, NEAR, RIGHT, WRONG, pressed, room_over

SLIDERS = (AT.answer_at, AT.suggest_at)


def press(room: Room, seen: Seen, event: gr.EventData) -> Seen:
    after: Seen = room.press(seen, *SLIDERS, event)[0]
    return after


def questions_of(room: Room, picked: Picked) -> list[str]:
    listing = Listing.of(room.measuring.now, AT, picked)
    return [item.question for item in listing.items(0, len(listing))]


def test_all_questions_are_listed_worst_first(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        assert questions_of(room, Picked()) == [NEAR.question, WRONG.question, FAR.question, RIGHT.question]


def test_a_share_shows_just_its_questions_and_pressed_again_all(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        seen = press(room, Seen(), pressed("show", "wrong_answers"))
        assert questions_of(room, seen.picked) == [NEAR.question, WRONG.question]
        assert press(room, seen, pressed("show", "wrong_answers")).picked == Picked()


def test_a_point_of_a_chart_moves_the_slider_and_shows_its_questions(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        views = room.press(Seen(), *SLIDERS, pressed("at", "0.90 wrong_answers"))
        assert views[1:3] == (0.9, 0.3)
        assert views[0].picked.outcome == "wrong_answers"


def test_words_are_searched_in_questions_whatever_their_case(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        views = room.search(Seen(), *SLIDERS, "HOW cake")
        assert questions_of(room, views[0].picked) == [NEAR.question]


def test_moving_a_slider_asks_nothing_and_pushes_the_other(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        encoder: Any = room.measuring.base.matcher.encoder
        before = encoder.encoded_count
        views = room.move_answer(Seen(), 0.2, 0.3)
        assert views[2] == 0.2
        assert "Not saved yet." in views[5]
        assert room.move_suggest(Seen(), 0.2, 0.6)[1] == 0.6
        assert encoder.encoded_count == before


def test_a_label_is_added_changed_deleted_and_brought_back_in_the_table(tmp_path: Path) -> None:
    with room_over(tmp_path, (RIGHT,)) as room:
        labels = room.measuring.base.labels
        typed = pressed("save", "0", question="when will it come", expected="how long does DELIVERY take?")
        views = room.press(Seen(), *SLIDERS, typed)
        assert isinstance(views[-1], int)
        added = Label("when will it come", frozenset({"delivery"}))
        assert [each.label for each in labels.all()] == [RIGHT, added]
        number = str(labels.all()[1].number)
        press(room, Seen(), pressed("save", number, question="when will it come", expected=""))
        assert labels.all()[1].label == Label("when will it come", frozenset())
        seen = press(room, Seen(), pressed("delete", number))
        assert [each.label for each in labels.all()] == [RIGHT]
        press(room, seen, pressed("undo"))
        assert [each.label for each in labels.all()] == [RIGHT, Label("when will it come", frozenset())]


def test_an_entry_that_there_is_not_is_refused_with_advice(tmp_path: Path) -> None:
    with room_over(tmp_path) as room, pytest.raises(MatcherError, match="Choose one from the list"):
        press(room, Seen(), pressed("save", "0", question="any", expected="no such entry"))


@pytest.mark.parametrize("act", [("blow-up", ""), ("page", "-1"), ("change", "x"), ("at", "nowhere")])
def test_what_no_button_sends_is_refused(tmp_path: Path, act: tuple[str, str]) -> None:
    with room_over(tmp_path) as room, pytest.raises(MatcherError):
        press(room, Seen(), pressed(*act))


def test_a_label_whose_entry_is_gone_is_flagged_on_top_and_kept(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        base = room.measuring.base
        base.publish([entry for entry in base.matcher.entries if entry.id != "returns"], author="test")
        room.measuring.measure()
        assert questions_of(room, Picked())[0] == RIGHT.question
        assert questions_of(room, Picked("gone")) == [RIGHT.question]
        views = room.search(Seen(), *SLIDERS, "")
        assert "its entry is gone: change or delete it" in views[6]
        assert [each.label for each in base.labels.all()] == list(LABELS)


def test_5000_labels_are_shown_a_page_at_a_time(tmp_path: Path) -> None:
    labels = tuple(Label(f"question number {number}", frozenset({"cards"})) for number in range(5000))
    with room_over(tmp_path, labels) as room:
        views: Views = room.press(Seen(), *SLIDERS, pressed("page", "249"))
        assert "Page 250 of 250" in views[6]
        assert views[6].count('data-do="open"') == 20
