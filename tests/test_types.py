import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.types import Entry, ReplyKind, Thresholds

SHARES = st.floats(0, 1)


def test_question_is_the_first_phrasing() -> None:
    assert Entry("a", "Q?", "A.", ("q1", "q2")).phrasings == ("Q?", "q1", "q2")
    assert Entry("a", "Q?", "A.").phrasings == ("Q?",)


@given(SHARES, SHARES)
def test_thresholds_in_order_are_kept_as_they_are(one: float, other: float) -> None:
    low, high = sorted((one, other))
    thresholds = Thresholds(answer_at=high, suggest_at=low)
    assert (thresholds.answer_at, thresholds.suggest_at) == (high, low)


@given(SHARES, SHARES)
def test_suggesting_above_answering_is_refused(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if low < high:
        with pytest.raises(ValueError, match="suggest_at is .* must not be above answer_at"):
            Thresholds(answer_at=low, suggest_at=high)


@pytest.mark.parametrize("value", [70.0, 1.0000001, -0.1, -1e-9, math.inf, -math.inf, math.nan])
def test_a_threshold_out_of_range_is_refused_with_value_and_range(value: float) -> None:
    with pytest.raises(ValueError, match="answer_at is .*, but must lie between 0 and 1") as refused:
        Thresholds(answer_at=value, suggest_at=0.2)
    assert f"{value:g}" in str(refused.value)
    with pytest.raises(ValueError, match=f"suggest_at is {value:g}, but must lie between 0 and 1"):
        Thresholds(answer_at=0.5, suggest_at=value)


def test_seventy_is_never_read_as_a_share() -> None:
    with pytest.raises(ValueError, match="^answer_at is 70, but must lie between 0 and 1$"):
        Thresholds(answer_at=70, suggest_at=0.2)


def test_values_are_frozen() -> None:
    entry, thresholds = Entry("a", "Q?", "A."), Thresholds(0.6, 0.2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.answer = "B."  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        thresholds.answer_at = 0.1  # type: ignore[misc]


def test_reply_kinds_are_the_words_of_the_product() -> None:
    assert [kind.value for kind in ReplyKind] == ["answer", "suggestions", "fallback"]
