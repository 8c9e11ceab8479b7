import logging
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import numpy as np
import pytest

from matcher.texts import whole_of
from matcher.types import Entry
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening
from tests.fakes import FakeEncoder


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield open_base


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    path = tmp_path / "faq.csv"
    path.write_text("id,question,answer\nreturns,How do I return an item?,Within 30 days.\n", encoding="utf-8")
    return path


def test_only_texts_never_seen_are_encoded(opened: Opener) -> None:
    encoder = FakeEncoder()
    base = opened(encoder)
    base.publish([RETURNS, DELIVERY], author="ada")
    encoder.encoded.clear()
    twin = Entry("twin", CARDS.question, "Same question.", (DELIVERY.question, CARDS.question))
    base.publish([DELIVERY, CARDS, twin, RETURNS], author="ada")
    assert encoder.encoded == [CARDS.question, whole_of(CARDS), whole_of(twin)]
    restarted = FakeEncoder()
    assert np.array_equal(opened(restarted).matcher.source.index.vectors, base.matcher.source.index.vectors)
    assert restarted.encoded == []


def test_vectors_stand_in_the_order_of_the_phrasings(opened: Opener) -> None:
    base = opened()
    base.publish([RETURNS, DELIVERY], author="ada")
    base.publish([CARDS, RETURNS, DELIVERY], author="ada")
    texts = [*CARDS.phrasings, *RETURNS.phrasings, *DELIVERY.phrasings]
    assert np.array_equal(base.matcher.source.index.vectors, FakeEncoder().encode(texts))


def test_another_model_encodes_everything_again(opened: Opener, faq: Path) -> None:
    opened(file=faq)
    other = FakeEncoder("fake-encoder-2")
    opened(other, file=faq)
    assert other.encoded == ["How do I return an item?", "How do I return an item? Within 30 days."]


def test_only_the_text_of_a_damaged_vector_is_encoded_again(opened: Opener, tmp_path: Path) -> None:
    opened().publish([RETURNS, DELIVERY], author="ada")
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:
        newest = "(SELECT max(rowid) FROM vectors)"
        outside.execute(f"UPDATE vectors SET data = zeroblob(256) WHERE rowid = {newest}")
    encoder = FakeEncoder()
    base = opened(encoder)
    assert encoder.encoded_count == 1
    texts = [*RETURNS.phrasings, *DELIVERY.phrasings]
    assert np.array_equal(base.matcher.source.index.vectors, FakeEncoder().encode(texts))
    again = FakeEncoder()
    opened(again)
    assert again.encoded == []


def test_a_lost_vector_cache_keeps_nobody_from_an_answer(
    opened: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = opened().publish([RETURNS], author="ada")
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:
        outside.execute("DROP TABLE vectors")
    base = opened()
    assert (base.live, base.matcher.ask("send it back").candidates[0].entry) == (live, RETURNS)
    warnings = [record.getMessage()[:27] for record in caplog.records if record.levelno >= logging.WARNING]
    assert warnings == [
        "the vector cache can't be r",
        "the vector cache can't be w",
    ]


def test_progress_runs_from_encoding_to_saving(opened: Opener) -> None:
    base = opened()
    seen: list[tuple[str, float]] = []
    entries = [Entry(str(i), f"question number {i}", "Yes.") for i in range(600)]
    base.publish(entries, author="ada", progress=lambda what, share: seen.append((what, share)))
    assert [share for what, share in seen if what == "encoding"] == [
        *(done / 1200 for done in range(256, 1200, 256)),  # a question and a whole each
        1.0,
    ]
    assert seen[-1] == ("saving", 0.0)
