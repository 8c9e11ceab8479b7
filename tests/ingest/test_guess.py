"""Tables without header: what their columns are is guessed, and asked back."""

import pytest

from matcher.errors import IngestError
from matcher.ingest import Choices, FaqFormat, Ingested, read_faq
from matcher.types import Entry

_MANY = "".join(f"How do I pay {number}?,By card\n" for number in range(10))


def _read(text: str, choices: Choices | None = None) -> Ingested:
    return read_faq(text.encode(), name="faq.csv", choices=choices)


@pytest.mark.parametrize("choices", [None, Choices(has_header=False), Choices(format=FaqFormat.KENDRA_CSV)])
def test_one_row_with_a_cell_too_many_costs_that_row_only(choices: Choices | None) -> None:
    report = _read(_MANY + "Where?,In Bonn, on the Rhine\n", choices).report
    assert (report.taken, report.needs_confirmation) == (10, choices is None)
    assert report.describe() == (
        "faq.csv, row 11: the row has 3 cells, but most rows have 2; quote a cell that holds the delimiter",
    )


def test_a_table_of_no_steady_width_is_refused_with_its_first_odd_row() -> None:
    with pytest.raises(IngestError) as error:
        _read("How?,So.\nWhere?,In Bonn, on the Rhine\n")
    assert str(error.value) == (
        "faq.csv: no row is a header that is known, and row 2 has 3 of 2 cells; quote a cell that holds the delimiter, "
        "or name the columns in the first row, at least question and answer"
    )


@pytest.mark.parametrize("choices", [None, Choices(has_header=False), Choices(format=FaqFormat.KENDRA_CSV)])
def test_the_address_of_kendra_may_be_left_out(choices: Choices | None) -> None:
    ingested = _read("How many in Bonn?,13,https://x.example/a\nHow many in Reno?,7\nIs it free?,Yes\n", choices)
    assert [entry.answer for entry in ingested.entries] == ["13", "7", "Yes"]
    assert ingested.report.format is FaqFormat.KENDRA_CSV
    assert (ingested.report.refused, ingested.report.warned) == ((), ())


@pytest.mark.parametrize("category", ["Payment", "Payment options"])
def test_a_category_before_question_and_answer_is_told_from_an_id(category: str) -> None:
    ingested = _read(f"{category},How do I pay?,By card\n{category},Can I pay later?,Yes\nShipping,How long?,3 days\n")
    assert ingested.entries == (
        Entry("how-do-i-pay", "How do I pay?", "By card", category=category),
        Entry("can-i-pay-later", "Can I pay later?", "Yes", category=category),
        Entry("how-long", "How long?", "3 days", category="Shipping"),
    )
    assert ingested.report.needs_confirmation


def test_words_that_differ_are_ids_unless_they_are_written_as_names() -> None:
    assert [entry.id for entry in _read("pay,How do I pay?,By card\nq7,How long?,3 days\n").entries] == ["pay", "q7"]
    named = _read("Payment,How do I pay?,By card\nShipping,How long?,3 days\n")
    assert [entry.category for entry in named.entries] == ["Payment", "Shipping"]


def test_categories_are_told_by_how_often_they_stand_where_nothing_asks() -> None:
    rows = ("My money,payment,By card.", "My money,pay later,Yes.", "My home,delivery,3 days.", "My home,returns,No.")
    ingested = _read("\n".join(rows))
    assert [entry.category for entry in ingested.entries] == ["My money", "My money", "My home", "My home"]
    assert ingested.entries[3].question == "returns"


def test_a_question_that_stands_first_is_the_question() -> None:
    (entry,) = _read("How do I pay?,By card. Do you have one?,billing desk\n").entries
    assert (entry.question, entry.answer) == ("How do I pay?", "By card. Do you have one?")
