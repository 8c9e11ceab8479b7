from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from panels.tuning.curves import curves, marks
from panels.tuning.picture import picture, whole
from panels.tuning.trust import trust
from tests.panels.tuning.rooms import AT, room_over


@given(st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any))
def test_rounded_shares_still_add_up_to_100_and_none_is_off_by_one(counts: list[int]) -> None:
    exact = [100 * count / sum(counts) for count in counts]
    found = whole(exact)
    assert sum(found) == 100
    assert all(abs(share - value) < 1 for share, value in zip(found, exact, strict=True))


def test_the_picture_says_each_share_in_words_and_marks_what_is_picked(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        asked = room.measuring.now.asked
        assert asked is not None
        shown = picture(asked, AT, "wrong_answers")
    assert 'aria-label="Of 100: 25 right answer, 50 wrong answer, 0 did you mean, 25 no answer"' in shown
    assert 'data-to="wrong_answers" aria-pressed="true"' in shown
    assert shown.count('aria-pressed="true"') == 1
    assert "75 get an answer at once; of 100 answers, 33 are right." in shown


def test_the_charts_have_their_numbers_in_a_table_and_their_marks_in_a_style(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        measured = room.measuring.now
    assert measured.curve is not None
    assert measured.reliability is not None
    shown = curves(measured.curve)
    assert shown.count("<svg") == 2
    assert '<td data-label="Slider at">0.50</td><td data-label="Visitors answered">75 (' in shown
    assert "--fm-slider: 0.5000; --fm-live: 0.5000" in marks(AT, AT)
    assert "Calibration error (ECE)" in trust(measured.reliability)
