from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.index import Hit, PhrasingIndex
from matcher.types import Entry

SEEDS = range(20)
DIMENSION = 16


def made_entries(counts: Sequence[int]) -> list[Entry]:
    """Entries with these numbers of phrasings."""
    return [Entry(f"e{i}", f"e{i} 0", "", tuple(f"e{i} {j}" for j in range(1, n))) for i, n in enumerate(counts)]


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def best_by_entry(
    entries: Sequence[Entry], vectors: NDArray[np.float32], query: NDArray[np.float32]
) -> list[tuple[float, int]]:
    """Brute force: the similarity of each entry's best phrasing, with the entry's position."""
    best, at = [], 0
    for position, entry in enumerate(entries):
        rows = vectors[at : at + len(entry.phrasings)].astype(np.float64)
        best.append((float((rows @ query).max()), position))
        at += len(entry.phrasings)
    return best


def check(
    entries: Sequence[Entry],
    vectors: NDArray[np.float32],
    query: NDArray[np.float32],
    top_k: int,
    allowed: Sequence[int] | None = None,
) -> list[Hit]:
    """Search, and hold the hits against the brute force, whichever way ties fall."""
    index = PhrasingIndex(entries, vectors)
    hits = index.search(query, top_k, None if allowed is None else np.array(allowed, np.int64))
    possible = [(s, i) for s, i in best_by_entry(entries, vectors, query) if allowed is None or i in allowed]
    expected = sorted((s for s, _ in possible), reverse=True)[:top_k]
    assert [hit.similarity for hit in hits] == pytest.approx(expected, abs=1e-6)
    assert len({hit.entry for hit in hits}) == len(hits)
    by_entry = {i: s for s, i in possible}
    for hit in hits:
        assert hit.similarity == pytest.approx(by_entry[hit.entry], abs=1e-6)
        assert index.texts[hit.phrasing] in entries[hit.entry].phrasings
        assert float(vectors[hit.phrasing] @ query) == pytest.approx(hit.similarity, abs=1e-6)
    return hits


@pytest.mark.parametrize("seed", SEEDS)
def test_search_finds_what_a_brute_force_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = made_entries(rng.integers(1, 8, rng.integers(1, 60)).tolist())
    vectors = unit(rng.standard_normal((sum(len(e.phrasings) for e in entries), DIMENSION)))
    for query in unit(rng.standard_normal((5, DIMENSION))):
        check(entries, vectors, query, int(rng.integers(1, 25)))


@pytest.mark.parametrize("seed", SEEDS)
def test_search_finds_what_a_brute_force_finds_among_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = made_entries(rng.integers(1, 6, 30).tolist())
    few = unit(rng.standard_normal((4, DIMENSION)))
    vectors = few[rng.integers(0, len(few), sum(len(e.phrasings) for e in entries))]
    for top_k in (1, 7, 30, 100):
        check(entries, vectors, few[0], top_k)


@pytest.mark.parametrize("seed", SEEDS)
def test_only_allowed_entries_are_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = made_entries(rng.integers(1, 6, 40).tolist())
    vectors = unit(rng.standard_normal((sum(len(e.phrasings) for e in entries), DIMENSION)))
    allowed = rng.choice(40, int(rng.integers(0, 40)), replace=False).tolist()
    check(entries, vectors, unit(rng.standard_normal(DIMENSION)), int(rng.integers(1, 50)), allowed)


def test_an_entry_with_hundreds_of_phrasings_crowds_nobody_out() -> None:
    rng = np.random.default_rng(0)
    entries = made_entries([700, 1, 1, 1, 1])
    near, far = np.eye(DIMENSION)[:2]
    crowd = near + 0.01 * rng.standard_normal((700, DIMENSION))
    vectors = unit(np.concatenate([crowd, [far + 0.1 * i * near for i in range(1, 5)]]))
    hits = check(entries, vectors, unit(near), 3)
    assert [hit.entry for hit in hits] == [0, 4, 3]
    assert [hit.entry for hit in check(entries, vectors, unit(near), 20)] == [0, 4, 3, 2, 1]
    assert [hit.entry for hit in check(entries, vectors, unit(near), 2, allowed=[0, 2])] == [0, 2]


def test_more_are_asked_for_than_there_are_entries() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((6, DIMENSION)))
    assert len(check(made_entries([1, 2, 3]), vectors, vectors[0], 1000)) == 3


def test_nobody_allowed_or_no_entries_at_all_is_no_hit() -> None:
    query = unit(np.ones(DIMENSION))
    assert check(made_entries([2]), np.stack([query, query]), query, 5, allowed=[]) == []
    assert PhrasingIndex([], np.zeros((0, DIMENSION), np.float32)).search(query, 5) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_entries_give_the_same_hits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = made_entries(rng.integers(1, 6, 30).tolist())
    index = PhrasingIndex(entries, unit(rng.standard_normal((sum(len(e.phrasings) for e in entries), DIMENSION))))
    order = rng.permutation(len(entries))
    moved = PhrasingIndex(
        [entries[i] for i in order], np.concatenate([index.vectors[index.of_entry(int(i))] for i in order])
    )
    query = unit(rng.standard_normal(DIMENSION))
    found = [(entries[h.entry].id, index.texts[h.phrasing], h.similarity) for h in index.search(query, 10)]
    again = [(entries[order[h.entry]].id, moved.texts[h.phrasing], h.similarity) for h in moved.search(query, 10)]
    assert [row[:2] for row in again] == [row[:2] for row in found]
    assert [row[2] for row in again] == pytest.approx([row[2] for row in found], abs=1e-6)


def test_similarity_never_leaves_the_range_of_a_cosine() -> None:
    rng = np.random.default_rng(0)
    vectors = unit(rng.standard_normal((200, DIMENSION)))
    index = PhrasingIndex(made_entries([1] * 200), vectors)
    found = [hit.similarity for row in np.concatenate([vectors, -vectors]) for hit in index.search(row, 200)]
    assert -1.0 <= min(found) < -0.999
    assert 0.999 < max(found) <= 1.0


def test_phrasings_of_an_entry_lie_where_the_index_says() -> None:
    entries = made_entries([2, 1, 3])
    index = PhrasingIndex(entries, np.zeros((6, DIMENSION), np.float32))
    assert [tuple(index.texts[index.of_entry(i)]) for i in range(3)] == [entry.phrasings for entry in entries]


def test_a_wrong_number_of_vectors_is_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="^5 vectors for 6 phrasings$"):
        PhrasingIndex(made_entries([2, 1, 3]), np.zeros((5, DIMENSION), np.float32))
