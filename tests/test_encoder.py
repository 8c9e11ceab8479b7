from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.encoder import TransformerEncoder, load_encoder
from matcher.models import packaged_encoder
from matcher.settings import Settings

LONG = "The parcel has not arrived and nobody answers. " * 200
TEXTS = [
    "How do I return a product?",
    "I want to send it back",
    "",
    "   ",
    "Which cards do you accept?",
    "¿Dónde está mi pedido?",
    "🙂",
    LONG,
    "a",
]
# Cosines of sentence_transformers.SentenceTransformer(folder).encode in float32.
GOLDEN = [
    ("How do I return a product?", "I want to send it back", 0.4220),
    ("How do I return a product?", "Which cards do you accept?", 0.0276),
    ("Where is my order?", "wheres my parcel", 0.6223),
    ("¿Dónde está mi pedido?", "Where is my order?", 0.0836),
    ("reset password", "I forgot my password and can't log in", 0.7727),
    ("The cat sits on the mat.", "A feline rests on a rug.", 0.5584),
    ("naïve café", "naive cafe", 1.0),
    ("", "hello", 0.5098),
    ("a " * 500 + "refund", "refund", 0.0356),
]


def official(folder: Path, texts: list[str]) -> NDArray[np.float32]:
    """What sentence-transformers itself says, as unit vectors."""
    from sentence_transformers import SentenceTransformer

    vectors = SentenceTransformer(str(folder), device="cpu").encode(texts)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    products: NDArray[np.float32] = (one * other).sum(axis=1)
    return products


@pytest.mark.models
@pytest.mark.parametrize("fixture", ["encoder", "torch_encoder"])
def test_cosines_are_the_golden_ones(fixture: str, request: pytest.FixtureRequest) -> None:
    encoder: TransformerEncoder = request.getfixturevalue(fixture)
    left, right = encoder.encode([g[0] for g in GOLDEN]), encoder.encode([g[1] for g in GOLDEN])
    assert cosines(left, right) == pytest.approx([g[2] for g in GOLDEN], abs=0.01)


@pytest.mark.models
def test_torch_gives_the_vectors_of_sentence_transformers(torch_encoder: TransformerEncoder) -> None:
    assert np.allclose(torch_encoder.encode(TEXTS), official(packaged_encoder(), TEXTS), atol=1e-5)


@pytest.mark.models
def test_both_runtimes_agree(encoder: TransformerEncoder, torch_encoder: TransformerEncoder) -> None:
    assert cosines(encoder.encode(TEXTS), torch_encoder.encode(TEXTS)).min() > 0.999
    assert encoder.fingerprint == torch_encoder.fingerprint
    assert encoder.runtime.startswith("openvino ")
    assert torch_encoder.runtime.startswith("torch ")


@pytest.mark.models
def test_vectors_have_unit_length_in_float32(encoder: TransformerEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert (vectors.dtype.name, vectors.shape) == ("float32", (len(TEXTS), 384))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.models
def test_a_batch_gives_what_each_text_gives_alone_in_order(encoder: TransformerEncoder) -> None:
    texts = [f"{text} {i}" for i in range(18) for text in TEXTS if 0 < len(text.strip()) < 30]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert len(texts) > 64  # more than one batch
    assert cosines(encoder.encode(texts), alone).min() > 1 - 2e-3
    nearest = (encoder.encode(texts) @ alone.T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(texts)))


@pytest.mark.models
def test_the_same_texts_give_the_same_vectors(encoder: TransformerEncoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


@pytest.mark.models
def test_no_texts_are_no_rows(encoder: TransformerEncoder) -> None:
    vectors = encoder.encode([])
    assert (vectors.shape, vectors.dtype.name) == ((0, 384), "float32")


@pytest.mark.models
def test_a_text_is_read_up_to_256_tokens_and_no_less(torch_encoder: TransformerEncoder) -> None:
    full = "word " * 253 + "refund"  # with the two marks around it, 256 tokens
    same, longer, other = torch_encoder.encode([full, full + " and much more", "word " * 253 + "password"])
    assert np.allclose(same, longer, atol=1e-6)
    assert not np.allclose(same, other, atol=1e-4)


def test_a_folder_is_loaded_with_its_own_pooling_and_prompt(tiny_encoder: Path, model_cache: Path) -> None:
    expected = official(tiny_encoder, TEXTS)
    on_torch = load_encoder(Settings(encoder=str(tiny_encoder), runtime="torch", cache=model_cache))
    on_openvino = load_encoder(Settings(encoder=str(tiny_encoder), runtime="openvino", cache=model_cache))
    assert np.allclose(on_torch.encode(TEXTS), expected, atol=1e-5)
    assert cosines(on_openvino.encode(TEXTS), expected).min() > 0.999
    assert (on_torch.name, on_torch.fingerprint) == (str(tiny_encoder), on_openvino.fingerprint)


def test_the_runtime_is_a_setting(tiny_encoder: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_ENCODER", str(tiny_encoder))
    monkeypatch.setenv("FAQ_CACHE", str(model_cache))
    monkeypatch.setenv("FAQ_RUNTIME", "torch")
    assert load_encoder(Settings()).runtime.startswith("torch ")
    monkeypatch.setenv("FAQ_RUNTIME", "openvino")
    assert load_encoder(Settings()).runtime.startswith("openvino ")
