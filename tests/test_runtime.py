import json
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from matcher import runtime
from matcher.errors import ModelError
from matcher.tokens import Tokens

WORDS = ["[PAD]", "[UNK]", "one", "two", "three", "words"]
TEXTS = ["one", "two words", "three words two", "and one that is longer"] * 4
Loader = Callable[[Path], tuple[Tokens, torch.nn.Module]]


class Bag(torch.nn.Module):
    """The mean of the words' vectors, which depend on the seed in the folder."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.words = torch.nn.Embedding(len(WORDS), 8)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        weight = mask.unsqueeze(-1).float()
        total: torch.Tensor = (self.words(ids) * weight).sum(1) / weight.sum(1)
        return total


def load_bag(folder: Path) -> tuple[Tokens, torch.nn.Module]:
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    seed = json.loads((folder / "config.json").read_text())["seed"]
    return Tokens(tokenizer, 0, 64, "", ("input_ids", "attention_mask")), Bag(seed)


def load_nothing(folder: Path) -> tuple[Tokens, torch.nn.Module]:
    raise AssertionError("what is kept is used, and the model itself is not loaded")


def made_model(folder: Path, seed: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"seed": seed}))
    return folder


def run(folder: Path, cache: Path, load: Loader = load_bag, name: str = "openvino") -> NDArray[np.float32]:
    """Load a model on a runtime and give its rows for the texts."""
    tokens, loaded = runtime.load(folder, name, cache, load)
    return loaded.run(tokens.features(TEXTS))


def files(cache: Path) -> set[str]:
    """The names of the files of a converted model, without what OpenVINO itself keeps."""
    return {path.name for path in cache.glob("*/*") if path.is_file()}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return made_model(tmp_path / "model")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the converted model."""
    folder = tmp_path_factory.mktemp("converted")
    run(made_model(folder / "model"), folder / "cache")
    return folder / "cache"


@pytest.fixture
def cache(converted: Path, tmp_path: Path) -> Path:
    """A copy of that cache, to be damaged at will."""
    return copytree(converted, tmp_path / "cache")


@pytest.fixture
def without_openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python in which the package openvino is not installed."""
    monkeypatch.setitem(sys.modules, "openvino", None)


def test_both_runtimes_give_the_same_rows(model: Path, cache: Path) -> None:
    on_torch = run(model, cache, name="torch")
    assert on_torch.dtype == np.float32
    assert run(model, cache) == pytest.approx(on_torch, abs=0.02)  # bf16 keeps 8 bits of numbers of size 1


def test_a_second_load_takes_what_is_kept(model: Path, cache: Path) -> None:
    assert np.array_equal(run(model, cache, load_nothing), run(model, cache))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.xml", "cut"),
        ("model.bin", "changed"),
        ("model.bin", "gone"),
        ("tokenizer.json", "cut"),
        ("tokens.json", "emptied"),
        ("fingerprint", "gone"),
    ],
)
def test_a_damaged_conversion_is_made_again(model: Path, cache: Path, tmp_path: Path, name: str, damage: str) -> None:
    damaged = copytree(cache, tmp_path / "damaged")
    (path,) = damaged.glob(f"*/{name}")
    data = path.read_bytes()
    changes = {"cut": data[: len(data) // 2], "emptied": b"", "changed": data[:8] + b"\xff\x00" + data[10:]}
    path.unlink()
    if damage != "gone":
        path.write_bytes(changes[damage])
    assert np.array_equal(run(model, damaged), run(model, cache))
    assert files(damaged) == files(cache)
    assert np.array_equal(run(model, damaged, load_nothing), run(model, cache))


def test_a_conversion_that_fails_leaves_nothing_behind(model: Path, tmp_path: Path) -> None:
    def fail(folder: Path) -> tuple[Tokens, torch.nn.Module]:
        return load_bag(folder)[0], torch.nn.Linear(1, 1)

    with pytest.raises(Exception, match="."):  # whatever torch or OpenVINO raise
        run(model, tmp_path / "new", fail)
    assert not list((tmp_path / "new").glob("*"))


def test_what_another_process_converted_meanwhile_stays_as_it_is(model: Path, converted: Path, tmp_path: Path) -> None:
    cache = tmp_path / "shared"

    def load_slowly(folder: Path) -> tuple[Tokens, torch.nn.Module]:
        copytree(converted, cache)  # the other process is done now
        return load_bag(folder)

    rows = run(model, cache, load_slowly)
    (kept,) = cache.glob("*/model.bin")
    before = kept.stat().st_ino
    assert np.array_equal(run(model, cache, load_nothing), rows)
    assert kept.stat().st_ino == before
    written = {path.name: path.stat().st_mtime_ns for path in converted.glob("*/model.*")}
    assert {path.name: path.stat().st_mtime_ns for path in cache.glob("*/model.*")} == written


def test_another_model_in_the_same_folder_is_converted_anew(model: Path, cache: Path) -> None:
    before = run(model, cache)
    made_model(model, seed=2)
    assert run(model, cache) == pytest.approx(run(model, cache, name="torch"), abs=0.02)
    assert not np.allclose(run(model, cache), before, atol=0.1)
    made_model(model, seed=1)
    assert np.array_equal(run(model, cache, load_nothing), before)


def test_a_conversion_that_fails_leaves_the_program_its_warnings(model: Path, tmp_path: Path) -> None:
    def fail(folder: Path) -> tuple[Tokens, torch.nn.Module]:
        return load_bag(folder)[0], torch.nn.Linear(1, 1)

    before = (logging.getLogger().level, list(logging.getLogger().handlers))
    with pytest.raises(Exception, match="."):  # whatever torch or OpenVINO raise
        run(model, tmp_path / "new", fail)
    assert (logging.getLogger().level, list(logging.getLogger().handlers)) == before


def test_many_threads_get_what_one_gets(model: Path, cache: Path) -> None:
    tokens, loaded = runtime.load(model, "openvino", cache, load_nothing)
    features = [tokens.features([text]) for text in TEXTS * 8]
    alone = [loaded.run(each) for each in features]
    with ThreadPoolExecutor(8) as pool:
        assert np.array_equal(np.concatenate(list(pool.map(loaded.run, features))), np.concatenate(alone))


@pytest.mark.usefixtures("without_openvino")
def test_openvino_that_is_not_installed_is_refused_when_asked_for(model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="^FAQ_RUNTIME=openvino, but the package openvino is not installed"):
        run(model, tmp_path)


@pytest.mark.usefixtures("without_openvino")
def test_without_openvino_auto_is_torch_and_keeps_nothing(model: Path, tmp_path: Path) -> None:
    _, loaded = runtime.load(model, "auto", tmp_path / "new", load_bag)
    assert loaded.name.startswith("torch ")
    assert not (tmp_path / "new").exists()
