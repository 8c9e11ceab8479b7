import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from matcher.errors import MatcherError
from matcher.matcher import Matcher
from matcher.tune.asked import ask_labels
from matcher.tune.choose import choose
from matcher.tune.cold import DEFAULT_MIX, cold_start
from matcher.tune.goals import AtMost, Cost
from matcher.tune.report import report, write_report
from matcher.tune.summary import Tuned, summarise
from matcher.tune.verdicts import HEADLINES, VERDICTS, totals
from matcher.types import Entry, Label, Thresholds
from tests.fakes import FakeEncoder

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order",)),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
)
LABELS = tuple(
    Label(f"{text} {number}", frozenset({name} if name else ()))
    for number in range(8)
    for text, name in (("return my order", "return"), ("how can I pay", "pay"), ("<script>alert(1)</script> rain", ""))
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(ENTRIES, FakeEncoder(), thresholds=Thresholds(0.7, 0.4))


@pytest.fixture(scope="module")
def tuned(matcher: Matcher) -> Tuned:
    return summarise(matcher, ask_labels(matcher, LABELS), AtMost(0.1))


class Page(HTMLParser):
    """Counts tags and notes what a page asks others for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_summary_is_json_with_the_thresholds_and_what_they_buy(tuned: Tuned) -> None:
    found = json.loads(json.dumps(tuned.as_dict(), allow_nan=False))
    assert found == tuned.as_dict()
    choice = choose(tuned.asked, AtMost(0.1))
    assert (found["answer_at"], found["suggest_at"]) == (choice.thresholds.answer_at, choice.thresholds.suggest_at)
    assert set(found["buys"]) == set(HEADLINES)
    assert set(found["on_these_questions"]) == {verdict.value for verdict in VERDICTS}
    assert found["before"]["on_these_questions"]["right"] == totals(tuned.asked, Thresholds(0.7, 0.4)).right
    assert (found["questions"], found["out_of_scope"], found["tested_with"]) == (24, 8, "labels")


def test_details_hold_the_curve_and_every_question(tuned: Tuned) -> None:
    found = json.loads(json.dumps(tuned.as_dict(details=True), allow_nan=False))
    assert len(found["curve"]["at"]) == len(found["curve"]["wrong"]["low"]) == 101
    assert [row["question"] for row in found["replies"]] == [label.question for label in LABELS]
    assert sum(each["questions"] for each in found["reliability"]) == 24


def test_the_report_is_one_page_that_asks_nobody_for_anything(tuned: Tuned) -> None:
    text = report(tuned, "shop & co.csv")
    page = Page(text)
    assert page.links == []
    assert {"script", "link", "img", "iframe"} & set(page.tags) == set()
    assert "url(" not in text
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text
    assert "shop &amp; co.csv" in text


def test_questions_can_not_run_as_code_in_the_report(matcher: Matcher) -> None:
    asked = ask_labels(matcher, [*LABELS, Label("how can I <b>pay</b>", frozenset({"return"}))])
    text = report(summarise(matcher, asked, Cost(0.1)), "<i>")
    assert "<script>" not in text
    assert "how can I &lt;b&gt;pay" in text
    assert "<b>pay" not in text


def test_every_chart_has_a_name_and_its_numbers_in_a_table(tuned: Tuned) -> None:
    text = report(tuned, "shop.csv")
    page = Page(text)
    assert page.tags.count("svg") == text.count("role='img' aria-label=") == 5
    assert page.tags.count("table") == 4
    for name in HEADLINES:
        assert f"{getattr(tuned.totals, name):.1f}" in text
        assert f"{tuned.choice.promised[name].value:.1f}" in text


def test_a_cold_start_says_what_it_assumes(matcher: Matcher) -> None:
    cold = summarise(matcher, cold_start(matcher), Cost(2), mix=DEFAULT_MIX)
    text = report(cold, "shop.csv")
    assert "There were no test questions, so the FAQ was tried on itself" in text
    assert "as if 70 % of visitors asked what it answers, 15 % something close" in text
    assert cold.as_dict()["tested_with"] == "the FAQ itself"
    assert cold.as_dict()["assumed_mix"] == {"own": 0.7, "near": 0.15, "off_topic": 0.15}


def test_a_handful_of_labels_makes_a_report_that_promises_nothing(matcher: Matcher) -> None:
    few = summarise(matcher, ask_labels(matcher, LABELS[:3]), Cost(1))
    assert few.as_dict()["buys"] == {}
    assert "too few questions" in report(few, "shop.csv")


def test_a_report_that_can_not_be_written_is_an_error(tuned: Tuned, tmp_path: Path) -> None:
    write_report(tuned, "shop.csv", tmp_path / "out.html")
    assert (tmp_path / "out.html").read_text(encoding="utf-8") == report(tuned, "shop.csv")
    with pytest.raises(MatcherError, match="the report can't be written: No such file or directory"):
        write_report(tuned, "shop.csv", tmp_path / "nowhere" / "out.html")
