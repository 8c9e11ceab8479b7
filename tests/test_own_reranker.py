"""The weights of the project's own reranker, as they are shipped."""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from benchmarks.contrast import cosine, read_contrasts, won
from matcher import models
from matcher.confidence import load_confidence
from matcher.encoder import TransformerEncoder
from matcher.errors import ModelError
from matcher.models import OWN_RERANKER, own_reranker
from matcher.reranker import CrossEncoderReranker, load_reranker
from matcher.settings import Settings

PAIRS = [
    ("can i send it back without the box", "How do I return a product without its packaging?"),
    ("can i send it back without the box", "How do I return a product in its packaging?"),
    ("somebody wants to pay me", "How do I receive money?"),
    ("somebody wants to pay me", "How do I send money?"),
]


@pytest.fixture(scope="module")
def reranker(model_cache: Path) -> CrossEncoderReranker:
    loaded = load_reranker(Settings(reranker=OWN_RERANKER, runtime="openvino", cache=model_cache))
    assert loaded is not None
    return loaded


def test_the_weights_are_small_and_of_half_precision() -> None:
    weights = own_reranker() / "model.safetensors"
    assert weights.stat().st_size < 50_000_000
    with weights.open("rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    assert {tensor["dtype"] for name, tensor in header.items() if name != "__metadata__"} == {"F16"}


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    shutil.copy(own_reranker() / "model.safetensors", tmp_path)
    with (tmp_path / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="^faq-reranker: the weights have sha256 .* not trusted: take the folder from"):
        own_reranker(tmp_path)


def test_the_card_names_the_weights_that_lie_beside_it() -> None:
    card = (own_reranker() / "README.md").read_text(encoding="utf-8")
    assert models._OWN_SHA256 in card  # noqa: SLF001


def test_the_confidence_was_fitted_for_it() -> None:
    encoder, reranker = (models.fingerprint(folder) for folder in (models.packaged_encoder(), own_reranker()))
    for studied in (False, True):
        assert load_confidence(encoder, reranker, studied=studied).calibrated


@pytest.mark.models
def test_sentence_transformers_loads_it_like_any_other(reranker: CrossEncoderReranker) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(own_reranker()), device="cpu")
    logits = np.asarray(model.predict(PAIRS, activation_fn=torch.nn.Identity()))
    assert reranker.relevance(PAIRS) == pytest.approx(logits, abs=0.3)
    assert logits[0] > logits[1]
    assert logits[2] > logits[3]


@pytest.mark.models
def test_it_tells_entries_apart_that_the_encoder_confuses(
    reranker: CrossEncoderReranker, encoder: TransformerEncoder
) -> None:
    contrasts = read_contrasts()
    by_cosine = won(contrasts, lambda pairs: cosine(pairs, encoder)).mean()
    assert won(contrasts, reranker.relevance).mean() > by_cosine + 0.05
