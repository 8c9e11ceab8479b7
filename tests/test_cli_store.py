import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher import cli
from matcher.ingest import read_faq
from matcher.store import Store
from matcher.types import Entry

SHOP = (
    "id,question,alternates,answer,category\nreturn,how to return,send back,Send it.,Returns\npay,how to pay,,Card.,\n"
)
MORE = "id,question,answer\npay,how to pay,By card or cash.\nsize,which size,See the table.\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: None) -> Path:
    """A knowledge base with nothing in it, beside two files."""
    (tmp_path / "shop.csv").write_text(SHOP, encoding="utf-8")
    (tmp_path / "more.csv").write_text(MORE, encoding="utf-8")
    monkeypatch.setenv("FAQ_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def run(*arguments: str) -> str:
    """Standard output of a command that ends well."""
    result = CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def entries(home: Path, number: int) -> tuple[Entry, ...]:
    store = Store.open(home)
    try:
        return store.entries(number)
    finally:
        store.close()


def test_import_publishes_the_file_as_a_live_revision(home: Path) -> None:
    out = run("import", "shop.csv", "--note", "first", "--author", "ada")
    assert out == "revision 1 is live (2 entries): 2 added, 0 unchanged\n"
    assert entries(home, 1) == read_faq(SHOP.encode()).entries
    (revision,) = json.loads(run("revisions", "--json"))
    shown = {name: revision[name] for name in ("number", "author", "note", "source", "entries", "phrasings", "live")}
    assert shown == {
        "number": 1, "author": "ada", "note": "first", "source": "shop.csv", "entries": 2, "phrasings": 3, "live": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "ids", "said"),
    [
        ("replace_all", ["pay", "size"], "1 added, 1 removed, 1 changed, 0 unchanged"),
        ("by_id", ["return", "pay", "size"], "1 added, 1 changed, 1 unchanged"),
        ("by_question", ["return", "pay", "size"], "1 added, 1 changed, 1 unchanged"),
    ],
)
def test_import_in_each_mode_says_what_changed(home: Path, mode: str, ids: list[str], said: str) -> None:
    run("import", "shop.csv")
    assert run("import", "more.csv", "--mode", mode) == f"revision 2 is live ({len(ids)} entries): {said}\n"
    assert [entry.id for entry in entries(home, 2)] == ids


def test_importing_the_same_again_makes_no_revision() -> None:
    run("import", "shop.csv")
    assert run("import", "shop.csv") == "nothing changed; revision 1 stays live\n"
    assert json.loads(run("import", "shop.csv", "--json"))["published"] is False
    assert len(json.loads(run("revisions", "--json"))) == 1


def test_import_in_json_holds_revision_report_and_changes() -> None:
    (Path("bad.csv")).write_text("id,question,answer,owner\na,how,so,x\nb,why,,\n", encoding="utf-8")
    imported = CliRunner().invoke(cli.app, ["import", "bad.csv", "--json"])
    values = json.loads(imported.stdout)
    assert imported.stderr.splitlines() == [
        "bad.csv: read as CSV, utf-8, delimiter ',', id from 'id', question from 'question', answer from 'answer'",
        "bad.csv: not used: owner",
        "bad.csv, row 3: the answer is empty",
    ]
    assert (values["published"], values["revision"]["number"]) == (True, 1)
    report = values["report"]
    assert (report["format"], report["ignored"], report["guessed"]) == ("csv", ["owner"], [])
    assert (report["rows"], report["taken"], report["refused"]) == (2, 1, 1)
    assert report["problems"] == ["bad.csv, row 3: the answer is empty"]
    assert [entry["id"] for entry in values["changes"]["added"]] == ["a"]


def test_import_says_what_was_guessed() -> None:
    Path("pairs.csv").write_text("How do I pay?,By card.\nWhere are you?,In Bonn.\n", encoding="utf-8")
    said = CliRunner().invoke(cli.app, ["import", "pairs.csv"]).stderr.splitlines()
    assert said[1:] == [
        "pairs.csv: please check: the table has no header that is known, and is read as question from column 1, "
        "answer from column 2"
    ]


def test_export_of_any_revision_imports_as_the_same_entries(home: Path) -> None:
    run("import", "shop.csv")
    run("import", "more.csv")
    for number, arguments in ((2, ()), (1, ("--revision", "1"))):
        data = CliRunner().invoke(cli.app, ["export", *arguments]).stdout_bytes
        assert read_faq(data).entries == entries(home, number)


def test_export_in_json_holds_the_entries(home: Path) -> None:
    run("import", "shop.csv")
    data = CliRunner().invoke(cli.app, ["export", "--json"]).stdout_bytes
    assert data == CliRunner().invoke(cli.app, ["export", "--format", "json"]).stdout_bytes
    assert read_faq(data, name="x.json").entries == entries(home, 1)


def test_export_in_a_poorer_format_says_what_is_lost() -> None:
    run("import", "shop.csv")
    result = CliRunner().invoke(cli.app, ["export", "--format", "dify-csv"])
    assert result.exit_code == 0
    assert "does not keep" in result.stderr
    assert "how to return" in result.stdout


def test_rollback_makes_a_revision_live_again_and_loses_none() -> None:
    run("import", "shop.csv")
    run("import", "more.csv")
    assert run("rollback", "1") == "revision 1 is live (2 entries)\n"
    assert run("rollback", "1") == "revision 1 is live already\n"
    assert [(r["number"], r["live"]) for r in json.loads(run("revisions", "--json"))] == [(2, False), (1, True)]
    assert json.loads(run("rollback", "2", "--json"))["before"] == 1
    live = [line for line in run("revisions").splitlines() if line.startswith("*")]
    assert [line.split()[1] for line in live] == ["2"]


def test_diff_shows_what_changed_between_two_revisions() -> None:
    run("import", "shop.csv")
    run("import", "more.csv")
    assert run("diff", "1", "2").splitlines() == [
        "+ size: which size",
        "- return: how to return",
        "~ pay: how to pay",
        "    answer: Card. -> By card or cash.",
        "1 added, 1 removed, 1 changed, 0 unchanged",
    ]
    values = json.loads(run("diff", "1", "2", "--json"))
    assert values["changed"][0]["fields"] == [{"field": "answer", "old": "Card.", "new": "By card or cash."}]


def test_before_the_first_publish_there_are_no_revisions() -> None:
    assert run("revisions") == "nothing is published yet; import a file first\n"
    assert json.loads(run("revisions", "--json")) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export",), "error: nothing is published yet; import a file first"),
        (("export", "--revision", "7"), "error: there is no revision 7"),
        (("rollback", "7"), "error: there is no revision 7"),
        (("diff", "1", "7"), "error: there is no revision 1"),
        (("import", "none.csv"), "error: none.csv: there is no such file"),
    ],
)
def test_what_is_not_there_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["matcher", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(message)
