import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher import cli
from matcher.settings import Settings
from matcher.store import Store
from tests.fakes import FakeEncoder

BEFORE = """id,question,alternates,answer
return,how do I return shoes,return my order,Send them back.
pay,how can I pay,which cards do you take,By card.
"""
AFTER = """id,question,alternates,answer
pay,how can I pay,which cards do you take,By card or cash.
size,which size fits me,,See the table.
"""
LABELS = """question,expected_id
how do I return shoes,return
how can I pay,pay
which size fits me,size
zebra crossing,
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: None) -> Path:
    """Two FAQs and labels, and encoders that need no model: one of them knows no word, whatever its name is."""
    for name, text in (("before.csv", BEFORE), ("after.csv", AFTER), ("labels.csv", LABELS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "alternates.csv").write_text("faq_id,question\nreturn,zebra crossing\n", encoding="utf-8")

    def load(settings: Settings) -> FakeEncoder:
        return FakeEncoder(settings.encoder, 2 if settings.encoder == "small" else 64)

    monkeypatch.setattr("matcher.matcher.load_encoder", load)
    monkeypatch.setenv("FAQ_ANSWER_AT", "0.5")
    monkeypatch.setenv("FAQ_SUGGEST_AT", "0.5")
    for name in ("CACHE", "HOME"):
        monkeypatch.setenv(f"FAQ_{name}", str(tmp_path / name.lower()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoke(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    result = CliRunner().invoke(cli.app, ["compare", *arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def verdicts(*arguments: str) -> dict[str, str]:
    code, out, _ = invoke(*arguments, "--json")
    assert code == 0
    return {change["question"]: change["verdict"] for change in json.loads(out)["changes"]}


CHANGES = {"how do I return shoes": "worse", "which size fits me": "better", "how can I pay": "as_good"}


def test_two_files_are_compared_question_by_question() -> None:
    code, out, _ = invoke("before.csv", "after.csv", "labels.csv")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "replies that change: 3 of 4: 1 worse; 1 better; 1 different, but as good"
    worse = lines.index("worse (1)")
    assert lines[worse + 1 : worse + 3] == ["  how do I return shoes", "    expected: return; gone: return"]
    assert lines[worse + 3].startswith("    before: 1.00 return: Send them back. (answered right)")
    assert "By card or cash." in out
    assert lines[-2:] == ["no entry is left that these labels expect (1)", "  how do I return shoes: return"]


def test_json_has_every_change_and_the_totals() -> None:
    values = json.loads(invoke("before.csv", "after.csv", "labels.csv", "--json")[1])
    assert {change["question"]: change["verdict"] for change in values["changes"]} == CHANGES
    assert (values["questions"], values["before"]["right"], values["after"]["right"]) == (4, 2, 2)
    assert values["broken_bounds"] == []


def test_the_same_file_twice_changes_nothing() -> None:
    assert verdicts("before.csv", "before.csv", "labels.csv") == {}


def test_a_rewritten_answer_is_shown_from_where_it_was_rewritten() -> None:
    long = "x" * 500
    Path("a.csv").write_text(f"id,question,answer\npay,how can I pay,{long} by card\n", encoding="utf-8")
    Path("b.csv").write_text(f"id,question,answer\npay,how can I pay,{long} in cash\n", encoding="utf-8")
    out = invoke("a.csv", "b.csv", "labels.csv")[1]
    assert f"pay: …{'x' * 19} by card" in out
    assert f"pay: …{'x' * 19} in cash" in out


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (("--max-worse", "0"), "replies that get worse: 1, at most 0 allowed"),
        (("--min-better", "2"), "replies that get better: 1, at least 2 needed"),
        (("--max-changed", "2"), "replies that change: 3, at most 2 allowed"),
        (("--max-missing", "0"), "labels whose entry is gone: 1, at most 0 allowed"),
    ],
)
def test_a_broken_bound_is_told_and_exit_code_1(bound: tuple[str, str], said: str) -> None:
    code, out, err = invoke("before.csv", "after.csv", "labels.csv", *bound, "--json")
    assert (code, json.loads(out)["broken_bounds"]) == (1, [said])
    assert [line.split(":")[0] for line in err.splitlines()] == ["before.csv", "after.csv", "bound broken"]
    assert err.endswith(f"\nbound broken: {said}\n")


def test_bounds_that_hold_are_exit_code_0() -> None:
    bounds = ("--max-worse", "1", "--min-better", "1", "--max-wrong-rise", "0.25", "--max-right-drop", "0")
    assert invoke("before.csv", "after.csv", "labels.csv", *bounds)[0] == 0


def test_alternates_of_an_entry_that_one_side_lacks_are_put_to_the_other() -> None:
    arguments = ("before.csv", "after.csv", "labels.csv", "--alternates", "alternates.csv")
    assert verdicts(*arguments) == {**CHANGES, "zebra crossing": "better"}


def test_revisions_are_compared_by_number_and_against_a_file(folder: Path) -> None:
    run = CliRunner().invoke
    run(cli.app, ["import", "before.csv"])
    run(cli.app, ["import", "after.csv"])
    assert verdicts("1", "2", "labels.csv") == CHANGES
    assert verdicts("1", "live", "labels.csv") == CHANGES
    assert verdicts("live", "after.csv", "labels.csv") == {}
    store = Store.open(folder / "home")
    store.set_setting("thresholds", {"answer_at": 1.0, "suggest_at": 1.0})
    store.close()
    assert set(verdicts("1", "2", "labels.csv")) < set(CHANGES) | {"zebra crossing"}


def test_two_encoders_are_compared_on_one_faq() -> None:
    named = ("--encoder", "fake", "small", "before.csv", "labels.csv")
    assert verdicts(*named) == verdicts("before.csv", "before.csv", "labels.csv", "--encoder", "fake", "small")
    assert verdicts(*named) != {}
    assert verdicts("before.csv", "after.csv", "labels.csv", "--encoder", "fake") == CHANGES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.csv", "after.csv", "labels.csv"), "none.csv: there is no such file"),
        (("before.csv", "after.csv", "none.csv"), "none.csv: there is no such file"),
        (("before.csv", "7", "labels.csv"), "there is no revision 7"),
        (("live", "after.csv", "labels.csv"), "nothing is published yet"),
        (("before.csv", "labels.csv"), "one FAQ and one model: give a second FAQ"),
        (("before.csv", "labels.csv", "--encoder", "a", "b", "c"), "--encoder names 3 models"),
        (("before.csv", "after.csv", "labels.csv", "--max-wrong-rise", "5"), "max_wrong_rise is 5, but must lie"),
        (("before.csv", "after.csv", "labels.csv", "--max-worse", "-1"), "max_worse is -1, but must not be below 0"),
    ],
)
def test_what_a_person_can_mend_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["matcher", "compare", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"error: {message}")


def test_alternates_of_an_entry_that_neither_has_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("alternates.csv").write_text("faq_id,question\nzebra,crossing\n", encoding="utf-8")
    words = ["matcher", "compare", "before.csv", "after.csv", "labels.csv", "--alternates", "alternates.csv"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit):
        cli.main()
    assert "there is no entry with the id zebra" in capsys.readouterr().err


def test_nothing_is_published_or_written(folder: Path) -> None:
    before = set(os.listdir(folder))
    invoke("before.csv", "after.csv", "labels.csv")
    assert set(os.listdir(folder)) - before == {"cache"}
