from pathlib import Path

import gradio as gr
import pytest

from matcher.errors import MatcherError
from matcher.types import Label
from panels.tuning.room import Room, Views
from panels.tuning.seen import Seen
from tests.panels.tuning.rooms import AT, LABELS, NEAR, WRONG, pressed, room_over

SLIDERS = (AT.answer_at, AT.suggest_at)


def opened(room: Room, question: str) -> Seen:
    seen: Seen = room.press(Seen(), *SLIDERS, pressed("open", question))[0]
    return seen


def mend(room: Room, seen: Seen, event: gr.EventData) -> Views:
    return room.mend(seen, *SLIDERS, event, gr.Progress())


def test_the_inspector_tells_the_way_in_words_and_where_the_slider_would_have_to_stand(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        views = room.press(Seen(), *SLIDERS, pressed("open", NEAR.question))
    shown = views[7]
    assert "answered though out of scope" in shown
    assert "It should not be answered" in shown
    assert "above the slider for answers, so it answers." in shown
    assert "Move it to 0.7" in shown
    assert "Every stage’s numbers" in shown


def test_the_same_question_is_decided_anew_by_the_sliders_alone(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        seen = opened(room, NEAR.question)
        kinds = ("Would answer", "Would ask: did you mean", "Would say that there is no answer")
        places = ((0.5, 0.3), (0.9, 0.3), (0.9, 0.9))
        shown = [room.move_answer(seen, *place)[7] for place in places]
    assert [[kind in text for kind in kinds] for text in shown] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_an_alternate_is_measured_first_and_published_only_when_accepted(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        base = room.measuring.base
        before = base.live.number
        views = mend(room, opened(room, WRONG.question), pressed("try-alternate", entry="How long does delivery take?"))
        assert base.live.number == before
        assert "1 question gets better, 0 get worse." in views[8]
        views = mend(room, views[0], pressed("accept"))
        assert base.live.number == before + 1
        by_id = {entry.id: entry for entry in base.matcher.entries}
        assert by_id["delivery"].alternates == (WRONG.question,)
        assert "Published." in views[8]
        assert isinstance(views[-1], int)


def test_a_new_entry_is_measured_and_published_with_an_id_of_its_own(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        typed = pressed("try-entry", question="How long does a cake take?", answer="An hour.", category="Cakes")
        views = mend(room, opened(room, NEAR.question), typed)
        mend(room, views[0], pressed("accept"))
        made = room.measuring.base.matcher.entries[-1]
    assert (made.id, made.answer, made.category) == ("how-long-does-a-cake-take", "An hour.", "Cakes")


def test_a_typed_question_becomes_a_label_with_one_click(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        labels = room.measuring.base.labels
        seen: Seen = room.try_question(Seen(), *SLIDERS, "  plastic accepted?  ")[0]
        room.press(seen, *SLIDERS, pressed("right", "cards"))
        assert labels.all()[-1].label == Label("plastic accepted?", frozenset({"cards"}))
        mend(room, seen, pressed("out"))
        assert labels.all()[-1].label == Label("plastic accepted?", frozenset())
        assert len(labels.all()) == len(LABELS) + 1


def test_nothing_is_published_without_having_been_tried(tmp_path: Path) -> None:
    with room_over(tmp_path) as room, pytest.raises(MatcherError, match="see first what it would do"):
        mend(room, opened(room, NEAR.question), pressed("accept"))
