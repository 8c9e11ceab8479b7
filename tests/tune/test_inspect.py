import pytest

from matcher.evidence import FEATURES
from matcher.matcher import Matcher
from matcher.tune.inspect import inspect
from matcher.tune.verdicts import Verdict
from matcher.types import Entry, Label, Thresholds
from tests.fakes import FakeEncoder

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order",)),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
)


def made(fingerprint: str = "fake-encoder-1") -> Matcher:
    return Matcher.build(ENTRIES, FakeEncoder(fingerprint), thresholds=Thresholds(0.9, 0.2))


def shipped_fingerprint() -> str:
    import json

    from matcher.confidence import SHIPPED

    return str(json.loads(SHIPPED.read_text(encoding="utf-8"))["fits"][0]["encoder"]["fingerprint"])


def test_every_stage_is_shown_for_each_candidate() -> None:
    matcher = made(shipped_fingerprint())
    found = inspect(matcher, "how do I return an order", Label("how do I return an order", frozenset({"return"})))
    assert found.reply == matcher.reply("how do I return an order")
    assert [traced.candidate for traced in found.traced] == list(found.reply.candidates)
    best, second = found.traced
    assert set(best.evidence) == set(FEATURES)
    assert best.expected
    assert not second.expected
    assert found.runner_up == second
    assert best.utility is not None
    assert second.utility is not None
    assert best.utility > second.utility
    shares = [traced.share or 0.0 for traced in found.traced]
    assert sum(shares) == pytest.approx(1.0)
    assert shares[0] / shares[1] == pytest.approx(best.candidate.confidence / second.candidate.confidence)


def test_distances_are_those_of_the_best_confidence() -> None:
    matcher = made()
    found = inspect(matcher, "which cards")
    first, second = (candidate.confidence for candidate in found.reply.candidates)
    assert found.above_answer == pytest.approx(first - 0.9)
    assert found.above_suggest == pytest.approx(first - 0.2)
    assert found.lead == pytest.approx(first - second)
    assert (found.label, found.verdict) == (None, None)
    assert found.traced[0].utility is None  # no fit for the fake encoder, so nothing adds up


def test_a_label_gives_the_verdict() -> None:
    found = inspect(made(), "how can I pay", Label("how can I pay", frozenset()))
    assert found.verdict is Verdict.INTRUDED


def test_a_blank_question_has_nothing_to_show() -> None:
    found = inspect(made(), " ")
    assert (found.traced, found.runner_up, found.lead, found.above_answer) == ((), None, 0.0, -0.9)
