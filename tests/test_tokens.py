from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from matcher.models import packaged_encoder
from matcher.tokens import Features, Tokens, batches

TEXTS = ["How do I return it?", "", "naïve café 🙂", "a very long text " * 100]
PAIRS = [("where is it", "Where is my order?"), ("a " * 300, "short"), ("short", "b " * 300)]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    loaded = AutoTokenizer.from_pretrained(str(packaged_encoder()))
    assert isinstance(loaded, PreTrainedTokenizerFast)
    return loaded


def same(one: Features, other: dict[str, NDArray[np.int64]]) -> bool:
    return set(one) == set(other) and all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("texts", [TEXTS, PAIRS, TEXTS[:1]])
def test_tokens_are_those_of_transformers(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> None:
    features = Tokens.of(tokenizer, 128).features(texts)
    expected = tokenizer(texts, padding=True, truncation="longest_first", max_length=128, return_tensors="np")
    assert same(features, dict(expected))


def test_tokens_come_back_from_their_folder(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    tokens = Tokens.of(tokenizer, 64, "query: ")
    tokens.save(tmp_path)
    kept = Tokens.load(tmp_path)
    assert (kept.limit, kept.prefix, kept.inputs) == (64, "query: ", tokens.inputs)
    assert same(kept.features(TEXTS), dict(tokens.features(TEXTS)))
    assert same(kept.features(PAIRS), dict(tokens.features(PAIRS)))


def test_a_prefix_stands_before_each_text(tokenizer: PreTrainedTokenizerFast) -> None:
    with_prefix = Tokens.of(tokenizer, 64, "query: ").features(TEXTS)
    assert same(with_prefix, dict(Tokens.of(tokenizer, 64).features(["query: " + text for text in TEXTS])))


def test_no_limit_is_the_tokenizers_own_and_none_is_above_it(tokenizer: PreTrainedTokenizerFast) -> None:
    assert Tokens.of(tokenizer, None).limit == tokenizer.model_max_length
    assert Tokens.of(tokenizer, 10**9).limit == tokenizer.model_max_length


def test_taking_a_tokenizer_over_leaves_it_alone(tokenizer: PreTrainedTokenizerFast) -> None:
    before = tokenizer.backend_tokenizer.to_str()
    Tokens.of(tokenizer, 8).features(TEXTS)
    assert tokenizer.backend_tokenizer.to_str() == before


def test_batches_hold_every_text_once_and_are_alike_in_length(tokenizer: PreTrainedTokenizerFast) -> None:
    lengths = np.random.default_rng(0).integers(1, 250, 300)
    encoded = Tokens.of(tokenizer, 256).encoded(["a " * int(length) for length in lengths])
    found = list(batches(encoded))
    assert sorted(place for batch in found for place in batch) == list(range(300))
    sizes = [[len(encoded[place]) for place in batch] for batch in found]
    assert max(map(len, sizes)) <= 64
    assert max(len(batch) * max(batch) for batch in sizes) <= 2048
    assert [length for batch in sizes for length in batch] == sorted(map(len, encoded))


def test_a_text_longer_than_a_batch_is_one_of_its_own(tokenizer: PreTrainedTokenizerFast) -> None:
    encoded = Tokens.of(tokenizer, 512).encoded(["a " * 600] * 5)
    assert [len(batch) for batch in batches(encoded)] == [4, 1]
    assert list(batches([])) == []
