import logging
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import pytest

from matcher.errors import IngestError, StoreError
from matcher.ingest import read_faq
from matcher.settings import SAMPLE_FAQ
from matcher.types import Entry, Thresholds
from tests.bases import CARDS, DELIVERY, RETURNS, Opener, opening

OTHER = Thresholds(answer_at=0.9, suggest_at=0.3)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with opening(tmp_path / "home") as open_base:
        yield open_base


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    path = tmp_path / "faq.csv"
    path.write_text("id,question,answer\nreturns,How do I return an item?,Within 30 days.\n", encoding="utf-8")
    return path


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


def test_what_was_left_out_or_guessed_at_the_start_is_logged(
    opened: Opener, faq: Path, caplog: pytest.LogCaptureFixture
) -> None:
    faq.write_text("question,answer,owner\nHow?,So.,x\nhow?,Thus.,x\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        opened(file=faq)
    assert [record.getMessage() for record in caplog.records] == [
        "faq.csv: read as CSV, utf-8, delimiter ',', question from 'question', answer from 'answer'",
        "faq.csv: not used: owner",
        "taken, but: faq.csv, row 3: the question stands in row 2 already",
    ]


def test_a_publish_answers_at_once(opened: Opener) -> None:
    base = opened()
    revision = base.publish([RETURNS, DELIVERY, CARDS], author="ada", note="three")
    assert (base.live, base.revisions()[0], revision.entries, revision.phrasings) == (revision, revision, 3, 5)
    assert base.matcher.ask("send it back").candidates[0].entry == RETURNS


def test_an_older_revision_answers_again(opened: Opener) -> None:
    base = opened()
    first = base.publish([RETURNS], author="ada")
    second = base.publish([DELIVERY], author="bob")
    assert base.make_live(first.number) == first == base.live == opened().live
    assert base.matcher.entries == (RETURNS,)
    assert base.revisions()[:2] == [second, first]


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
    with connect(tmp_path / "home" / "faq.sqlite3") as outside:
        outside.execute("UPDATE settings SET value = ? WHERE key = 'thresholds'", (value,))
    with pytest.raises(StoreError, match="damaged"):
        opened()
