import pytest

from matcher.errors import IngestError
from matcher.ingest import read_alternates, with_alternates
from matcher.types import Entry


@pytest.mark.parametrize("header", [b"faq_id,question", b"ID;Question", b"id\talternate"])
def test_pairs_are_read_in_order(header: bytes) -> None:
    mark = next(mark for mark in (b",", b";", b"\t") if mark in header)
    data = header + b"\nx" + mark + b"how\ny" + mark + b"why\nx" + mark + b"when\n"
    assert read_alternates(data) == [("x", "how"), ("y", "why"), ("x", "when")]


def test_an_alternate_without_id_names_its_row() -> None:
    with pytest.raises(IngestError, match=r"^a\.csv, row 3: the id of the entry is empty$"):
        read_alternates(b"faq_id,question\nx,how\n,why\n", name="a.csv")


def test_alternates_are_added_once_each() -> None:
    entries = (Entry("x", "How?", "So.", ("In what way",)), Entry("y", "Why?", "Because."))
    pairs = [("x", "HOW?"), ("x", "in  what way"), ("x", "what to do"), ("x", "What to do"), ("x", "why?")]
    assert with_alternates(entries, pairs) == (
        Entry("x", "How?", "So.", ("In what way", "what to do", "why?")),
        entries[1],
    )


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(IngestError, match=r"^alternate 2 \('why'\): there is no entry with the id z;"):
        with_alternates([Entry("x", "How?", "So.")], [("x", "how"), ("z", "why")])
