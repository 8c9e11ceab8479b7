import re

import pytest

from matcher.errors import IngestError
from matcher.ingest import read_labels, write_labels
from matcher.types import Entry, Label

ENTRIES = (Entry("track", "Where is it?", "There."), Entry("a|b", "Tea | coffee?", "Both."))


@pytest.mark.parametrize(
    "header", ["question,expected_id", "Query,FAQ ID", "query,faq_ids", "question,expected_ids", "query,faq_id,split"]
)
def test_labels_are_read_under_their_usual_names(header: str) -> None:
    extra = ",test" if header.endswith("split") else ""
    data = f"{header}\nwhere is it,track{extra}\nweather?,{extra}\nback,returns | refund{extra}\n".encode()
    assert read_labels(data) == (
        Label("where is it", frozenset({"track"})),
        Label("weather?", frozenset()),
        Label("back", frozenset({"returns", "refund"})),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"question,expected_id\nA?,a\n ,b\n", "t.csv, row 3: the question is empty"),
        (b"question,expected_id\nA?,a\nB?\n", "t.csv, row 3: the row has 1 cell, but the header has 2"),
        (b"question,expected_id\n", "t.csv: there is a header, but no row under it"),
        (b"question\nA?\n", "t.csv: the header has no column expected_id; columns found: question"),
        (b"", "t.csv: the file is empty"),
    ],
)
def test_labels_that_cannot_be_read_name_the_row(data: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=f"^{re.escape(message)}"):
        read_labels(data, name="t.csv")


def test_an_entry_may_be_named_by_its_question_in_a_column_of_its_own() -> None:
    data = b"question,expected question text\nparcel,where IS it?\ndrink,Tea | coffee?\nweather,\n"
    assert read_labels(data, ENTRIES) == (
        Label("parcel", frozenset({"track"})),
        Label("drink", frozenset({"a|b"})),
        Label("weather", frozenset()),
    )


def test_the_id_counts_where_both_columns_are_filled() -> None:
    data = b"question,expected_question,expected_id\nx,Where is it?,a|b\ny,Where is it?,\n"
    assert [label.expected for label in read_labels(data, ENTRIES)] == [{"a|b"}, {"track"}]


def test_an_unknown_entry_names_row_and_value_once_the_entries_are_known() -> None:
    with pytest.raises(IngestError, match=r"^t.csv, row 3: no entry has the id or the question 'trakc'$"):
        read_labels(b"question,expected_id\na,track\nb,trakc\n", ENTRIES, name="t.csv")


def test_questions_of_entries_mean_nothing_without_the_faq() -> None:
    with pytest.raises(IngestError, match=r"row 2: the FAQ is needed to know which entry asks 'Where is it\?'"):
        read_labels(b"question,expected_question\na,Where is it?\n")


def test_written_labels_read_back_the_same() -> None:
    labels = (
        Label('a, "b"\nc', frozenset({"track"})),
        Label("=1+1", frozenset({"track", "a|b"})),
        Label(" padded ", frozenset()),
    )
    assert read_labels(write_labels(labels), ENTRIES) == labels
    assert read_labels(write_labels(labels)) == labels
