from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.evidence import FEATURES, EvidenceSource, gather
from matcher.index import PhrasingIndex
from matcher.types import Entry
from tests.fakes import FakeEncoder

QUESTION = "how can I return my red shoes"
ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order", "give it back")),
    Entry("refund", "when do I get my money for a return", "In 14 days."),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
    Entry("open", "opening hours", "From 9 to 5."),
)


def evidence(entries: Sequence[Entry], question: str = QUESTION, top_k: int = 20) -> dict[str, NDArray[np.float64]]:
    """The row of each entry that is found."""
    encoder = FakeEncoder()
    index = PhrasingIndex(entries, encoder.encode([text for entry in entries for text in entry.phrasings]))
    hits = index.search(encoder.encode([question])[0], top_k)
    rows = gather(EvidenceSource.of(entries, index), question, hits)
    assert rows.shape == (len(hits), len(FEATURES))
    return {entries[hit.entry].id: row for hit, row in zip(hits, rows, strict=True)}


def column(rows: dict[str, NDArray[np.float64]], name: str) -> dict[str, float]:
    return {entry: float(row[FEATURES.index(name)]) for entry, row in rows.items()}


def assert_same(one: dict[str, NDArray[np.float64]], other: dict[str, NDArray[np.float64]]) -> None:
    assert one.keys() == other.keys()
    for entry in one:
        assert one[entry] == pytest.approx(other[entry], abs=1e-6)


def test_every_number_is_finite() -> None:
    for question in (QUESTION, "", "🙂", "nothing of all this"):
        assert np.isfinite(np.stack(list(evidence(ENTRIES, question).values()))).all()


def test_similarity_is_that_of_the_hits() -> None:
    encoder = FakeEncoder()
    asked = encoder.encode([QUESTION])[0]
    best = {entry.id: float((encoder.encode(entry.phrasings) @ asked).max()) for entry in ENTRIES}
    assert column(evidence(ENTRIES), "similarity") == pytest.approx(best, abs=1e-6)


def test_no_hits_are_no_rows() -> None:
    assert evidence(ENTRIES, top_k=0) == {}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_entries_changes_nothing(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(ENTRIES))
    assert_same(evidence([ENTRIES[i] for i in order]), evidence(ENTRIES))


def test_ids_categories_and_tags_change_nothing() -> None:
    renamed = [replace(e, id=f"{i}", category="c", tags=("t",)) for i, e in enumerate(ENTRIES)]
    rows = evidence(renamed)
    assert_same({entry.id: rows[f"{i}"] for i, entry in enumerate(ENTRIES)}, evidence(ENTRIES))


@pytest.mark.parametrize("answer", ["Send them back.", "  SEND them\n back. ", "Ｓｅｎｄ them back."])
def test_an_entry_with_the_same_answer_is_no_rival(answer: str) -> None:
    apart = column(evidence(ENTRIES), "margin")
    together = column(evidence([ENTRIES[0], replace(ENTRIES[1], answer=answer), *ENTRIES[2:]]), "margin")
    assert together["return"] > apart["return"]
    assert together["refund"] > apart["refund"]


def test_entries_without_an_answer_are_rivals() -> None:
    blank = [replace(entry, answer="") for entry in ENTRIES]
    assert_same(evidence(blank), evidence(ENTRIES))


def test_the_best_is_ahead_of_its_rivals_and_the_others_are_behind() -> None:
    margins = list(column(evidence(ENTRIES), "margin").values())
    assert margins[0] > 0
    assert max(margins[1:]) < 0
