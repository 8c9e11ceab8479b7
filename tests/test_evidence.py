from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.evidence import FEATURES, Evidence, EvidenceSource, gather
from matcher.texts import texts_of
from matcher.types import Entry
from tests.fakes import FakeEncoder

QUESTION = "how can I return my red shoes"
ENTRIES = (
    Entry("return", "how do I return shoes", "Send them back.", ("return my order", "give it back")),
    Entry("refund", "when do I get my money for a return", "In 14 days."),
    Entry("pay", "how can I pay", "By card.", ("which cards do you take",)),
    Entry("open", "opening hours", "From 9 to 5."),
)


def found(entries: Sequence[Entry], question: str = QUESTION, top_k: int = 20) -> Evidence:
    encoder = FakeEncoder()
    source = EvidenceSource.of(entries, encoder.encode(texts_of(entries)))
    return gather(source, question, encoder.encode([question])[0], top_k)


def evidence(entries: Sequence[Entry], question: str = QUESTION) -> dict[str, NDArray[np.float64]]:
    """The row of each entry that is found."""
    gathered = found(entries, question)
    assert gathered.values.shape == (len(gathered.entries), len(FEATURES))
    return {entries[i].id: row for i, row in zip(gathered.entries.tolist(), gathered.values, strict=True)}


def assert_same(one: dict[str, NDArray[np.float64]], other: dict[str, NDArray[np.float64]]) -> None:
    assert one.keys() == other.keys()
    for entry in one:
        assert one[entry] == pytest.approx(other[entry], abs=1e-6)


def test_every_number_is_finite() -> None:
    for question in (QUESTION, "", "🙂", "nothing of all this"):
        assert np.isfinite(np.stack(list(evidence(ENTRIES, question).values()))).all()


def test_similarity_is_that_of_the_nearest_phrasing() -> None:
    encoder = FakeEncoder()
    asked = encoder.encode([QUESTION])[0]
    best = {entry.id: float((encoder.encode(entry.phrasings) @ asked).max()) for entry in ENTRIES}
    gathered = found(ENTRIES)
    ids = [ENTRIES[i].id for i in gathered.entries]
    assert dict(zip(ids, gathered.similarity.tolist(), strict=True)) == pytest.approx(best, abs=1e-6)


def test_the_best_phrasing_is_the_nearest_of_the_entrys_own() -> None:
    encoder, gathered = FakeEncoder(), found(ENTRIES)
    texts = [text for entry in ENTRIES for text in entry.phrasings]
    for entry, phrasing in zip(gathered.entries.tolist(), gathered.phrasings.tolist(), strict=True):
        own = list(ENTRIES[entry].phrasings)
        nearest = own[int((encoder.encode(own) @ encoder.encode([QUESTION])[0]).argmax())]
        assert texts[phrasing] == nearest


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_entries_changes_nothing(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(ENTRIES))
    assert_same(evidence([ENTRIES[i] for i in order]), evidence(ENTRIES))


def test_ids_and_tags_change_nothing() -> None:
    renamed = [replace(e, id=f"{i}", tags=("t",)) for i, e in enumerate(ENTRIES)]
    rows = evidence(renamed)
    assert_same({entry.id: rows[f"{i}"] for i, entry in enumerate(ENTRIES)}, evidence(ENTRIES))


@pytest.mark.parametrize("answer", ["Send them back.", "  SEND them\n back. ", "Ｓend them back."])
def test_the_same_answer_but_for_case_spacing_and_width_has_the_same_number(answer: str) -> None:
    gathered = found([ENTRIES[0], replace(ENTRIES[1], answer=answer), *ENTRIES[2:]])
    number = dict(zip(gathered.entries.tolist(), gathered.answers.tolist(), strict=True))
    assert number[0] == number[1]
    assert len(set(number.values())) == 3


def test_entries_without_an_answer_share_none() -> None:
    gathered = found([replace(entry, answer="") for entry in ENTRIES])
    assert len(set(gathered.answers.tolist())) == len(ENTRIES)


def test_an_faq_without_answers_encodes_phrasings_alone() -> None:
    phrasings = [text for entry in ENTRIES for text in entry.phrasings]
    assert texts_of([replace(entry, answer="") for entry in ENTRIES]) == phrasings
    assert texts_of(ENTRIES)[: len(phrasings)] == phrasings
    assert len(texts_of(ENTRIES)) == len(phrasings) + len(ENTRIES)


@pytest.mark.parametrize("top_k", [0, 1, 2, 20])
def test_only_allowed_entries_are_found_and_each_once(top_k: int) -> None:
    encoder = FakeEncoder()
    source = EvidenceSource.of(ENTRIES, encoder.encode(texts_of(ENTRIES)))
    query = encoder.encode([QUESTION])[0]
    for allowed in ([], [3], [1, 2], [0, 1, 2, 3]):
        entries = gather(source, QUESTION, query, top_k, np.array(allowed, np.int64)).entries.tolist()
        assert set(entries) <= set(allowed)
        assert len(set(entries)) == len(entries)
