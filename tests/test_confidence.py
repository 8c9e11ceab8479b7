import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.confidence import SHIPPED, RankedConfidence, Uncalibrated, load_confidence
from matcher.encoder import TransformerEncoder
from matcher.errors import ModelError
from matcher.evidence import FEATURES, Evidence
from matcher.models import fingerprint, packaged_encoder

GRID = np.linspace(0, 1, 21)


def evidence(
    candidates: int, first: Mapping[str, float] | None = None, values: NDArray[np.float64] | None = None
) -> Evidence:
    """Candidates with different answers; the first one has these numbers where they are given."""
    rows = np.zeros((candidates, len(FEATURES))) if values is None else values.copy()
    for name, value in (first or {}).items():
        rows[0, FEATURES.index(name)] = value
    numbers = np.arange(candidates)
    return Evidence(numbers, numbers, np.zeros(candidates), rows, numbers)


@pytest.fixture(scope="module")
def official() -> str:
    """The fingerprint of the packaged encoder."""
    return fingerprint(packaged_encoder())


def test_the_shipped_parameters_are_those_of_the_packaged_encoder_alone(official: str) -> None:
    assert load_confidence(official, "none").calibrated
    assert not load_confidence("another", "none").calibrated
    assert not load_confidence(official, "a reranker").calibrated


@pytest.mark.models
def test_the_loaded_encoder_has_the_fingerprint_of_its_folder(encoder: TransformerEncoder, official: str) -> None:
    assert encoder.fingerprint == official


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("candidates", [1, 2, 20])
def test_confidence_is_a_probability_whatever_the_evidence(official: str, name: str, candidates: int) -> None:
    for value in (-1e6, -1, 0, 0.5, 1, 2, 1e6):
        found = load_confidence(official, "none").of(evidence(candidates, {name: value}), None)
        assert found.shape == (candidates,)
        assert np.isfinite(found).all()
        assert 0 <= found.min() <= found.max() <= 1


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", FEATURES)
def test_confidence_never_falls_with_better_evidence_when_the_rest_is_equal(
    official: str, name: str, seed: int
) -> None:
    base = np.random.default_rng(seed).random((5, len(FEATURES)))
    confidence = load_confidence(official, "none")
    steps = np.diff([confidence.of(evidence(5, {name: value}, base), None)[0] for value in GRID])
    assert steps.min() >= -1e-12


@pytest.mark.parametrize("seed", range(10))
def test_a_better_rival_never_raises_confidence(official: str, seed: int) -> None:
    base = np.random.default_rng(seed).random((5, len(FEATURES)))
    base[1] = base.max(axis=0) + 0.1
    confidence = load_confidence(official, "none")
    found = [confidence.of(evidence(5, dict.fromkeys(FEATURES, value), base), None)[1] for value in GRID]
    assert np.diff(found).max() <= 1e-12


@pytest.mark.parametrize("seed", range(10))
def test_a_rival_with_the_same_answer_takes_nothing_away(official: str, seed: int) -> None:
    apart = evidence(5, {}, np.random.default_rng(seed).random((5, len(FEATURES))))
    together = replace(apart, answers=np.zeros(5, np.int64))
    confidence = load_confidence(official, "none")
    assert (confidence.of(together, None) >= confidence.of(apart, None) - 1e-12).all()


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_candidates_changes_nothing(official: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    straight, order = evidence(5, {}, rng.random((5, len(FEATURES)))), rng.permutation(5)
    shuffled = Evidence(*(getattr(straight, field.name)[order] for field in fields(Evidence)))
    confidence = load_confidence(official, "none")
    assert confidence.of(shuffled, None) == pytest.approx(confidence.of(straight, None)[order])


def test_no_evidence_is_no_confidence(official: str) -> None:
    assert load_confidence(official, "none").of(evidence(0), None).shape == (0,)
    assert Uncalibrated().of(evidence(0), None).shape == (0,)
    assert Uncalibrated().of(evidence(0), np.zeros(0, np.float32)).shape == (0,)


READER = RankedConfidence((4.0, 8.0, 4.0), 0.1, 0.8, -1.2, relevance=0.5)


@pytest.mark.parametrize("seed", range(10))
def test_confidence_never_falls_with_relevance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base, others = evidence(5, {}, rng.random((5, len(FEATURES)))), rng.normal(size=4)
    found = [READER.of(base, np.array([value, *others], np.float32))[0] for value in np.linspace(-9, 9, 37)]
    assert np.diff(found).min() >= -1e-12
    assert found[-1] > found[0]


def test_a_candidate_that_was_not_read_is_as_relevant_as_the_worst_that_was() -> None:
    base = evidence(3, {}, np.random.default_rng(0).random((3, len(FEATURES))))
    partly = READER.of(base, np.array([2, np.nan, -1], np.float32))
    assert partly.tolist() == READER.of(base, np.array([2, -1, -1], np.float32)).tolist()


def test_relevance_that_is_equal_everywhere_leaves_the_order_to_the_evidence() -> None:
    base = evidence(5, {}, np.random.default_rng(0).random((5, len(FEATURES))))
    alone, read = READER.of(base, None), READER.of(base, np.full(5, 1.5, np.float32))
    assert np.argsort(alone).tolist() == np.argsort(read).tolist()


def test_uncalibrated_is_the_cosine_cut_off_at_0() -> None:
    found = replace(evidence(4), similarity=np.array([-0.5, 0.0, 0.7, 1.0]))
    assert Uncalibrated().of(found, None).tolist() == [0.0, 0.0, 0.7, 1.0]


def test_uncalibrated_with_a_reranker_is_the_logistic_function_of_relevance() -> None:
    relevance = np.array([-1000, -2, 0, 2, 1000], np.float32)
    found = Uncalibrated().of(evidence(5), relevance)
    assert found == pytest.approx([0, 0.1192029, 0.5, 0.8807971, 1])


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", "\xff", '{"fits": 1}', '{"fits": [{}]}'])
def test_damaged_parameters_are_an_error_that_names_the_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelError, match=r"^mine\.json "):
        load_confidence("an encoder", "none", path)


def test_missing_parameters_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^nowhere\.json "):
        load_confidence("an encoder", "none", tmp_path / "nowhere.json")


def test_parameters_that_lack_a_key_are_an_error(tmp_path: Path, official: str) -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))["fits"][0]
    kept = {key: shipped[key] for key in ("encoder", "reranker")}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"fits": [kept]}))
    with pytest.raises(ModelError, match=r"^mine\.json "):
        load_confidence(official, "none", path)
