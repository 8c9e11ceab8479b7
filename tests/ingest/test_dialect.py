import pytest

from matcher.ingest import read_faq
from matcher.ingest.columns import FAQ_COLUMNS
from matcher.ingest.dialect import find_delimiter
from matcher.types import Entry

_ANSWER = "One, two; three | four\tfive, six; seven, eight"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found_among_texts_full_of_the_others(delimiter: str) -> None:
    rows = [f"question{delimiter}answer{delimiter}category"]
    rows += [f'"Q{n}, a; b | c?"{delimiter}"{_ANSWER}\n""more"""{delimiter}x' for n in range(300)]
    ingested = read_faq("\n".join(rows).encode())
    assert ingested.report.delimiter == delimiter
    assert ingested.entries[7] == Entry("q7-a-b-c", "Q7, a; b | c?", f'{_ANSWER}\n"more"', category="x")


def test_commas_in_unquoted_answers_do_not_hide_a_semicolon() -> None:
    text = "question;answer\nA, b, c?;d, e, f\nG, h, i?;j, k, l\n"
    assert find_delimiter(text, FAQ_COLUMNS, 1_000) == ";"


def test_without_known_names_the_steady_width_decides() -> None:
    assert find_delimiter("x;y\n1, 2;3\n4;5, 6, 7\n8;9", FAQ_COLUMNS, 1_000) == ";"


def test_the_comma_is_taken_where_nothing_tells() -> None:
    assert find_delimiter("question\nA?", FAQ_COLUMNS, 1_000) == ","


def test_a_line_for_excel_announces_the_delimiter() -> None:
    assert read_faq(b"sep=|\r\nquestion|answer\r\nA?|a\r\n").entries == (Entry("a", "A?", "a"),)


def test_a_comma_that_a_space_follows_is_no_delimiter_where_another_fits_as_well() -> None:
    text = "Wie zahle ich?;Per Karte, oder bar\nWo seid ihr?;In Bonn, am Rhein\n"
    assert find_delimiter(text, FAQ_COLUMNS, 1_000) == ";"
    assert find_delimiter("How?, So.\nWhy?, Because.\n", FAQ_COLUMNS, 1_000) == ","


def test_the_header_tells_the_delimiter_also_below_a_title() -> None:
    text = "FAQ, as of 2024\n\nFrage;Antwort\nA, b?;c, d\nE, f?;g, h\n"
    assert find_delimiter(text, FAQ_COLUMNS, 1_000) == ";"


@pytest.mark.parametrize("rule", ["|---|---|", "| :--- | ---: |", "|:-:|-|"])
def test_the_rule_of_a_markdown_table_is_no_entry(rule: str) -> None:
    ingested = read_faq(f"| Question | Answer |\n{rule}\n| A? | a |\n| B? | - |\n".encode(), name="faq.md")
    assert ingested.entries == (Entry("a", "A?", "a"), Entry("b", "B?", "-"))
    assert (ingested.report.rows, ingested.report.refused) == (2, ())
