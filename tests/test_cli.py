import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher import cli
from matcher.encoder import TransformerEncoder
from matcher.settings import PROJECT, SAMPLE_FAQ
from tests.fakes import FakeEncoder

FAQ = """id,question,alternates,answer,category
return,how do I return shoes,return my order,Send them back.,returns
pay,how can I pay,which cards do you take,By card.,payment
broken,what has no answer,,,
"""
QUESTIONS = """question,expected_id
return my shoes,return
"what, is that?",
which cards,pay
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: None) -> Path:
    """A folder with an FAQ and questions, and an encoder that needs no model."""
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    (tmp_path / "questions.csv").write_text(QUESTIONS, encoding="utf-8")
    (tmp_path / "alternates.csv").write_text("faq_id,question\npay,do you like cash\n", encoding="utf-8")
    for module in ("matcher.matcher", "matcher.cli.lint", "matcher.cli.train"):
        monkeypatch.setattr(f"{module}.load_encoder", lambda settings: FakeEncoder())
    monkeypatch.setenv("FAQ_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    """Standard output of a command that ends well."""
    result = CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def fail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    monkeypatch.setattr(sys, "argv", ["matcher", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


@pytest.mark.usefixtures("folder")
def test_ask_shows_the_reply_its_answer_and_the_candidates() -> None:
    lines = run("ask", "faq.csv", "how can I pay").splitlines()
    assert lines[0] == "answer (confidence 1.00)"
    assert "By card." in lines
    assert any("pay: how can I pay" in line and line.split()[:3] == ["1.00", "1.00", "-"] for line in lines)


@pytest.mark.usefixtures("folder")
def test_ask_in_json_holds_every_candidate() -> None:
    reply = json.loads(run("ask", "faq.csv", "how can I pay", "--json"))
    assert reply["reply"] == "answer"
    assert reply["answer"] == {"id": "pay", "question": "how can I pay", "answer": "By card."}
    assert reply["confidence"] == pytest.approx(1)
    assert {row["id"] for row in reply["candidates"]} == {"pay", "return"}
    best = reply["candidates"][0]
    assert list(best) == ["id", "question", "phrasing", "similarity", "relevance", "confidence"]
    assert (best["id"], best["relevance"]) == ("pay", None)


@pytest.mark.usefixtures("folder")
def test_ask_without_an_answer_in_json_is_null() -> None:
    reply = json.loads(run("ask", "faq.csv", "zzz", "--json"))
    assert (reply["reply"], reply["answer"]) == ("fallback", None)


@pytest.mark.usefixtures("folder")
def test_ask_looks_in_one_category_alone() -> None:
    reply = json.loads(run("ask", "faq.csv", "how can I pay", "--category", "returns", "--json"))
    assert [row["id"] for row in reply["candidates"]] == ["return"]


@pytest.mark.usefixtures("folder")
def test_thresholds_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_ANSWER_AT", "0")
    monkeypatch.setenv("FAQ_SUGGEST_AT", "0")
    assert json.loads(run("ask", "faq.csv", "zzz", "--json"))["reply"] == "answer"


@pytest.mark.usefixtures("folder")
def test_a_row_that_is_not_taken_is_told_on_standard_error() -> None:
    result = CliRunner().invoke(cli.app, ["ask", "faq.csv", "how can I pay", "--json"])
    assert result.stderr.splitlines()[-1] == "faq.csv, row 4: the answer is empty"
    assert result.stderr.startswith("faq.csv: read as CSV, ")
    json.loads(result.stdout)


@pytest.mark.usefixtures("folder")
def test_evaluate_shows_every_measure_with_its_interval() -> None:
    first, head, *rows = run("evaluate", "faq.csv", "questions.csv").splitlines()
    assert first.startswith("3 questions, 1 out of scope; replies: ")
    assert head.split() == ["measure", "value", "95", "%", "interval"]
    assert [row.split()[0] for row in rows] == [
        "top1", "mrr", "recall@5", "recall@20", "auroc_correct", "auroc_scope", "coverage@90", "coverage@95",
        "best_accuracy", "mcc", "ece",
    ]  # fmt: skip
    assert all(len(row.split()) == 5 for row in rows)


@pytest.mark.usefixtures("folder")
def test_evaluate_in_json_holds_the_same() -> None:
    summary = json.loads(run("evaluate", "faq.csv", "questions.csv", "--json"))
    assert (summary["questions"], summary["out_of_scope"], sum(summary["replies"].values())) == (3, 1, 3)
    assert summary["measures"]["top1"]["value"] == 1
    assert all(set(measure) == {"value", "low", "high"} for measure in summary["measures"].values())


@pytest.mark.usefixtures("folder")
def test_evaluate_breaks_down_by_category_and_length_and_lists_confusions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_ANSWER_AT", "0.5")
    arguments = ("evaluate", "faq.csv", "questions.csv", "--by", "category", "--by", "length", "--confusions")
    lines = run(*arguments).splitlines()
    heads = [lines.index(line) for line in lines if line.startswith(("by ", "entries taken"))]
    assert [line.split()[0] for line in lines[heads[0] + 1 : heads[1] - 1]] == ["returns", "payment", "out"]
    assert [line.split("  ")[0] for line in lines[heads[1] + 1 : heads[2] - 1]] == ["up to 3 words"]
    summary = json.loads(run(*arguments, "--json"))
    assert [group["group"] for group in summary["by"]["category"]] == ["returns", "payment", "out of scope"]
    assert [group["questions"] for group in summary["by"]["length"]] == [3]
    assert summary["confusions"] == []
    assert not {"by", "confusions"} & json.loads(run(*arguments[:3], "--json")).keys()


def test_evaluate_writes_predictions_of_every_question_in_order(folder: Path) -> None:
    run("evaluate", "faq.csv", "questions.csv", "--predictions", "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ["question", "expected_id", "predicted_id", "confidence", "similarity", "relevance", "reply"]
    assert [list(row) for row in rows] == [columns] * 3
    assert [(row["question"], row["expected_id"]) for row in rows] == [
        ("return my shoes", "return"),
        ("what, is that?", ""),
        ("which cards", "pay"),
    ]
    assert [rows[i]["predicted_id"] for i in (0, 2)] == ["return", "pay"]


def test_alternates_count_as_phrasings(folder: Path) -> None:
    (folder / "cash.csv").write_text("question,expected_id\ndo you like cash,pay\n", encoding="utf-8")
    run("evaluate", "faq.csv", "cash.csv", "--alternates", "alternates.csv", "--predictions", "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["predicted_id"], row["similarity"]) == ("pay", "1.000000")


@pytest.mark.usefixtures("folder")
def test_an_error_is_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = fail(monkeypatch, capsys, "ask", "none.csv", "how")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error: none.csv: there is no such file")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ask", "faq.csv", "how", "--category", "shoes"), "error: there is no category 'shoes'; there are: "),
        (("evaluate", "faq.csv", "none.csv"), "error: none.csv: there is no such file"),
        (("evaluate", "faq.csv", "questions.csv", "--alternates", "none.csv"), "error: none.csv: there is no such"),
        (("evaluate", "faq.csv", "questions.csv", "--predictions", "no/out.csv"), "error: no/out.csv: the predictions"),
        (("train", "confidence", "none", "--out", "x.json"), "error: "),
    ],
)
def test_what_a_person_can_mend_is_told_in_the_last_line(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = fail(monkeypatch, capsys, *arguments)
    assert code == 2
    assert err.splitlines()[-1].startswith(message)
    assert "Traceback" not in err


@pytest.mark.usefixtures("folder")
def test_a_setting_out_of_range_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAQ_ANSWER_AT", "70")
    code, _, err = fail(monkeypatch, capsys, "ask", "faq.csv", "how")
    assert code == 2
    assert err.splitlines()[-1] == "error: FAQ_ANSWER_AT is '70': Input should be less than or equal to 1"


@pytest.mark.usefixtures("folder")
def test_lint_shows_findings_by_danger_and_ends_with_1_where_there_are_dangers() -> None:
    result = CliRunner().invoke(cli.app, ["lint", "faq.csv"])
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[:4] == [
        "1 danger",
        "  No answer: broken",
        "    The answer is empty: a visitor who asks this would be shown nothing.",
        "    fix: edit",
    ]
    assert lines[-1].startswith("checked 3 entries: ")


def test_lint_of_a_sound_file_ends_with_0(folder: Path) -> None:
    (folder / "sound.csv").write_text("question,answer\nhow can I pay,By card.\n", encoding="utf-8")
    assert run("lint", "sound.csv") == "checked 1 entry: 0 findings\n"
    assert json.loads(run("lint", "sound.csv", "--json")) == []


@pytest.mark.usefixtures("folder")
def test_lint_in_json_names_entries_and_fix() -> None:
    first = json.loads(CliRunner().invoke(cli.app, ["lint", "faq.csv", "--json"]).stdout)[0]
    assert (first["kind"], first["severity"], first["entries"]) == ("empty_answer", "danger", ["broken"])
    assert first["fix"] == {"action": "edit", "entries": ["broken"], "field": "answer", "old": "", "new": ""}


@pytest.mark.models
@pytest.mark.usefixtures("encoder")
def test_the_module_runs_as_a_command_from_anywhere(
    encoder: TransformerEncoder, model_cache: Path, tmp_path: Path
) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAQ_")}
    ended = subprocess.run(
        [sys.executable, "-m", "matcher", "ask", str(SAMPLE_FAQ), "I want to send it back", "--json"],
        env=clean | {"PYTHONPATH": str(PROJECT), "FAQ_CACHE": str(model_cache), "FAQ_RUNTIME": "openvino"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    reply = json.loads(ended.stdout)
    assert reply["candidates"][0]["id"].startswith("returns-")
    assert reply["reply"] in {"answer", "suggestions"}
