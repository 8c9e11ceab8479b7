import pytest

from matcher.types import Candidate, Entry, Reply, ReplyKind, Thresholds
from panels.why import how_sure, source_line, why

THRESHOLDS = Thresholds(answer_at=0.6, suggest_at=0.2)
ENTRY = Entry("r", "How do I *return* it?", "So.", ("Send back",), "Returns & <b>")


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "very sure"),
        (0.9, "very sure"),
        (0.89, "sure"),
        (0.6, "sure"),
        (0.59, "not certain"),
        (0.2, "not certain"),
    ],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert how_sure(confidence, THRESHOLDS) == words


def test_what_is_not_even_suggested_is_unlikely() -> None:
    assert how_sure(0.19, THRESHOLDS) == "unlikely"


def test_high_confidence_below_the_threshold_is_not_called_sure() -> None:
    assert how_sure(0.92, Thresholds(0.95, 0.2)) == "not certain"


def test_the_source_line_shows_text_as_it_is() -> None:
    assert source_line(ENTRY, "sure") == (
        '<p class="fm-source">From &ldquo;How do I &#42;return&#42; it&#63;&rdquo; &middot; '
        "Returns &#38; &#60;b&#62; &middot; sure</p>"
    )


def test_an_entry_without_category_has_a_shorter_line() -> None:
    assert source_line(Entry("a", "Q", "A"), "sure") == '<p class="fm-source">From &ldquo;Q&rdquo; &middot; sure</p>'


def test_why_shows_phrasing_bar_and_the_three_numbers() -> None:
    candidate = Candidate(ENTRY, "Send back", 0.812, 3.456, 0.93)
    shown = why(Reply(ReplyKind.ANSWER, "q", ENTRY, 0.93, (), (candidate,)), THRESHOLDS)
    assert "matched &ldquo;Send back&rdquo;" in shown
    assert "fm-bar-19" in shown
    assert "confidence 0.93 &middot; similarity 0.81 &middot; relevance 3.46" in shown


def test_why_without_reranker_says_so() -> None:
    candidate = Candidate(ENTRY, ENTRY.question, 0.8, None, 0.9)
    shown = why(Reply(ReplyKind.ANSWER, "q", ENTRY, 0.9, (), (candidate,)), THRESHOLDS)
    assert "no reranker" in shown
    assert "matched" not in shown


def test_nothing_found_needs_no_why() -> None:
    assert why(Reply(ReplyKind.FALLBACK, "q", None, 0.0, (), ()), THRESHOLDS) == ""
