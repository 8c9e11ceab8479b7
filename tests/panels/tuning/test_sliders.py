from hypothesis import given
from hypothesis import strategies as st

from matcher.types import Thresholds
from panels.tuning.sliders import exact, push_answer, push_suggest, rounded, saved_state

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_the_moved_slider_stays_and_the_other_gives_way(answer_at: float, suggest_at: float) -> None:
    assert push_suggest(answer_at, suggest_at).answer_at == answer_at
    assert push_answer(answer_at, suggest_at).suggest_at == suggest_at


def test_sliders_that_do_not_meet_leave_each_other_alone() -> None:
    assert push_suggest(0.6, 0.2) == push_answer(0.6, 0.2) == Thresholds(0.6, 0.2)


@given(SHARES, SHARES)
def test_sliders_that_show_chosen_thresholds_stand_for_them_to_the_last_digit(one: float, other: float) -> None:
    chosen = Thresholds(max(one, other), min(one, other))
    assert exact(Thresholds(*rounded(chosen)), [chosen]) == chosen


def test_sliders_that_were_moved_away_stand_for_what_they_show() -> None:
    assert exact(Thresholds(0.63, 0.2), [Thresholds(0.6237, 0.2)]) == Thresholds(0.63, 0.2)


def test_unsaved_sliders_are_told_from_saved_ones() -> None:
    saved = Thresholds(0.6, 0.2)
    assert "Saved: this is what visitors get." in saved_state(saved, saved)
    moved = saved_state(Thresholds(0.7, 0.2), saved)
    assert "Not saved yet." in moved
    assert "0.60 and 0.20" in moved
