from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.index import PhrasingIndex
from matcher.types import Entry

SEEDS = range(20)
DIMENSION = 16


def made_entries(counts: Sequence[int]) -> list[Entry]:
    """Entries with these numbers of phrasings."""
    return [Entry(f"e{i}", f"e{i} 0", "", tuple(f"e{i} {j}" for j in range(1, n))) for i, n in enumerate(counts)]


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)
    return rows


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
) -> list[int]:
    """Search, and hold what is found against the brute force, whichever way ties fall."""
    index = PhrasingIndex(entries, vectors)
    positions = index.search(query, top_k, None if allowed is None else np.array(allowed, np.int64))
    found = [int(position) for position in positions]
    possible = {i: s for s, i in best_by_entry(entries, vectors, query) if allowed is None or i in allowed}
    expected = sorted(possible.values(), reverse=True)[:top_k]
    assert [possible[entry] for entry in found] == pytest.approx(expected, abs=1e-6)
    assert len(set(found)) == len(found)
    return found


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
    assert check(entries, vectors, unit(near), 3) == [0, 4, 3]
    assert check(entries, vectors, unit(near), 20) == [0, 4, 3, 2, 1]
    assert check(entries, vectors, unit(near), 2, allowed=[0, 2]) == [0, 2]


def test_more_are_asked_for_than_there_are_entries() -> None:
    vectors = unit(np.random.default_rng(0).standard_normal((6, DIMENSION)))
    assert len(check(made_entries([1, 2, 3]), vectors, vectors[0], 1000)) == 3


def test_nobody_allowed_or_no_entries_at_all_finds_nothing() -> None:
    query = unit(np.ones(DIMENSION))
    assert check(made_entries([2]), np.stack([query, query]), query, 5, allowed=[]) == []
    assert PhrasingIndex([], np.zeros((0, DIMENSION), np.float32)).search(query, 5).tolist() == []


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_entries_give_the_same_entries(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = made_entries(rng.integers(1, 6, 30).tolist())
    index = PhrasingIndex(entries, unit(rng.standard_normal((sum(len(e.phrasings) for e in entries), DIMENSION))))
    order = rng.permutation(len(entries))
    starts = np.cumsum([0, *(len(entry.phrasings) for entry in entries)])
    rows = np.concatenate([np.arange(starts[i], starts[i + 1]) for i in order])
    moved = PhrasingIndex([entries[i] for i in order], index.vectors[rows])
    query = unit(rng.standard_normal(DIMENSION))
    assert order[moved.search(query, 10)].tolist() == index.search(query, 10).tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_similarities_are_those_of_each_entrys_own_phrasings(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = made_entries(rng.integers(1, 6, 30).tolist())
    vectors = unit(rng.standard_normal((sum(len(e.phrasings) for e in entries), DIMENSION)))
    index = PhrasingIndex(entries, vectors)
    wanted = rng.choice(30, 7, replace=False)
    for entry, (cosines, start) in zip(wanted, index.similarities(vectors[3], wanted), strict=True):
        end = start + len(cosines)
        assert tuple(index.texts[start:end]) == entries[entry].phrasings
        assert cosines == pytest.approx(vectors[start:end] @ vectors[3], abs=1e-6)


def test_similarity_never_leaves_the_range_of_a_cosine() -> None:
    rng = np.random.default_rng(0)
    vectors = unit(rng.standard_normal((200, DIMENSION)))
    index = PhrasingIndex(made_entries([1] * 200), vectors)
    everything = np.arange(200)
    found = [float(c[0]) for row in (*vectors, *-vectors) for c, _ in index.similarities(row, everything)]
    assert -1.0 <= min(found) < -0.999
    assert 0.999 < max(found) <= 1.0


def test_a_wrong_number_of_vectors_is_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="^5 vectors for 6 phrasings$"):
        PhrasingIndex(made_entries([2, 1, 3]), np.zeros((5, DIMENSION), np.float32))
