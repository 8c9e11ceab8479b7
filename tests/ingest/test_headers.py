"""Headers that stand below a title."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from matcher.errors import IngestError
from matcher.ingest import Choices, FaqFormat, read_faq
from matcher.types import Entry

_ENTRIES = (Entry("a", "A?", "a", category="X"), Entry("b", "B?", "b", category="Y"))
_TABLE = "Question,Answer,Category\nA?,a,X\nB?,b,Y\n"


@pytest.mark.parametrize("above", ["FAQ 2024,,\n,,\n", "FAQ\n", "# FAQ, as of 2024\n\n", "FAQ\nBy Ann\n\n"])
def test_a_header_below_a_title_is_found_and_what_stands_above_is_named(above: str) -> None:
    ingested = read_faq((above + _TABLE).encode(), name="faq.csv")
    assert ingested.entries == _ENTRIES
    assert ingested.report.format is FaqFormat.CSV
    assert ingested.report.ignored[0] == "row 1 (above the header)"
    assert (ingested.report.rows, ingested.report.refused) == (2, ())


def test_a_title_is_sure_but_rows_with_more_cells_above_the_header_are_asked_back() -> None:
    assert not read_faq(f"FAQ\n{_TABLE}".encode()).report.needs_confirmation
    assert read_faq(f"Z?,z\n{_TABLE}".encode()).report.needs_confirmation


def test_a_header_below_a_title_is_found_in_every_sheet() -> None:
    book = Workbook()
    for number, row in enumerate((["A?", "a", "X"], ["B?", "b", "Y"])):
        sheet = book.create_sheet(f"Part {number + 1}", number)
        for cells in (["Company FAQ"], [], ["Question", "Answer", "Category"], row):
            sheet.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    ingested = read_faq(buffer.getvalue())
    assert ingested.entries == _ENTRIES
    assert ingested.report.ignored[:2] == (
        "sheet Part 1, row 1 (above the header)",
        "sheet Part 2, row 1 (above the header)",
    )


@pytest.mark.parametrize("columns", [{"Name": "question", "Text": "answer"}, {1: "question", 2: "answer"}])
def test_columns_are_chosen_of_a_header_below_a_title(columns: dict[str | int, str]) -> None:
    ingested = read_faq(b"Our FAQ,,\nName,Text,Nr\nA?,a,1\n", choices=Choices(columns=columns))
    assert ingested.entries == (Entry("a", "A?", "a"),)
    assert ingested.report.ignored == ("Nr", "row 1 (above the header)")


def test_the_names_below_a_title_are_shown_where_they_are_not_known() -> None:
    with pytest.raises(IngestError, match="columns found: Name, Text; name the columns"):
        read_faq(b"Our FAQ,\nName,Text\nA?,a\n")


def test_a_first_row_that_is_a_header_is_the_header() -> None:
    read = read_faq(b"question,answer\nQuestion,Answer\nA?,a\n")
    assert [entry.question for entry in read.entries] == ["Question", "A?"]
