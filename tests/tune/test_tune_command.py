import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher import cli
from matcher.cli.tune import KEYS
from tests.fakes import FakeEncoder

FAQ = """id,question,alternates,answer
return,how do I return shoes,return my order|send it back,Send them back.
pay,how can I pay,which cards do you take,By card.
open,when are you open,opening hours,From 9 to 5.
"""
LABELS = "question,expected\n" + "".join(
    f"{text} {number},{expected}\n"
    for number in range(6)
    for text, expected in (("return my order", "return"), ("how to pay", "How can I pay"), ("will it rain", ""))
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: None) -> Path:
    """A folder with an FAQ and labels, and an encoder that needs no model."""
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    (tmp_path / "labels.csv").write_text(LABELS, encoding="utf-8")
    (tmp_path / "alternates.csv").write_text("faq_id,question\npay,do you like cash\n", encoding="utf-8")
    monkeypatch.setattr("matcher.matcher.load_encoder", lambda settings: FakeEncoder())
    monkeypatch.setenv("FAQ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("FAQ_STUDY", "false")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, ["tune", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["matcher", "tune", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_json_gives_the_thresholds_and_what_they_buy() -> None:
    found = json.loads(run("faq.csv", "labels.csv", "--max-wrong", "0.05", "--json"))
    assert 0 <= found["suggest_at"] <= found["answer_at"] <= 1
    assert found["goal"] == "at most 5 wrong answers in 100 visitors' questions"
    assert (found["questions"], found["out_of_scope"]) == (18, 6)
    assert sum(span["value"] for span in found["buys"].values()) == pytest.approx(100)


def test_every_key_of_the_json_that_is_no_plain_word_is_explained() -> None:
    found = json.loads(run("faq.csv", "labels.csv", "--cost", "2", "--json"))
    plain = {"goal", "questions", "out_of_scope", "models", "calibrated", "tested_with", "assumed_mix"}
    assert [name for name in set(found) - plain if name not in KEYS] == []


def test_without_labels_the_faq_is_tried_on_itself() -> None:
    found = json.loads(run("faq.csv", "--alternates", "alternates.csv", "--own", "0.5", "--near", "0.5", "--json"))
    assert found["tested_with"] == "the FAQ itself"
    assert found["assumed_mix"] == {"own": 0.5, "near": 0.5, "off_topic": 0.15}
    assert found["refit"] is None


def test_text_names_the_settings_to_use() -> None:
    found = json.loads(run("faq.csv", "labels.csv", "--json"))
    text = run("faq.csv", "labels.csv")
    assert f"FAQ_ANSWER_AT={found['answer_at']:.3f} FAQ_SUGGEST_AT={found['suggest_at']:.3f}" in text
    assert "a wrong answer costs as much as 1 unanswered ones" in text
    assert f"Add {found['more_questions_needed']} more test questions" in text


def test_the_report_is_written(folder: Path) -> None:
    run("faq.csv", "labels.csv", "--report", "out.html")
    assert (folder / "out.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_rows_that_can_not_be_taken_are_told_and_left_out(folder: Path) -> None:
    (folder / "labels.csv").write_text(LABELS + "what,nope\n,pay\n", encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["tune", "faq.csv", "labels.csv", "--json"], catch_exceptions=False)
    assert json.loads(result.stdout)["questions"] == 18
    assert "labels.csv, row 20: no entry has the id or the question 'nope'" in result.stderr
    assert "labels.csv, row 21: the question is empty" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--cost", "2", "--max-wrong", "0.1"), "give one of them"),
        (("--max-wrong", "5"), "the share of wrong answers is 5, but must lie between 0 and 1"),
        (("--cost", "-1"), "the cost of a wrong answer is -1, but must lie between 0 and 1000"),
        (("--own", "7"), "the share own is 7, but must lie between 0 and 1"),
    ],
)
def test_values_that_can_not_be_are_refused_with_value_and_range(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert message in failure(monkeypatch, capsys, "faq.csv", *arguments)


def test_a_file_without_a_usable_row_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "labels.csv").write_text("question,expected\nwhat,nope\n", encoding="utf-8")
    assert "labels.csv: no row could be taken" in failure(monkeypatch, capsys, "faq.csv", "labels.csv")
