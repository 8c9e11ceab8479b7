import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from matcher.encoder import TransformerEncoder, load_encoder
from matcher.models import packaged_encoder
from matcher.settings import Settings

if TYPE_CHECKING:
    from transformers import BertConfig


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which nothing is set for the service."""
    for name in [name for name in os.environ if name.startswith("FAQ_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for converted models, so that the real encoder is converted once a run."""
    return tmp_path_factory.mktemp("model_cache")


@pytest.fixture(scope="session")
def encoder(model_cache: Path) -> TransformerEncoder:
    """The packaged encoder on OpenVINO."""
    return load_encoder(Settings(encoder="all-MiniLM-L6-v2", runtime="openvino", cache=model_cache))


@pytest.fixture(scope="session")
def torch_encoder(model_cache: Path) -> TransformerEncoder:
    """The packaged encoder on torch."""
    return load_encoder(Settings(encoder="all-MiniLM-L6-v2", runtime="torch", cache=model_cache))


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random bi-encoder that converts in a second; it pools by CLS and has a default prompt."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("tiny_encoder")
    torch.manual_seed(0)
    BertModel(_tiny_config()).save_pretrained(folder / "bert")
    _save_tokenizer(folder / "bert")
    modules = [Transformer(str(folder / "bert"), max_seq_length=64), Pooling(32, pooling_mode="cls")]
    model = SentenceTransformer(
        modules=modules, device="cpu", prompts={"query": "query: "}, default_prompt_name="query"
    )
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def tiny_flat_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random bi-encoder whose weights lie beside its modules.json, as the packaged one's do."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("tiny_flat_encoder")
    torch.manual_seed(0)
    BertModel(_tiny_config()).save_pretrained(folder / "bert")
    _save_tokenizer(folder / "bert")
    modules = [Transformer(str(folder / "bert"), max_seq_length=64), Pooling(32, pooling_mode="mean")]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def tiny_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random cross-encoder of one output."""
    return _cross_encoder(tmp_path_factory.mktemp("tiny_reranker"), outputs=1)


@pytest.fixture(scope="session")
def two_output_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random cross-encoder of two outputs."""
    return _cross_encoder(tmp_path_factory.mktemp("two_output_reranker"), outputs=2)


def _cross_encoder(folder: Path, outputs: int) -> Path:
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(1)
    model = BertForSequenceClassification(_tiny_config(outputs))
    model.save_pretrained(folder)
    _save_tokenizer(folder)
    return folder


def _tiny_config(outputs: int = 2) -> "BertConfig":
    from transformers import BertConfig

    config = BertConfig(
        vocab_size=30522,  # of the packaged encoder's tokenizer
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=128,
        initializer_range=0.3,  # texts differ as much as under trained weights
    )
    config.num_labels = outputs
    return config


def _save_tokenizer(folder: Path) -> None:
    from transformers import AutoTokenizer

    AutoTokenizer.from_pretrained(str(packaged_encoder())).save_pretrained(folder)
