from hypothesis import given
from hypothesis import strategies as st

from matcher.types import Candidate, Entry, Result, Thresholds
from panels.tuning import outcome, push_answer, push_suggest, saved_state

SHARES = st.floats(0, 1)
RESULT = Result("q", (Candidate(Entry("a", "How?", "So."), "How?", 0.8, None, 0.5),))


@given(SHARES, SHARES)
def test_the_moved_slider_stays_and_the_other_gives_way(answer_at: float, suggest_at: float) -> None:
    assert push_suggest(answer_at, suggest_at).answer_at == answer_at
    assert push_answer(answer_at, suggest_at).suggest_at == suggest_at


def test_sliders_that_do_not_meet_leave_each_other_alone() -> None:
    assert push_suggest(0.6, 0.2) == push_answer(0.6, 0.2) == Thresholds(0.6, 0.2)


def test_the_same_result_is_answered_suggested_or_declined_by_the_sliders_alone() -> None:
    shown = [outcome(RESULT, Thresholds(*pair)) for pair in ((0.5, 0.2), (0.6, 0.5), (0.6, 0.6))]
    assert ["Would answer" in text for text in shown] == [True, False, False]
    assert ["did you mean" in text for text in shown] == [False, True, False]
    assert ["there is no answer" in text for text in shown] == [False, False, True]


def test_without_a_question_the_box_says_what_to_do() -> None:
    assert "Type a question" in outcome(None, Thresholds(0.6, 0.2))


def test_unsaved_sliders_are_told_from_saved_ones() -> None:
    saved = Thresholds(0.6, 0.2)
    now = "Visitors get an answer from 0.60 and suggestions from 0.20."
    assert f"Saved. {now}" in saved_state(saved, saved)
    assert f"Not saved yet. {now}" in saved_state(Thresholds(0.7, 0.2), saved)
