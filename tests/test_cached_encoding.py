from pathlib import Path

import numpy as np

from matcher.cached_encoding import RecentVectors, encode_cached
from matcher.store import Store
from tests.fakes import FakeEncoder


def test_recent_vectors_are_neither_encoded_nor_looked_up_again(tmp_path: Path) -> None:
    encoder, recent, store = FakeEncoder(), RecentVectors(), Store.open(tmp_path)
    encode_cached(store, encoder, ["a b", "c", "d", "c"], recent=recent)
    store.close()
    (tmp_path / "faq.sqlite3").unlink()
    encoder.encoded.clear()
    empty = Store.open(tmp_path)
    vectors = encode_cached(empty, encoder, ["d", "e", "c", "a b", "e"], recent=recent)
    empty.close()
    assert encoder.encoded == ["e"]
    assert np.array_equal(vectors, FakeEncoder().encode(["d", "e", "c", "a b", "e"]))


def test_only_the_texts_wanted_last_are_recent(tmp_path: Path) -> None:
    encoder, recent, store = FakeEncoder(), RecentVectors(), Store.open(tmp_path)
    encode_cached(store, encoder, ["a", "b"], recent=recent)
    encode_cached(store, encoder, ["b", "c"], recent=recent)
    rows, vectors = recent.kept
    store.close()
    assert rows == {"b": 0, "c": 1}
    assert np.array_equal(vectors, FakeEncoder().encode(["b", "c"]))


def test_no_texts_have_no_vectors(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert encode_cached(store, FakeEncoder(), [], recent=RecentVectors()).shape == (0, 0)
    store.close()
