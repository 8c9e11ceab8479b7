import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import IngestError
from matcher.ingest.records import records


def _cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return [list(record.cells) for record in records(text, delimiter, "faq.csv", 1_000)]


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(st.text(alphabet='ab",;|\t\r\n é😀'), min_size=2, max_size=5), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert _cells(target.getvalue(), delimiter) == rows


@settings(deadline=None)
@given(st.text(alphabet='ab",\r\n '))
def test_any_text_ends_in_records_or_one_error(text: str) -> None:
    try:
        found = list(records(text, ",", "faq.csv", 1_000))
    except IngestError as error:
        assert "never closed" in str(error)
    else:
        assert [record.row for record in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b\r\nc,d\re,f\n", [["a", "b"], ["c", "d"], ["e", "f"]]),
        ("a,\n\n,b", [["a", ""], [""], ["", "b"]]),
        ("a,", [["a", ""]]),
        ('a, "b, c" ,d', [["a", "b, c", "d"]]),
        ('5" screen,6"', [['5" screen', '6"']]),
        ('say "hi", "you" there', [['say "hi"', ' "you" there']]),
        ('"a""b","c\r\nd"', [['a"b', "c\r\nd"]]),
        ('"a"b,c', [["ab", "c"]]),
    ],
)
def test_cells_are_cut_as_a_spreadsheet_cuts_them(text: str, cells: list[list[str]]) -> None:
    assert _cells(text) == cells
