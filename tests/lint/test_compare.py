import numpy as np
import pytest

from matcher.lint import compare as module
from matcher.lint.compare import ALIKE, Texts, compare
from matcher.texts import texts_of
from matcher.types import Entry
from tests.fakes import FakeEncoder

_WORDS = ["order", "parcel", "return", "refund", "pay", "card", "invoice", "account", "delivery", "late", "size"]
ENTRIES = [
    Entry(str(i), f"{a} {b}", f"about {a}", (f"{b} {a} now", f"my {a}"))
    for i, (a, b) in enumerate((a, b) for a in _WORDS for b in _WORDS[:4] if a != b)
]


def _texts(entries: list[Entry]) -> Texts:
    return Texts.of(entries, FakeEncoder().encode(texts_of(entries)))


def _lost_by_rebuilding(texts: Texts) -> list[tuple[int, int]]:
    """Each phrasing asked of votes over all others, one at a time, in 64 bits."""
    lost = []
    vectors, wholes = texts.vectors.astype(np.float64), texts.wholes.astype(np.float64)
    for asked, owner in enumerate(texts.owners):
        rest = np.arange(len(vectors)) != asked
        standing = []
        for entry in range(len(wholes)):
            cosines = vectors[(texts.owners == entry) & rest] @ vectors[asked]
            vote = np.log(np.exp(15 * (cosines - 1)).sum()) / 15 + 1
            is_question = asked == texts.starts[owner]
            standing.append(vote if is_question else 0.27 * vote + 0.73 * wholes[entry] @ vectors[asked])
        rivals = [s if entry != owner else -np.inf for entry, s in enumerate(standing)]
        if max(rivals) - standing[owner] > 1e-4:
            lost.append((asked, int(np.argmax(rivals))))
    return lost


def test_leaving_out_in_blocks_is_leaving_out_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _texts(ENTRIES)
    monkeypatch.setattr(module, "_BLOCK", 7)
    lost = [(one.phrasing, one.winner) for one in compare(texts)[1] if one.margin > 1e-4]
    assert lost == _lost_by_rebuilding(texts)
    assert lost


def test_the_size_of_a_block_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, lost = compare(_texts(ENTRIES))
    monkeypatch.setattr(module, "_BLOCK", 5)
    again, lost_again = compare(_texts(ENTRIES))
    assert [(p.first, p.second) for p in again] == [(p.first, p.second) for p in whole]
    assert [(one.phrasing, one.winner) for one in lost_again] == [(one.phrasing, one.winner) for one in lost]


def test_alike_pairs_are_those_that_every_cosine_shows() -> None:
    entries = ENTRIES[:12]
    texts = _texts(entries)
    cosines = texts.vectors @ texts.vectors.T
    expected = {
        (i, j)
        for i, j in np.argwhere(np.triu(cosines, 1) >= ALIKE).tolist()
        if texts.owners[i] != texts.owners[j] and not texts.repeated[[i, j]].any()
    }
    assert {(pair.first, pair.second) for pair in compare(texts)[0]} == expected
    assert expected


def test_progress_rises_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 50)
    told: list[tuple[str, float]] = []
    compare(_texts(ENTRIES), lambda doing, share: told.append((doing, share)))
    assert {doing for doing, _ in told} == {"comparing"}
    assert sorted(share for _, share in told) == [share for _, share in told]
    assert told[-1][1] == 1
