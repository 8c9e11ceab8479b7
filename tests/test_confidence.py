import json
from pathlib import Path

import numpy as np
import pytest

from matcher.confidence import SHIPPED, Uncalibrated, load_confidence
from matcher.encoder import TransformerEncoder
from matcher.errors import ModelError
from matcher.evidence import FEATURES
from matcher.models import fingerprint, packaged_encoder

GRID = np.linspace(0, 1, 21)


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
def test_confidence_is_a_probability_whatever_the_evidence(official: str, name: str) -> None:
    confidence = load_confidence(official, "none")
    rows = np.zeros((7, len(FEATURES)))
    rows[:, FEATURES.index(name)] = [-1e6, -1, 0, 0.5, 1, 2, 1e6]
    found = confidence.of(rows, None)
    assert found.shape == (7,)
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1


@pytest.mark.parametrize("seed", range(10))
def test_confidence_never_falls_with_similarity_when_the_rest_is_equal(official: str, seed: int) -> None:
    rows = np.tile(np.random.default_rng(seed).random(len(FEATURES)), (len(GRID), 1))
    rows[:, FEATURES.index("similarity")] = GRID
    steps = np.diff(load_confidence(official, "none").of(rows, None))
    assert steps.min() >= 0
    assert steps.max() > 0


def test_no_evidence_is_no_confidence(official: str) -> None:
    nothing = np.zeros((0, len(FEATURES)))
    assert load_confidence(official, "none").of(nothing, None).shape == (0,)
    assert Uncalibrated().of(nothing, None).shape == (0,)
    assert Uncalibrated().of(nothing, np.zeros(0, np.float32)).shape == (0,)


def test_uncalibrated_is_the_cosine_cut_off_at_0() -> None:
    rows = np.zeros((4, len(FEATURES)))
    rows[:, FEATURES.index("similarity")] = [-0.5, 0.0, 0.7, 1.0]
    assert Uncalibrated().of(rows, None).tolist() == [0.0, 0.0, 0.7, 1.0]


def test_uncalibrated_with_a_reranker_is_the_logistic_function_of_relevance() -> None:
    relevance = np.array([-1000, -2, 0, 2, 1000], np.float32)
    found = Uncalibrated().of(np.zeros((5, len(FEATURES))), relevance)
    assert found == pytest.approx([0, 0.1192029, 0.5, 0.8807971, 1])


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", "\xff", '{"encoder": 1}', '{"encoder": {}}'])
def test_damaged_parameters_are_an_error_that_names_the_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelError, match=r"^mine\.json "):
        load_confidence("an encoder", "none", path)


def test_missing_parameters_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^nowhere\.json "):
        load_confidence("an encoder", "none", tmp_path / "nowhere.json")


def test_parameters_that_lack_a_key_are_an_error(tmp_path: Path, official: str) -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    kept = {key: shipped[key] for key in ("encoder", "reranker")}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(kept))
    with pytest.raises(ModelError, match=r"^mine\.json "):
        load_confidence(official, "none", path)
