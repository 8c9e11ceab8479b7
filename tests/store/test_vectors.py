from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.store import Store
from tests.fakes import FakeEncoder, fake_vector

MODEL = "model-1"
TEXTS = ["send it back", "a\x00b", "\ud800", ""]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def as_lists(vectors: dict[str, NDArray[np.float32]]) -> dict[str, list[float]]:
    return {text: vector.tolist() for text, vector in vectors.items()}


def test_vectors_come_back_bit_for_bit_and_unknown_texts_are_left_out(store: Store) -> None:
    store.put_vectors(MODEL, TEXTS, FakeEncoder().encode(TEXTS))
    found = store.vectors(MODEL, [*TEXTS, "never seen"])
    assert as_lists(found) == {text: fake_vector(text).tolist() for text in TEXTS}
    assert {vector.dtype for vector in found.values()} == {np.dtype(np.float32)}


def test_vectors_of_another_model_are_not_taken(store: Store) -> None:
    store.put_vectors(MODEL, TEXTS, FakeEncoder().encode(TEXTS))
    assert store.vectors("model-2", TEXTS) == {}


def test_more_texts_than_one_statement_holds(store: Store) -> None:
    texts = [f"text {i}" for i in range(2345)]
    store.put_vectors(MODEL, texts, FakeEncoder(dimension=8).encode(texts))
    assert as_lists(store.vectors(MODEL, texts)) == {text: fake_vector(text, 8).tolist() for text in texts}


def test_a_text_given_twice_is_kept_once_and_put_again_is_replaced(store: Store) -> None:
    store.put_vectors(MODEL, ["a", "a"], np.stack([fake_vector("a"), fake_vector("a")]))
    store.put_vectors(MODEL, ["a"], fake_vector("b")[None])
    assert as_lists(store.vectors(MODEL, ["a", "a"])) == {"a": fake_vector("b").tolist()}


@pytest.mark.parametrize(
    "damage",
    [
        "data = substr(data, 1, 40)",
        "data = substr(data, 1, 255)",
        "data = zeroblob(256)",
        "data = x''",
        "data = 'text'",
        "data = 7",
        "dimension = 32",
        "dimension = 'many'",
        "checksum = checksum + 1",
    ],
)
def test_a_damaged_row_counts_as_missing(store: Store, tmp_path: Path, damage: str) -> None:
    store.put_vectors(MODEL, ["a", "b"], FakeEncoder().encode(["a", "b"]))
    with connect(tmp_path / "faq.sqlite3") as outside:
        outside.execute(f"UPDATE vectors SET {damage} WHERE rowid = 1")
    assert len(store.vectors(MODEL, ["a", "b"])) == 1
    store.put_vectors(MODEL, ["a", "b"], FakeEncoder().encode(["a", "b"]))
    assert as_lists(store.vectors(MODEL, ["a", "b"])) == {text: fake_vector(text).tolist() for text in ("a", "b")}


@pytest.mark.parametrize("factor", [0.0, 2.0, np.nan, np.inf, 3e38])
def test_a_vector_that_is_not_of_unit_length_is_refused(store: Store, factor: float) -> None:
    with np.errstate(all="ignore"):
        rows = FakeEncoder().encode(["a", "b"]) * np.array([[1.0], [factor]], np.float32)
    with pytest.raises(ValueError, match="unit length"):
        store.put_vectors(MODEL, ["a", "b"], rows)
    assert store.vectors(MODEL, ["a", "b"]) == {}


def test_vectors_that_do_not_fit_the_texts_are_refused_with_both_numbers(store: Store) -> None:
    with pytest.raises(ValueError, match=r"\(2, 64\) do not fit 1 texts"):
        store.put_vectors(MODEL, ["a"], FakeEncoder().encode(["a", "b"]))
