import pytest

from matcher.editing import Typed
from matcher.errors import EntryError
from matcher.ingest import Limits
from matcher.types import Entry

LIMITS = Limits(max_answer=20)


def test_what_was_typed_becomes_an_entry_without_blanks_and_repeats() -> None:
    typed = Typed(" How? ", "so\n\nHOW?\r\n then \nSo\n", " That **way**. ", " Ways ", "a, b,,a")
    entry = Entry("x", "How?", "That **way**.", ("so", "then"), "Ways", ("a", "b"))
    assert typed.entry("x", LIMITS) == entry
    assert Typed.of(entry).entry("x", LIMITS) == entry


def test_an_alternate_of_two_lines_and_a_tag_with_a_comma_stay_whole() -> None:
    entry = Entry("x", "How?", "So.", ("two\nlines", "[one"), "", ("a, b", "c"))
    assert Typed.of(entry).entry("x", LIMITS) == entry


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (Typed("", "", "a", "", ""), "The question is empty."),
        (Typed("a", "", " ", "", ""), "The answer is empty."),
        (
            Typed("a", "", "x" * 21, "", ""),
            "The answer has 21 characters, but at most 20 are allowed (FAQ_MAX_ANSWER).",
        ),
    ],
)
def test_what_can_not_be_kept_says_why(typed: Typed, reason: str) -> None:
    with pytest.raises(EntryError) as told:
        typed.entry("x", LIMITS)
    assert str(told.value) == reason
