from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.errors import ModelError
from matcher.matcher import Matcher
from matcher.reranker import CrossEncoderReranker, load_reranker
from matcher.reranking import candidate_text
from matcher.settings import Settings
from matcher.types import Entry
from tests.fakes import FakeEncoder

Runtime = Literal["openvino", "torch"]
PAIRS = [
    ("how do i return it", "How do I return a product?"),
    ("where is it", "Which cards do you accept?"),
    ("", "How do I return a product?"),
    ("a", "b " * 300),
    ("word " * 300, "short"),
    ("¿Dónde está?", "🙂"),
]
RUNTIMES: tuple[Runtime, ...] = ("openvino", "torch")


@pytest.fixture(scope="module", params=RUNTIMES)
def reranker(
    request: pytest.FixtureRequest, tiny_reranker: Path, tmp_path_factory: pytest.TempPathFactory
) -> CrossEncoderReranker:
    runtime: Runtime = request.param
    settings = Settings(reranker=str(tiny_reranker), runtime=runtime, cache=tmp_path_factory.mktemp("rerankers"))
    loaded = load_reranker(settings)
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def expected(tiny_reranker: Path) -> NDArray[np.float32]:
    """What sentence-transformers itself says, one pair at a time."""
    import torch
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(tiny_reranker), device="cpu")
    logits = [model.predict([pair], activation_fn=torch.nn.Identity())[0] for pair in PAIRS]
    return np.array(logits, np.float32)


def tolerance(reranker: CrossEncoderReranker) -> float:
    """bf16 keeps 8 bits; the logits are of size 1."""
    return 0.05 if reranker.runtime.endswith("bf16") else 1e-4


def test_relevance_is_the_logit_of_sentence_transformers(
    reranker: CrossEncoderReranker, expected: NDArray[np.float32]
) -> None:
    found = reranker.relevance(PAIRS)
    assert (found.dtype.name, found.shape) == ("float32", (len(PAIRS),))
    assert expected.std() > 0.2  # else the next line says nothing
    assert found == pytest.approx(expected, abs=tolerance(reranker))


def test_relevance_does_not_depend_on_the_rest_of_the_batch(reranker: CrossEncoderReranker) -> None:
    alone = np.concatenate([reranker.relevance([pair]) for pair in PAIRS])
    order = np.random.default_rng(0).permutation(np.repeat(np.arange(len(PAIRS)), 12))
    assert len(order) > 64  # more than one batch
    assert reranker.relevance([PAIRS[i] for i in order]) == pytest.approx(alone[order], abs=tolerance(reranker))


def test_no_pairs_are_no_logits(reranker: CrossEncoderReranker) -> None:
    assert reranker.relevance([]).shape == (0,)


def test_a_model_with_two_outputs_is_refused(two_output_reranker: Path, tmp_path: Path) -> None:
    settings = Settings(reranker=str(two_output_reranker), runtime="torch", cache=tmp_path)
    with pytest.raises(ModelError, match="has 2 outputs; a reranker has one"):
        load_reranker(settings)


def test_none_is_no_reranker() -> None:
    assert load_reranker(Settings(reranker="none")) is None


def test_a_matcher_with_a_reranker_ranks_by_relevance_and_is_not_calibrated(reranker: CrossEncoderReranker) -> None:
    entries = [Entry(str(i), phrasing, f"answer {i}") for i, (_, phrasing) in enumerate(PAIRS) if i != 2]
    matcher = Matcher.build(entries, FakeEncoder(), reranker)
    found = matcher.ask("how do i return it").candidates
    pairs = [("how do i return it", candidate_text(c.phrasing, c.entry)) for c in found]
    relevance = np.array([candidate.relevance for candidate in found], np.float64)
    assert not matcher.calibrated
    assert matcher.models["reranker"] == reranker.name
    assert relevance == pytest.approx(reranker.relevance(pairs), abs=tolerance(reranker))
    assert [c.confidence for c in found] == pytest.approx(1 / (1 + np.exp(-relevance)), abs=1e-6)
    assert relevance.tolist() == sorted(relevance, reverse=True)
