import json
from pathlib import Path

import pytest

from matcher.evaluate import evaluate
from matcher.matcher import Matcher
from matcher.model_comparison import ModelRow, compare_models
from matcher.models import weight_bytes
from matcher.settings import Settings
from matcher.types import Entry, Label

ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order",)),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
    Entry("open", "opening hours", "From 9 to 5."),
)
LABELS = (
    Label("return my red shoes", frozenset({"return"})),
    Label("which cards", frozenset({"pay"})),
    Label("what is quantum chromodynamics", frozenset()),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(cache=tmp_path_factory.mktemp("cache"), runtime="torch", answer_at=0.5, suggest_at=0.1)


@pytest.fixture(scope="module")
def rows(tiny_encoder: Path, tiny_reranker: Path, two_output_reranker: Path, settings: Settings) -> list[ModelRow]:
    """One encoder that can be loaded and one that can't, with no reranker, a good one, and one of two outputs."""
    encoders = [str(tiny_encoder), "./nowhere", str(tiny_encoder)]
    rerankers = ["none", str(tiny_reranker), str(two_output_reranker)]
    return compare_models(ENTRIES, LABELS, encoders, rerankers, settings)


def test_every_combination_is_a_row_in_the_order_given(rows: list[ModelRow], tiny_encoder: Path) -> None:
    names = [(Path(row.encoder).name, Path(row.reranker).name.rstrip("0123456789")) for row in rows]
    rerankers = ("none", "tiny_reranker", "two_output_reranker")
    assert names == [(encoder, reranker) for encoder in (tiny_encoder.name, "nowhere") for reranker in rerankers]


def test_a_model_that_can_not_be_loaded_is_told_in_its_rows_and_the_others_run(
    rows: list[ModelRow], two_output_reranker: Path
) -> None:
    no_encoder = "FAQ_ENCODER=./nowhere: there is no such folder"
    two_outputs = f"{two_output_reranker.name} has 2 outputs; a reranker has one, its relevance"
    assert [row.error for row in rows] == ["", "", two_outputs, *[no_encoder] * 2, f"{no_encoder}; {two_outputs}"]
    assert [row.run is None for row in rows] == [False, False, True, True, True, True]


def test_measures_are_those_of_the_same_models_here(rows: list[ModelRow], settings: Settings) -> None:
    for row in rows[:2]:
        chosen = settings.model_copy(update={"encoder": row.encoder, "reranker": row.reranker})
        expected = evaluate(Matcher.from_entries(ENTRIES, chosen), LABELS).measures
        assert row.run is not None
        assert {name: row.run.measures[name][0] for name in expected} == pytest.approx(
            {name: value for name, (value, _, _) in expected.items()}, nan_ok=True, abs=1e-3
        )
        assert not row.run.calibrated


def test_time_memory_and_disk_are_measured(rows: list[ModelRow], tiny_encoder: Path, tiny_reranker: Path) -> None:
    plain, reranked = rows[0].run, rows[1].run
    assert plain is not None and reranked is not None
    assert plain.disk == weight_bytes(tiny_encoder)
    assert reranked.disk == plain.disk + weight_bytes(tiny_reranker)
    for run in (plain, reranked):
        assert 0 < run.p50_ms <= run.p95_ms
        assert 20 * 2**20 < run.memory < 20 * 2**30


def test_rows_are_plain_values_for_json(rows: list[ModelRow]) -> None:
    values = [row.as_dict() for row in rows]
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert list(values[0]) == [
        "encoder", "reranker", "calibrated", "runtime", "measures", "ms_per_question", "memory_mb", "disk_mb",
    ]  # fmt: skip
    assert list(values[2]) == ["encoder", "reranker", "error"]


def test_progress_goes_up_to_the_end(settings: Settings) -> None:
    shares: list[float] = []
    compare_models(ENTRIES, LABELS, ["./nowhere"], ["none"], settings, lambda doing, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_without_labels_there_is_nothing_to_measure(settings: Settings) -> None:
    with pytest.raises(ValueError, match="no labels"):
        compare_models(ENTRIES, (), ["a"], ["none"], settings)


def test_weights_are_the_safetensors_or_else_the_older_files(tmp_path: Path) -> None:
    assert weight_bytes(tmp_path) == 0
    (tmp_path / "pytorch_model.bin").write_bytes(b"x" * 7)
    (tmp_path / "config.json").write_bytes(b"{}")
    assert weight_bytes(tmp_path) == 7
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "model.safetensors").write_bytes(b"x" * 5)
    (tmp_path / "model.safetensors").write_bytes(b"x" * 4)
    assert weight_bytes(tmp_path) == 9
