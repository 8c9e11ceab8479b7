from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from matcher.errors import MatcherError
from matcher.tune.goals import AtMost, Cost
from matcher.types import Label, Thresholds
from panels.tuning.choosing import Choosing
from panels.tuning.goal import goal_of
from panels.tuning.seen import Seen, Sight, seeing
from tests.bases import CARDS, DELIVERY
from tests.panels.tuning.rooms import AT, FAR, NEAR, RIGHT, WRONG, pressed, room_over

SLIDERS = (AT.answer_at, AT.suggest_at)
MANY = tuple(
    Label(f"{label.question} {number}", label.expected) for label in (RIGHT, WRONG, FAR, NEAR) for number in range(15)
)


def choose(choosing: Choosing, kind: str, number: str) -> tuple[Any, ...]:
    return choosing.choose(Seen(), *SLIDERS, pressed("wish", kind, number=number), gr.Progress())


def test_a_wish_sets_the_sliders_and_says_what_it_brings(tmp_path: Path) -> None:
    with room_over(tmp_path, MANY) as room:
        views = choose(Choosing(room), "at_most", "5")
    chosen = views[0].choice
    assert chosen.goal == AtMost(0.05)
    assert views[1:3] == (round(chosen.thresholds.answer_at, 2), round(chosen.thresholds.suggest_at, 2))
    assert "The sliders are set for: at most 5 wrong answers in 100" in views[-1]
    assert "By your 60 test questions" in views[-1]
    assert "more test questions to be sure within 5 points" in views[-1]


def test_too_few_questions_promise_nothing_and_say_how_many_are_missing(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        views = choose(Choosing(room), "cost", "3")
    assert views[0].choice.goal == Cost(3.0)
    assert "4 test questions are too few to say what it brings." in views[-1]


@pytest.mark.parametrize(("wish", "number"), [("at_most", "101"), ("at_most", ""), ("cost", "-1"), ("cost", "nan")])
def test_a_number_that_makes_no_wish_is_refused_with_its_range(wish: str, number: str) -> None:
    with pytest.raises(MatcherError, match="from 0 to"):
        goal_of(wish, number)


def test_saving_keeps_the_choice_to_the_last_digit_and_a_publish_asks_for_another_look(tmp_path: Path) -> None:
    with room_over(tmp_path, MANY) as room:
        choosing, base = Choosing(room), room.measuring.base
        views = choose(choosing, "at_most", "5")
        choosing.save(views[0], views[1], views[2])
        assert base.thresholds == views[0].choice.thresholds
        kept = room.measuring.tuning.chosen()
        assert kept is not None
        assert (kept.goal, kept.questions) == (AtMost(0.05), 60)
        assert "another look" not in choosing.notes()
        base.publish([DELIVERY, CARDS], author="test")
        room.measuring.measure()
        assert "The saved sliders need another look." in choosing.notes()
        assert "What moved since" in choosing.notes()
        choosing.press_note(Seen(), *SLIDERS, pressed("keep"), gr.Progress())
        assert "another look" not in choosing.notes()


def test_sliders_set_by_hand_are_saved_as_they_stand(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        Choosing(room).save(Seen(), 0.7, 0.2)
        assert room.measuring.base.thresholds == Thresholds(0.7, 0.2)


def test_without_labels_the_next_step_is_taught_and_one_click_makes_an_estimate(tmp_path: Path) -> None:
    with room_over(tmp_path, ()) as room:
        choosing = Choosing(room)
        assert "Estimate from the FAQ itself" in choosing.notes()
        choosing.press_note(Seen(), *SLIDERS, pressed("cold"), gr.Progress())
        assert "This is an estimate." in choosing.notes()
        assert room.measuring.now.cold
        assert "the estimate from the FAQ itself" in choose(choosing, "at_most", "5")[-1]


def test_the_estimate_gives_way_to_the_labels_when_asked_to(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        choosing = Choosing(room)
        choosing.press_note(Seen(), *SLIDERS, pressed("cold"), gr.Progress())
        assert "Show my 4 test questions instead" in choosing.notes()
        choosing.press_note(Seen(), *SLIDERS, pressed("own"), gr.Progress())
        assert not room.measuring.now.cold


def test_a_fit_is_only_tried_and_says_that_there_is_none_for_these_models(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        before = room.measuring.base.matcher.confidence
        seen, line, wanted = Choosing(room).fit(Seen(), *SLIDERS, pressed("fit"), gr.Progress())
        assert seen.refit is not None
        assert not seen.refit.kept
        assert "There is no fit for the models that run." in line
        assert "Nothing was changed." in line
        assert room.measuring.base.matcher.confidence is before
        assert wanted == gr.skip()


def test_an_estimate_stays_until_there_are_enough_labels_for_a_picture(tmp_path: Path) -> None:
    with room_over(tmp_path, ()) as room:
        room.measuring.measure_cold()
        labels = room.measuring.base.labels
        labels.add(MANY[:9], author="test")
        assert room.measuring.measure().cold
        assert "Show my 9 test questions instead" in Choosing(room).notes()
        labels.add(MANY[9:10], author="test")
        assert not room.measuring.measure().cold


def test_a_picture_of_few_labels_says_that_it_means_little(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        assert "Only 4 test questions: the picture means little yet." in Choosing(room).notes()
        assert "Add at least 6 more" in Choosing(room).notes()


def test_a_question_opened_while_the_page_measures_stays_open(tmp_path: Path) -> None:
    skipped = {0: gr.skip(), 7: gr.skip(), 8: gr.skip(), 9: gr.skip()}
    with room_over(tmp_path) as room:
        choosing = Choosing(room)
        opened, measured = choosing.open_page(Sight()), choosing.measure(Sight(), *SLIDERS, gr.Progress())
        for views in (opened, measured):
            assert {place: views[place] for place in skipped} == skipped
            assert "fm-" in views[3]
        seen = room.try_question(Seen(), *SLIDERS, RIGHT.question)[0]
        again = choosing.measure(Sight(seen), *SLIDERS, gr.Progress())
    assert again[0] == gr.skip()
    assert RIGHT.question in again[7]


@pytest.mark.parametrize("asked_by", ["open_page", "measure"])
def test_a_row_opened_while_the_page_is_drawn_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked_by: str
) -> None:
    with room_over(tmp_path, ()) as room:
        sight, choosing = Sight(), Choosing(room)
        notes = Choosing.notes

        def pressed_meanwhile(choosing: Choosing) -> str:
            if sight.seen.picked.changing is None:
                form = seeing(room.press)(sight, *SLIDERS, pressed("add", ""))[6]
                assert "What a visitor would ask" in form
            return notes(choosing)

        monkeypatch.setattr(Choosing, "notes", pressed_meanwhile)
        given = (sight,) if asked_by == "open_page" else (sight, *SLIDERS, gr.Progress())
        views = getattr(choosing, asked_by)(*given)
        assert sight.seen.picked.changing == 0
        assert views[6] == gr.skip()


def test_what_is_seen_is_kept_by_its_holder_and_not_sent(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        sight = Sight()
        views = seeing(room.try_question)(sight, *SLIDERS, RIGHT.question)
    assert sight.seen.inspection is not None
    assert views[0] == gr.skip()
