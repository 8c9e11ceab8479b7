from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import reranking
from benchmarks.reranking import Asked, gain, section
from matcher.confidence import Uncalibrated
from matcher.errors import MatcherError
from matcher.training.cases import Reading, cases_of
from matcher.training.simulate import SimulatedFaq
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder

TOPICS = ("return", "refund", "parcel", "login", "gift", "size", "stock", "invoice")


class KnowingReranker:
    """Knows which topic a question is about."""

    fingerprint, name, runtime = "knowing-1", "knowing", "none"

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([5.0 if asked.split()[-1] in text else -5.0 for asked, text in pairs], np.float32)


def asked(name: str, question: str) -> Asked:
    """Questions whose words all entries share but the last, put to a small FAQ."""
    entries = tuple(Entry(topic, f"the {topic} and how it goes with you", "") for topic in TOPICS)
    labels = (
        *(Label(f"{question} and how it goes with {topic}", frozenset({topic})) for topic in TOPICS),
        Label("quantum chromodynamics", frozenset()),
    )
    faqs = [SimulatedFaq(name, entries, labels)]
    reading = Reading(KnowingReranker(), Uncalibrated(), Uncalibrated())
    return Asked(name, faqs, cases_of(faqs, FakeEncoder(), reading, study=False))


def test_a_set_is_told_with_what_relevance_adds() -> None:
    told = section(asked("held", "you"), [asked("other", "the"), asked("third", "how")])
    assert told.startswith("### held\n\n9 questions, 8 of them in scope.\n\n|  | top1 | auroc_correct |")
    assert "| relevance alone | 1.000 (1.000–1.000) |" in told
    assert "| matcher with relevance | 1.000 (1.000–1.000) |" in told
    assert "With relevance less without: top1 " in told


def test_nothing_changed_is_nothing_gained() -> None:
    outcomes = asked("held", "you").outcomes(Uncalibrated(), read=True)
    nothing = ".000 (.000 to .000)"
    assert gain(outcomes, outcomes) == {"top1": nothing, "auroc_correct": nothing, "coverage@90": nothing}


def test_without_a_reranker_there_is_nothing_to_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reranking, "load_encoder", lambda settings: FakeEncoder())
    with pytest.raises(MatcherError, match="^FAQ_RERANKER is none: name the reranker to measure$"):
        reranking.main([])
