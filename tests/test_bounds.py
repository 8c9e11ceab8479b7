import pytest

from matcher.bounds import Bounds
from matcher.compare import compare
from tests.test_compare import AFTER, BEFORE, LABELS

COMPARISON = compare(LABELS, BEFORE, AFTER, known={"pay"})


def test_without_bounds_nothing_is_broken() -> None:
    assert Bounds().broken(COMPARISON) == ()


@pytest.mark.parametrize(
    ("broken", "held", "said"),
    [
        (Bounds(max_worse=1), Bounds(max_worse=2), "replies that get worse: 2, at most 1 allowed"),
        (Bounds(min_better=3), Bounds(min_better=2), "replies that get better: 2, at least 3 needed"),
        (Bounds(max_changed=4), Bounds(max_changed=5), "replies that change: 5, at most 4 allowed"),
        (Bounds(max_missing=0), Bounds(max_missing=1), "labels whose entry is gone: 1, at most 0 allowed"),
        (
            Bounds(max_right_drop=0.16),
            Bounds(max_right_drop=1 / 6),
            "drop of right answers: 0.1667 of all questions, at most 0.16 allowed",
        ),
    ],
)
def test_a_bound_is_broken_just_beyond_it(broken: Bounds, held: Bounds, said: str) -> None:
    assert broken.broken(COMPARISON) == (said,)
    assert held.broken(COMPARISON) == ()


def test_a_rise_of_wrong_answers_is_told_as_a_share_of_all_questions() -> None:
    worse = compare(LABELS[3:5], BEFORE[3:5], AFTER[3:5])
    said = "rise of wrong answers: 0.5 of all questions, at most 0.1 allowed"
    assert Bounds(max_wrong_rise=0.1).broken(worse) == (said,)
    assert Bounds(max_wrong_rise=0.0).broken(COMPARISON) == ()


def test_every_broken_bound_is_told() -> None:
    assert len(Bounds(max_worse=0, min_better=9, max_changed=0, max_right_drop=0.0).broken(COMPARISON)) == 4


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("max_worse", -1, "max_worse is -1, but must not be below 0"),
        ("max_wrong_rise", 5.0, "max_wrong_rise is 5, but must lie between 0 and 1"),
        ("max_right_drop", float("nan"), "max_right_drop is nan, but must lie between 0 and 1"),
    ],
)
def test_a_bound_out_of_range_is_refused(name: str, value: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Bounds(**{name: value})  # type: ignore[arg-type]
