from collections.abc import Sequence

import pytest

from benchmarks import gain
from benchmarks.datasets import EvalSet
from matcher.matcher import Matcher
from matcher.settings import Settings
from matcher.types import Entry, Label
from tests.fakes import FakeEncoder
from tests.test_benchmark_reranking import TOPICS, KnowingReranker

DATA = EvalSet(
    "topics",
    "",
    tuple(Entry(topic, f"the {topic} and how it goes with you", topic) for topic in TOPICS),
    (*(Label(f"you and how it goes with {topic}", frozenset({topic})) for topic in TOPICS), Label("x y", frozenset())),
)


def test_a_set_is_measured_without_and_with(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def build(entries: Sequence[Entry], settings: Settings) -> Matcher:
        asked.append(settings.reranker)
        return Matcher.build(entries, FakeEncoder(), KnowingReranker() if settings.reranker == "knowing" else None)

    monkeypatch.setattr(Matcher, "from_entries", build)
    told = gain.section(DATA, Settings(reranker="knowing"))
    assert asked == ["none", "knowing"]
    assert told.startswith("### topics\n\n|  | top1 |")
    assert "| with the reranker | 1.000 (1.000–1.000) |" in told
    assert "With it less without: top1 " in told


def test_without_a_reranker_there_is_nothing_to_measure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        gain.main([])
    assert "FAQ_RERANKER is none: name the reranker to measure" in capsys.readouterr().err
