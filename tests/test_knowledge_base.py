import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import connect
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.errors import IngestError, StoreError
from matcher.ingest import read_faq
from matcher.knowledge_base import KnowledgeBase
from matcher.settings import SAMPLE_FAQ, Settings
from matcher.types import Entry, Reply, Thresholds
from tests.fakes import FakeEncoder

RETURNS = Entry("returns", "How do I return an item?", "Within 30 days.", ("send it back", "refund please"))
DELIVERY = Entry("delivery", "How long does delivery take?", "Two days.")
CARDS = Entry("cards", "Which cards do you accept?", "All of them.")
OTHER = Thresholds(answer_at=0.9, suggest_at=0.3)

Opener = Callable[..., KnowledgeBase]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Open the knowledge base in one folder as often as wanted, as restarts do; all are closed at the end."""
    bases: list[KnowledgeBase] = []

    def open_base(encoder: FakeEncoder | None = None, **given: Any) -> KnowledgeBase:  # noqa: ANN401
        settings = Settings(home=tmp_path / "home", **given)
        bases.append(KnowledgeBase.open(settings, encoder or FakeEncoder()))
        return bases[-1]

    yield open_base
    for base in bases:
        base.close()


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    path = tmp_path / "faq.csv"
    path.write_text("id,question,answer\nreturns,How do I return an item?,Within 30 days.\n", encoding="utf-8")
    return path


def database(tmp_path: Path) -> Path:
    return tmp_path / "home" / "faq.sqlite3"


def state(base: KnowledgeBase) -> tuple[object, ...]:
    return base.live, base.revisions(), base.matcher, base.thresholds


def test_the_sample_faq_is_live_where_nothing_was_published(opened: Opener) -> None:
    base = opened()
    sample = read_faq(SAMPLE_FAQ).entries
    assert (base.live.author, base.live.source, base.live.entries) == ("startup", "shop.csv", len(sample))
    assert base.matcher.entries == base.entries(1) == sample


def test_the_file_of_the_settings_is_live_at_the_first_start(opened: Opener, faq: Path) -> None:
    base = opened(file=faq)
    assert (base.live.author, base.live.source) == ("startup", "faq.csv")
    assert base.matcher.entries == (Entry("returns", "How do I return an item?", "Within 30 days."),)


def test_a_file_is_imported_once_and_again_when_its_content_changes(opened: Opener, faq: Path) -> None:
    assert [opened(file=faq).live.number, opened(file=faq).live.number] == [1, 1]
    faq.write_text("question,answer\nNew?,Yes.\n", encoding="utf-8")
    base = opened(file=faq)
    assert (base.live.number, [entry.question for entry in base.matcher.entries]) == (2, ["New?"])


def test_a_publish_survives_a_restart_with_the_same_file(opened: Opener, faq: Path) -> None:
    published = opened(file=faq).publish([DELIVERY, RETURNS], author="ada", note="two", source="two.csv")
    base = opened(file=faq)
    assert (base.live, base.matcher.entries) == (published, (DELIVERY, RETURNS))


def test_a_publish_survives_a_restart_without_a_file(opened: Opener) -> None:
    published = opened().publish([DELIVERY], author="ada")
    base = opened()
    assert (base.live, base.matcher.entries, len(base.revisions())) == (published, (DELIVERY,), 2)


def test_a_file_that_is_not_there_is_an_error_even_where_something_is_live(opened: Opener, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"gone.csv: there is no such file"):
        opened(file=tmp_path / "gone.csv")
    opened()
    with pytest.raises(IngestError, match=r"gone.csv: there is no such file"):
        opened(file=tmp_path / "gone.csv")


def test_a_file_that_is_no_faq_is_an_error_and_leaves_the_live_revision(opened: Opener, faq: Path) -> None:
    live = opened(file=faq).live
    faq.write_text("only,these\ncolumns,here\n", encoding="utf-8")
    with pytest.raises(IngestError, match=r"faq.csv"):
        opened(file=faq)
    assert opened().live == live


def test_rows_refused_at_the_start_are_logged(opened: Opener, faq: Path, caplog: pytest.LogCaptureFixture) -> None:
    faq.write_text("question,answer\nHow?,So.\nWhy?,\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        opened(file=faq)
    assert [record.getMessage() for record in caplog.records] == ["not taken: faq.csv, row 3: the answer is empty"]


def test_a_publish_answers_at_once(opened: Opener) -> None:
    base = opened()
    revision = base.publish([RETURNS, DELIVERY, CARDS], author="ada", note="three")
    assert (base.live, base.revisions()[0], revision.entries, revision.phrasings) == (revision, revision, 3, 5)
    assert base.matcher.ask("send it back").candidates[0].entry == RETURNS


def test_only_texts_never_seen_are_encoded(opened: Opener) -> None:
    encoder = FakeEncoder()
    base = opened(encoder)
    base.publish([RETURNS, DELIVERY], author="ada")
    encoder.encoded.clear()
    twin = Entry("twin", CARDS.question, "Same question.", (DELIVERY.question, CARDS.question))
    base.publish([DELIVERY, CARDS, twin, RETURNS], author="ada")
    assert encoder.encoded == [CARDS.question]
    restarted = FakeEncoder()
    assert np.array_equal(opened(restarted).matcher.vectors, base.matcher.vectors)
    assert restarted.encoded == []


def test_vectors_stand_in_the_order_of_the_phrasings(opened: Opener) -> None:
    base = opened()
    base.publish([RETURNS, DELIVERY], author="ada")
    base.publish([CARDS, RETURNS, DELIVERY], author="ada")
    texts = [*CARDS.phrasings, *RETURNS.phrasings, *DELIVERY.phrasings]
    assert np.array_equal(base.matcher.vectors, FakeEncoder().encode(texts))


def test_another_model_encodes_everything_again(opened: Opener, faq: Path) -> None:
    opened(file=faq)
    other = FakeEncoder("fake-encoder-2")
    opened(other, file=faq)
    assert other.encoded == ["How do I return an item?"]


def test_only_the_text_of_a_damaged_vector_is_encoded_again(opened: Opener, tmp_path: Path) -> None:
    opened().publish([RETURNS, DELIVERY], author="ada")
    with connect(database(tmp_path)) as outside:
        newest = "(SELECT max(rowid) FROM vectors)"
        outside.execute(f"UPDATE vectors SET data = zeroblob(256) WHERE rowid = {newest}")
    encoder = FakeEncoder()
    base = opened(encoder)
    assert encoder.encoded_count == 1
    texts = [*RETURNS.phrasings, *DELIVERY.phrasings]
    assert np.array_equal(base.matcher.vectors, FakeEncoder().encode(texts))
    again = FakeEncoder()
    opened(again)
    assert again.encoded == []


def test_a_lost_vector_cache_keeps_nobody_from_an_answer(
    opened: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = opened().publish([RETURNS], author="ada")
    with connect(database(tmp_path)) as outside:
        outside.execute("DROP TABLE vectors")
    base = opened()
    assert (base.live, base.matcher.ask("send it back").candidates[0].entry) == (live, RETURNS)
    assert [record.getMessage()[:27] for record in caplog.records] == [
        "the vector cache can't be r",
        "the vector cache can't be w",
    ]


def test_progress_runs_from_encoding_to_saving(opened: Opener) -> None:
    base = opened()
    seen: list[tuple[str, float]] = []
    entries = [Entry(str(i), f"question number {i}", "Yes.") for i in range(600)]
    base.publish(entries, author="ada", progress=lambda what, share: seen.append((what, share)))
    assert [share for what, share in seen if what == "encoding"] == [256 / 600, 512 / 600, 1.0]
    assert seen[-1] == ("saving", 0.0)


def test_an_older_revision_answers_again(opened: Opener) -> None:
    base = opened()
    first = base.publish([RETURNS], author="ada")
    second = base.publish([DELIVERY], author="bob")
    assert base.make_live(first.number) == first == base.live == opened().live
    assert base.matcher.entries == (RETURNS,)
    assert base.revisions()[:2] == [second, first]


def test_an_unknown_revision_leaves_the_live_one(opened: Opener) -> None:
    base = opened()
    before = state(base)
    with pytest.raises(StoreError, match="there is no revision 9"):
        base.make_live(9)
    assert state(base) == before


@pytest.mark.parametrize(
    ("entries", "message"), [([], "no entries"), ([RETURNS, DELIVERY, RETURNS], "2 entries share the id 'returns'")]
)
def test_entries_that_can_not_be_published_change_nothing(opened: Opener, entries: list[Entry], message: str) -> None:
    base = opened()
    before = state(base)
    with pytest.raises(StoreError, match=message):
        base.publish(entries, author="ada")
    assert state(base) == before


class BrokenEncoder(FakeEncoder):
    """An encoder that gives up on one text."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if CARDS.question in texts:
            raise MemoryError("no memory left")
        return super().encode(texts)


def test_an_encoder_that_fails_changes_nothing(opened: Opener) -> None:
    base = opened(BrokenEncoder())
    before = state(base)
    with pytest.raises(MemoryError):
        base.publish([RETURNS, CARDS], author="ada")
    assert (state(base), opened().live) == (before, before[0])


def test_a_publish_cancelled_by_its_progress_changes_nothing(opened: Opener) -> None:
    class CancelledError(Exception):
        pass

    def cancel(what: str, share: float) -> None:
        if what == "saving":
            raise CancelledError

    base = opened()
    before = state(base)
    with pytest.raises(CancelledError):
        base.publish([RETURNS], author="ada", progress=cancel)
    assert (state(base), opened().live) == (before, before[0])
    assert base.publish([RETURNS], author="ada") == base.live


@pytest.mark.parametrize("table", ["revisions", "entries", "phrasings", "pointers"])
def test_a_store_that_fails_changes_nothing(opened: Opener, tmp_path: Path, table: str) -> None:
    base = opened()
    before = state(base)
    with connect(database(tmp_path)) as outside:
        outside.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END")
    with pytest.raises(StoreError, match="refused"):
        base.publish([RETURNS], author="ada")
    assert (state(base), opened().live) == (before, before[0])


def test_thresholds_start_with_the_settings_and_stored_ones_win(opened: Opener) -> None:
    base = opened(answer_at=0.7, suggest_at=0.1)
    assert base.thresholds == Thresholds(0.7, 0.1)
    base.set_thresholds(OTHER)
    assert (base.thresholds, base.matcher.thresholds) == (OTHER, OTHER)
    assert opened(answer_at=0.7, suggest_at=0.1).matcher.thresholds == OTHER


def test_thresholds_hold_for_the_live_matcher_at_once_and_for_later_revisions(opened: Opener) -> None:
    base = opened()
    base.set_thresholds(Thresholds(0.0, 0.0))
    assert base.matcher.reply("nothing of the sort").kind == "answer"
    base.set_thresholds(Thresholds(1.0, 1.0))
    base.publish([RETURNS], author="ada")
    assert base.matcher.thresholds == Thresholds(1.0, 1.0)
    base.make_live(1)
    assert base.matcher.thresholds == Thresholds(1.0, 1.0)


def test_thresholds_set_during_a_publish_are_kept(opened: Opener) -> None:
    base = opened()
    base.publish([RETURNS], author="ada", progress=lambda what, _: base.set_thresholds(OTHER))
    assert (base.thresholds, base.live.number, opened().thresholds) == (OTHER, 2, OTHER)


@pytest.mark.parametrize("value", ['{"answer_at": 70, "suggest_at": 0.1}', '{"answer_at": 0.5}', "[1]", "{"])
def test_damaged_thresholds_are_told(opened: Opener, tmp_path: Path, value: str) -> None:
    opened().set_thresholds(OTHER)
    with connect(database(tmp_path)) as outside:
        outside.execute("UPDATE settings SET value = ? WHERE key = 'thresholds'", (value,))
    with pytest.raises(StoreError, match="damaged"):
        opened()


def test_threads_that_publish_at_once_leave_the_last_number_live(opened: Opener) -> None:
    base = opened()
    with ThreadPoolExecutor(4) as pool:
        names = [str(i) for i in range(8)]
        published = list(pool.map(lambda name: base.publish([Entry(name, name, name)], author=name), names))
    assert sorted(revision.number for revision in published) == list(range(2, 10))
    assert base.live == base.revisions()[0] == opened().live
    assert base.matcher.entries == base.entries(9)


def test_questions_during_publishes_are_answered_by_one_revision(opened: Opener) -> None:
    base = opened()
    questions = [f"question number {i}" for i in range(40)]

    def publish(version: int) -> None:
        base.publish([Entry(text, text, f"version {version}") for text in questions], author="ada")

    publish(0)
    done = threading.Event()

    def ask() -> list[Reply]:
        replies = []
        while not done.is_set():
            replies.append(base.matcher.reply("what is question number 7"))
        return replies

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask) for _ in range(3)]
        for version in range(1, 9):
            publish(version)
            base.make_live(version + 1)  # the version before
        done.set()
        replies = [reply for future in asked for reply in future.result()]
    answers = [{candidate.entry.answer for candidate in reply.candidates} for reply in replies]
    assert [found for found in answers if len(found) != 1] == []
    assert answers
