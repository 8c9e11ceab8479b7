import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher import cli
from matcher.model_comparison import ModelRow, Run
from matcher.settings import Settings
from matcher.types import Entry, Label, Progress

FAQ = "id,question,answer\npay,how can I pay,By card.\n"
LABELS = "question,expected_id\nhow to pay,pay\nzebra,\n"
FIGURES = dict.fromkeys(("top1", "auroc_correct", "coverage@90", "ece"), (0.5, 0.25, 0.75))

Asked = list[tuple[tuple[Entry, ...], tuple[Label, ...], list[str], list[str]]]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: None) -> Asked:
    """What the command asks to be measured, in an empty folder; encoders whose name starts with "bad" fail."""
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    (tmp_path / "labels.csv").write_text(LABELS, encoding="utf-8")
    (tmp_path / "alternates.csv").write_text("faq_id,question\npay,do you take cash\n", encoding="utf-8")
    found: Asked = []

    def compare(
        entries: tuple[Entry, ...],
        labels: tuple[Label, ...],
        encoders: Sequence[str],
        rerankers: Sequence[str],
        settings: Settings,
        progress: Progress,
    ) -> list[ModelRow]:
        found.append((entries, labels, list(encoders), list(rerankers)))
        run = Run(FIGURES, 2.0, 3.5, 400 * 2**20, 90 * 2**20, False, "none")
        return [
            ModelRow(encoder, reranker, None, "no such model")
            if encoder.startswith("bad")
            else ModelRow(encoder, reranker, run)
            for encoder in encoders
            for reranker in rerankers
        ]

    monkeypatch.setattr("matcher.cli.models.compare_models", compare)
    monkeypatch.setenv("FAQ_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return found


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_several_models_stand_after_one_name(asked: Asked) -> None:
    out = run("models", "--encoder", "good", "bad", "--reranker", "none", "org/cross", "faq.csv", "labels.csv")
    entries, labels, encoders, rerankers = asked[0]
    assert ([entry.id for entry in entries], len(labels)) == (["pay"], 2)
    assert (encoders, rerankers) == (["good", "bad"], ["none", "org/cross"])
    head, *rows = out.splitlines()
    assert head.split() == [
        "encoder", "+", "reranker", "top1", "auroc_correct", "coverage@90", "ece",
        "ms", "p50", "ms", "p95", "memory", "MB", "disk", "MB",
    ]  # fmt: skip
    assert rows[0].split() == ["good", "+", "none", *["0.500", "(0.250–0.750)"] * 4, "2.0", "3.5", "400", "90.0", "*"]
    assert rows[1].startswith("good + cross ")
    assert [" ".join(row.split()) for row in rows[2:4]] == [
        "bad + none error: no such model",
        "bad + cross error: no such model",
    ]
    assert rows[-1].startswith("* not calibrated")


def test_without_names_the_models_of_the_settings_run(asked: Asked) -> None:
    run("models", "faq.csv", "labels.csv")
    assert asked[0][2:] == (["all-MiniLM-L6-v2"], [Settings().reranker])


def test_without_an_faq_the_live_revision_is_measured_and_any_other_by_its_number(asked: Asked) -> None:
    run("import", "faq.csv")
    Path("faq.csv").write_text(FAQ.replace("By card.", "In cash."), encoding="utf-8")
    run("import", "faq.csv")
    run("models", "--encoder", "good", "labels.csv")
    run("models", "--encoder", "good", "1", "labels.csv")
    assert [entries[0].answer for entries, *_ in asked] == ["In cash.", "By card."]


def test_alternates_count_as_phrasings(asked: Asked) -> None:
    run("models", "faq.csv", "labels.csv", "--alternates", "alternates.csv")
    assert asked[0][0][0].alternates == ("do you take cash",)


def test_json_has_a_row_a_combination(asked: Asked) -> None:
    good, bad = json.loads(run("models", "--encoder", "good", "bad", "--json", "faq.csv", "labels.csv"))
    assert good["measures"]["top1"] == {"value": 0.5, "low": 0.25, "high": 0.75}
    assert (good["ms_per_question"], good["memory_mb"], good["disk_mb"]) == ({"p50": 2.0, "p95": 3.5}, 400, 90)
    assert bad == {"encoder": "bad", "reranker": Settings().reranker, "error": "no such model"}


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("labels.csv",), "error: nothing is published yet; import a file first"),
        (("faq.csv", "none.csv"), "error: none.csv: there is no such file"),
        (("--encoder", "bad", "faq.csv", "labels.csv"), "error: none of the models could be run"),
        (("faq.csv", "faq.csv", "labels.csv"), "error: one FAQ at most"),
    ],
)
def test_what_a_person_can_mend_is_told_and_exit_code_2(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["matcher", "models", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(message)
