from dataclasses import replace

import pytest

from matcher.lint import Action, Finding, Fix, Kind, Severity
from matcher.types import Entry
from tests.lint.samples import entry, found


def _answered(answer: str) -> list[Entry]:
    return [Entry("a", "how do I pay", answer), entry("b", "shoes of another size")]


@pytest.mark.parametrize("text", ["how", "what is this?", "?!", "can you do that for me", "x", "…"])
def test_an_alternate_that_names_no_topic_is_to_be_removed(text: str) -> None:
    (finding,) = found([entry("a", "pay", "x", text, "by card")], Kind.VAGUE_ALTERNATE)
    assert (finding.severity, finding.phrasings) == (Severity.WARNING, (text,))
    assert finding.fix == Fix(Action.REMOVE, ("a",), "alternates", text)


@pytest.mark.parametrize("text", ["VAT", "my bill", "PIN", "退款", "退", "how to call", "24/7", "¿cuánto?"])
def test_a_short_alternate_that_names_a_topic_is_fine(text: str) -> None:
    assert found([entry("a", "question", "x", text)], Kind.VAGUE_ALTERNATE) == []


def test_a_question_without_words_is_a_danger() -> None:
    (finding,) = found([entry("a", "???")], Kind.EMPTY_QUESTION)
    assert finding.severity is Severity.DANGER


def test_a_phrasing_twice_in_an_entry_is_a_hint() -> None:
    (finding,) = found([entry("a", "pay", "x", "Pay", "card")], Kind.REPEATED)
    assert (finding.phrasings, finding.fix) == (("Pay",), Fix(Action.REMOVE, ("a",), "alternates", "Pay"))


def test_a_paragraph_is_too_long_for_a_phrasing() -> None:
    long = "why " * 51
    (finding,) = found([entry("a", "pay", "x", long), entry("b", "w" * 200)], Kind.LONG_PHRASING)
    assert (finding.entries, finding.phrasings) == (("a",), (long,))
    assert finding.fix == Fix(Action.EDIT, ("a",), "alternates", long)


def test_an_empty_answer_is_a_danger() -> None:
    (finding,) = found(_answered(" \n"), Kind.EMPTY_ANSWER)
    assert (finding.severity, finding.entries) == (Severity.DANGER, ("a",))


def test_an_answer_that_is_its_question_is_a_warning() -> None:
    (finding,) = found(_answered("How do I  PAY"), Kind.ANSWER_IS_QUESTION, Kind.EMPTY_ANSWER)
    assert finding.kind is Kind.ANSWER_IS_QUESTION


@pytest.mark.parametrize(
    "answer", ["<script>x()</script>", "<SCRIPT src=x>", "<img src=x onerror=x()>", "see <iframe src='x'></iframe>"]
)
def test_a_script_in_an_answer_is_a_danger(answer: str) -> None:
    (finding,) = found(_answered(answer), Kind.SCRIPT, Kind.HTML)
    assert (finding.kind, finding.severity) == (Kind.SCRIPT, Severity.DANGER)


@pytest.mark.parametrize("answer", ["By <b>card</b>.", "one<br/>two", '<a href="https://example.org">x</a>'])
def test_other_html_is_a_hint(answer: str) -> None:
    (finding,) = found(_answered(answer), Kind.SCRIPT, Kind.HTML)
    assert (finding.kind, finding.severity) == (Kind.HTML, Severity.HINT)


@pytest.mark.parametrize(
    "answer", ["Enter <your name>.", "If a < b or b > c", "`<br>` in code", "<https://example.org>"]
)
def test_brackets_that_are_no_html_are_fine(answer: str) -> None:
    assert found(_answered(answer), Kind.SCRIPT, Kind.HTML) == []


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/a_(b)?c=d#e", "http://example.org", "mailto:a@example.org", "tel:+4930123",
        "https://example.org 'a title'", 'https://example.org "a title"', "<https://example.org>",
    ],
)  # fmt: skip
def test_links_that_work_are_fine(target: str) -> None:
    assert _links(f"See [this]({target}).") == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("", "it has no target"),
        ("https://example.org/a b", "it has a space in it"),
        ("www.example.org", "https:// is missing before it"),
        ("/returns", "it is relative, and the chat may stand on another page than the one it was written for"),
        ("example.org", "it is relative, and the chat may stand on another page than the one it was written for"),
        ("https://", "it names no site"),
        ("http://[", "it is no valid address"),
        ("htps://example.org", "“htps:” is not a way to link to a page"),
    ],
)
def test_links_that_lead_nowhere_are_a_warning(target: str, reason: str) -> None:
    (finding,) = _links(f"See [this]({target}).")
    assert (finding.kind, finding.severity, finding.phrasings) == (Kind.BROKEN_LINK, Severity.WARNING, (target,))
    assert finding.message == f"The link to “{target}” does not work for visitors: {reason}."


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "JavaScript:x", "java\tscript:x", "&#106;avascript:x", "data:text/html,x"]
)
def test_links_that_run_code_are_a_danger(target: str) -> None:
    (finding,) = _links(f"See [this]({target}).")
    assert (finding.kind, finding.severity) == (Kind.UNSAFE_LINK, Severity.DANGER)


def test_an_address_without_scheme_in_the_text_is_a_hint_told_once() -> None:
    (finding,) = _links("See www.example.org/a, or www.example.org. Not [www.b.org](https://www.b.org).")
    assert (finding.kind, finding.phrasings) == (Kind.BARE_LINK, ("www.example.org",))


def test_a_full_address_with_www_is_fine() -> None:
    assert _links("https://www.example.org, a@www.example.org, <https://www.example.org>") == []


def _links(answer: str) -> list[Finding]:
    return found(_answered(answer), Kind.BROKEN_LINK, Kind.UNSAFE_LINK, Kind.BARE_LINK)


CATEGORIES = (Kind.CATEGORY_SPELLING, Kind.NO_CATEGORY, Kind.LONELY_CATEGORY)


def _in_categories(*names: str) -> list[Entry]:
    words = ["pay", "send", "return", "parcel", "shop", "size"]
    return [replace(entry(str(i), words[i]), category=name) for i, name in enumerate(names)]


def test_spellings_of_one_category_are_to_be_made_the_usual_one() -> None:
    (finding,) = found(_in_categories("Orders", "orders", "Orders", "Pay", "Pay"), *CATEGORIES)
    assert (finding.kind, finding.phrasings) == (Kind.CATEGORY_SPELLING, ("Orders", "orders"))
    assert finding.fix == Fix(Action.EDIT, ("1",), "category", new="Orders")


def test_entries_without_a_category_are_told_where_others_have_one() -> None:
    (finding,) = found(_in_categories("", "Pay", "", "Pay"), *CATEGORIES)
    assert (finding.kind, finding.entries) == (Kind.NO_CATEGORY, ("0", "2"))
    assert finding.message.startswith("2 of 4 entries have no category")
    assert found(_in_categories("", ""), *CATEGORIES) == []


def test_categories_of_one_entry_are_a_single_hint() -> None:
    (finding,) = found(_in_categories("Pay", "Pay", "Oders", "Misc"), *CATEGORIES)
    assert (finding.kind, finding.entries, finding.phrasings) == (
        Kind.LONELY_CATEGORY,
        ("2", "3"),
        ("Oders", "Misc"),
    )
    assert found(_in_categories("Pay", "Orders"), *CATEGORIES) == []
