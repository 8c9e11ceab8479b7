import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.decide import decide
from matcher.matcher import Matcher
from matcher.types import Candidate, Entry, Reply, ReplyKind, Result, Thresholds
from tests.fakes import FakeEncoder

SHARES = st.floats(0, 1)


def result_of(*confidences: float) -> Result:
    """A result with candidates of these confidences."""
    made = (Candidate(Entry(f"e{i}", f"q{i}", f"a{i}"), f"q{i}", 0.5, None, c) for i, c in enumerate(confidences))
    return Result("the question", tuple(made))


def test_confidence_at_answer_at_is_an_answer() -> None:
    result = result_of(0.6, 0.5)
    best = result.candidates[0]
    expected = Reply(ReplyKind.ANSWER, "the question", best.entry, 0.6, (), result.candidates)
    assert decide(result, Thresholds(0.6, 0.2)) == expected


def test_confidence_just_below_answer_at_is_suggestions() -> None:
    result = result_of(math.nextafter(0.6, 0), 0.5)
    expected = Reply(
        ReplyKind.SUGGESTIONS, "the question", None, math.nextafter(0.6, 0), result.candidates, result.candidates
    )
    assert decide(result, Thresholds(0.6, 0.2)) == expected


def test_confidence_at_suggest_at_is_suggested_and_just_below_is_not() -> None:
    result = result_of(0.2, math.nextafter(0.2, 0))
    reply = decide(result, Thresholds(0.6, 0.2))
    assert (reply.kind, reply.suggestions) == (ReplyKind.SUGGESTIONS, result.candidates[:1])


def test_nothing_at_suggest_at_is_the_fallback() -> None:
    result = result_of(math.nextafter(0.2, 0), 0.1)
    expected = Reply(ReplyKind.FALLBACK, "the question", None, math.nextafter(0.2, 0), (), result.candidates)
    assert decide(result, Thresholds(0.6, 0.2)) == expected


def test_no_more_than_three_are_suggested() -> None:
    result = result_of(0.5, 0.4, 0.4, 0.4, 0.3)
    assert decide(result, Thresholds(0.6, 0.2)).suggestions == result.candidates[:3]


@pytest.mark.parametrize("thresholds", [Thresholds(0, 0), Thresholds(0.6, 0.2), Thresholds(1, 1)])
def test_without_candidates_there_is_only_the_fallback(thresholds: Thresholds) -> None:
    expected = Reply(ReplyKind.FALLBACK, "the question", None, 0.0, (), ())
    assert decide(result_of(), thresholds) == expected


def test_threshold_0_answers_everything_and_1_only_what_is_certain() -> None:
    assert decide(result_of(0.0), Thresholds(0, 0)).kind is ReplyKind.ANSWER
    assert decide(result_of(0.0), Thresholds(1, 0)).kind is ReplyKind.SUGGESTIONS
    assert decide(result_of(math.nextafter(1, 0)), Thresholds(1, 1)).kind is ReplyKind.FALLBACK
    assert decide(result_of(1.0), Thresholds(1, 1)).kind is ReplyKind.ANSWER


@given(st.lists(SHARES, max_size=6), SHARES, SHARES)
def test_reply_holds_its_promises(confidences: list[float], one: float, other: float) -> None:
    thresholds = Thresholds(max(one, other), min(one, other))
    result = result_of(*sorted(confidences, reverse=True))
    reply = decide(result, thresholds)
    best = max(confidences, default=0.0)
    answered = bool(confidences) and best >= thresholds.answer_at
    assert (reply.question, reply.candidates, reply.confidence) == (result.question, result.candidates, best)
    assert (reply.kind is ReplyKind.ANSWER) == answered == (reply.entry is not None)
    assert (reply.kind is ReplyKind.SUGGESTIONS) == bool(reply.suggestions)
    assert len(reply.suggestions) <= 3
    assert all(thresholds.suggest_at <= c.confidence < thresholds.answer_at for c in reply.suggestions)


@given(st.lists(SHARES, min_size=1, max_size=6), SHARES, SHARES)
def test_lower_thresholds_never_take_an_answer_away(confidences: list[float], one: float, other: float) -> None:
    result = result_of(*sorted(confidences, reverse=True))
    lower, higher = (decide(result, Thresholds(at, 0)).kind for at in sorted((one, other)))
    assert not (higher is ReplyKind.ANSWER and lower is not ReplyKind.ANSWER)


def test_other_thresholds_on_a_kept_result_encode_nothing() -> None:
    encoder = FakeEncoder()
    entries = [Entry("a", "how do I return it", "So."), Entry("b", "where is my parcel", "There.")]
    matcher = Matcher.build(entries, encoder)
    result = matcher.ask("how can I return it")
    encoded = encoder.encoded_count
    kinds = {decide(result, Thresholds(at, at)).kind for at in np.linspace(0, 1, 101)}
    changed = matcher.with_thresholds(Thresholds(1, 1))
    assert kinds == {ReplyKind.ANSWER, ReplyKind.FALLBACK}
    assert changed == replace(matcher, thresholds=Thresholds(1, 1))
    assert encoder.encoded_count == encoded
