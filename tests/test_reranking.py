from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.evidence import FEATURES, Evidence
from matcher.reranking import DEPTH, candidate_text, filled, read
from matcher.types import Entry


class LengthReranker:
    """Finds longer texts more relevant, and keeps what it was given."""

    fingerprint = name = "by length"
    runtime = "none"

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.read += pairs
        return np.array([len(text) for _, text in pairs], np.float32)


def evidence(count: int) -> Evidence:
    numbers = np.arange(count)
    return Evidence(numbers, numbers, np.zeros(count), np.zeros((count, len(FEATURES))), numbers)


def test_the_first_candidates_are_read_and_no_others() -> None:
    count, reranker = DEPTH + 4, LengthReranker()
    texts = ["x" * (i + 1) for i in range(count)]
    first = np.arange(count, dtype=np.float64)  # the last ones are first
    found = read("q", evidence(count), first, texts, reranker)
    assert reranker.read == [("q", text) for text in texts[4:]]
    assert np.isnan(found[:4]).all()
    assert found[4:].tolist() == [float(len(text)) for text in texts[4:]]


def test_no_candidates_are_no_relevance() -> None:
    assert read("q", evidence(0), np.zeros(0), [], LengthReranker()).shape == (0,)
    assert filled(np.zeros(0, np.float32)).shape == (0,)


def test_what_was_not_read_counts_as_the_least_relevant() -> None:
    found = filled(np.array([2, np.nan, -1, np.nan], np.float32))
    assert found.tolist() == [2, -1, -1, -1]


def test_relevance_that_is_all_there_stays_as_it_is() -> None:
    assert filled(np.array([2, -1], np.float32)).tolist() == [2, -1]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", "how  to pay"),
        ("  ", "how to pay"),
        (" ".join(map(str, range(40))), "how to pay 0 1 2 3 4 5 6 7 8 9 10 11"),
    ],
)
def test_a_candidate_is_read_with_the_beginning_of_its_answer(answer: str, expected: str) -> None:
    assert candidate_text("how  to pay", Entry("1", "other", answer)) == " ".join(expected.split())
