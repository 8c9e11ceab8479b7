import gzip
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher import cli
from tests.fakes import FakeEncoder
from tests.test_sts import WordReranker

CSV = """text_a,text_b,label,split
a red car,a red car,5,train
a red car,a red bus,3,train
dogs bark,cats sleep,0,train
x y z,x y w,1,train
blue sea,green tree,4,test
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: None) -> Path:
    (tmp_path / "pairs.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "pairs.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    monkeypatch.setattr("matcher.cli.sts.load_encoder", lambda settings: FakeEncoder())
    monkeypatch.setattr("matcher.cli.sts.load_reranker", lambda settings: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, ["sts", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_correlations_of_all_pairs_and_of_each_split_are_shown_with_the_errors() -> None:
    lines = run("pairs.csv", "--errors", "1").splitlines()
    assert lines[0] == "similarity of fake encoder"
    assert [line.split()[:2] for line in lines[2:5]] == [["all", "5"], ["train", "4"], ["test", "1"]]
    assert lines[7].startswith("    row 5: score 1, similarity ") and lines[7].endswith(", too high")
    assert lines[8:10] == ["      x y z", "      x y w"]


def test_json_is_the_same_of_a_packed_file_and_has_relevance_where_a_reranker_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, packed = (json.loads(run(name, "--json")) for name in ("pairs.csv", "pairs.csv.gz"))
    assert {**packed, "file": "pairs.csv"} == plain
    assert list(plain) == ["file", "split", "similarity"]
    monkeypatch.setattr("matcher.cli.sts.load_reranker", lambda settings: WordReranker())
    both = json.loads(run("pairs.csv", "--split", "train", "--json"))
    assert (both["similarity"]["pairs"], both["relevance"]["model"], both["split"]) == (4, "words", "train")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.csv",), "none.csv: there is no such file"),
        (("bad.csv",), "bad.csv, row 3: the score is 'x', but must be a number"),
        (("pairs.csv", "--split", "dev"), "pairs.csv: no row has the split 'dev'; there are: train, test"),
        (("pairs.csv", "--split", "test"), "1 pairs are too few for a correlation; give at least 4"),
    ],
)
def test_what_a_person_can_mend_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.csv").write_text("text_a,text_b,score\na,b,1\nc,d,x\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["matcher", "sts", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")
