import re

import pytest

from matcher.errors import IngestError
from matcher.ingest import read_labels
from matcher.types import Label


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
