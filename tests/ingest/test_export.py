import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.errors import IngestError
from matcher.ingest import read_faq, write_csv
from matcher.ingest.cells import find_control, same_text_key
from matcher.types import Entry

_RISKY = "'=+-@＝\t\r\n\"|,;[]\\ \u200f\u05d0\u0627😀é\u0085\u2028"
_CHARS = st.one_of(st.sampled_from(_RISKY), st.characters(codec="utf-8"))


def _texts(min_size: int = 1, max_size: int = 40) -> st.SearchStrategy[str]:
    """Texts as an entry has them: no white space around them and no control characters in them."""
    texts = st.text(_CHARS, max_size=max_size).map(str.strip)
    return texts.filter(lambda text: len(text) >= min_size and not find_control(text))


_ENTRIES = st.lists(
    st.builds(
        Entry,
        id=_texts(),
        question=_texts(),
        answer=_texts(),
        alternates=st.lists(_texts(), max_size=4).map(tuple),
        category=_texts(0),
        tags=st.lists(_texts(), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda entry: entry.id,
).map(lambda entries: tuple(_distinct(entry) for entry in entries))


def _distinct(entry: Entry) -> Entry:
    """Leave out repeated alternates, as every way into an entry does."""
    kept = {
        same_text_key(text): text for text in entry.alternates if same_text_key(text) != same_text_key(entry.question)
    }
    return replace(entry, alternates=tuple(kept.values()))


@settings(deadline=None)
@given(_ENTRIES)
@example((Entry("'=x", "''=1+1", "-", ("a|b", "c\nd", "=e"), "@home", ("x, y", "[]")),))
@example((Entry("x", "'", "'quoted'", ('["a"]',), "[", ('["a", "b"]',)),))
@example((Entry("x", "\u202eאיך להחזיר?", "=HYPERLINK(1)\r\n\r\n" + "long 😀\n" * 3_000 + ".", ("[",)),))
def test_what_is_written_is_read_back_unchanged(entries: tuple[Entry, ...]) -> None:
    ingested = read_faq(write_csv(entries))
    assert ingested.entries == entries
    assert ingested.report.refused == ()


@settings(deadline=None)
@given(_ENTRIES)
def test_no_written_cell_starts_a_formula(entries: tuple[Entry, ...]) -> None:
    rows = csv.reader(io.StringIO(write_csv(entries).decode("utf-8-sig"), newline=""))
    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@＝＋－＠\t\r\n")] == []  # noqa: RUF001


@pytest.mark.parametrize("answer", ["a" * 25_000, "😀" * 25_000, '"' * 25_000, "'" * 25_000, "a\n" * 12_499 + "a"])
def test_the_longest_answer_survives(answer: str) -> None:
    entries = (Entry("x", "How?", answer),)
    assert read_faq(write_csv(entries)).entries == entries


def test_plain_alternates_are_written_one_per_line() -> None:
    data = write_csv([Entry("x", "How?", "So, yes.", ("one", "two"), "c", ("s", "t"))])
    assert data == (
        b'\xef\xbb\xbfid,question,alternates,answer,category,tags\r\nx,How?,"one\ntwo","So, yes.",c,s|t\r\n'
    )


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    entries = (Entry("x", "'Tis what?", "''quoted''"),)
    assert b"'Tis what?,,''quoted''" in write_csv(entries)
    assert read_faq(write_csv(entries)).entries == entries


@pytest.mark.parametrize("bad", ["a\ud800", "a\ufffe", "a\udcff"])
def test_a_character_that_is_no_text_names_its_entry(bad: str) -> None:
    with pytest.raises(IngestError, match=r"^entry x: 'a.*' holds a character that no file of this format keeps \(U\+"):
        write_csv([Entry("x", "How?", bad)])
