from pathlib import Path

import pytest

from matcher.errors import IngestError
from matcher.ingest import FaqFormat, Limits, RowProblem, read_faq
from matcher.types import Entry


def _problems(text: str, **limits: int) -> list[str]:
    report = read_faq(text.encode(), name="faq.csv", limits=Limits(**limits)).report
    return [problem.describe(report.file) for problem in report.refused]


def _warnings(text: str) -> list[str]:
    report = read_faq(text.encode(), name="faq.csv").report
    return [problem.describe(report.file) for problem in report.warned]


def test_the_native_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(
        b"\xef\xbb\xbfid,question,alternates,answer,category,tags\r\n"
        b'returns,How do I return it?,"send it back\nrefund | give it back","Within 30 days.\n\nFree.",Orders,a|b\r\n'
        b"pay,How can I pay?,,By card,,\r\n"
    )
    ingested = read_faq(path)
    assert ingested.entries == (
        Entry(
            "returns",
            "How do I return it?",
            "Within 30 days.\n\nFree.",
            ("send it back", "refund", "give it back"),
            "Orders",
            ("a", "b"),
        ),
        Entry("pay", "How can I pay?", "By card"),
    )
    report = ingested.report
    assert (report.file, report.format, report.encoding, report.delimiter) == ("shop.csv", FaqFormat.CSV, "utf-8", ",")
    assert (report.rows, report.taken, report.refused, report.warned, report.ignored) == (2, 2, (), (), ())
    assert list(report.columns) == ["id", "question", "answer", "alternates", "category", "tags"]


def test_only_question_and_answer_are_needed_and_other_columns_are_named_as_ignored() -> None:
    ingested = read_faq(b"Question;Answer;Owner\nHow?;So.;Ann\n")
    assert ingested.entries == (Entry("how", "How?", "So."),)
    assert ingested.report.columns == {"question": "Question", "answer": "Answer"}
    assert ingested.report.ignored == ("Owner",)


@pytest.mark.parametrize("answer", ["NA", "null", "None", "0", "1.0", "TRUE"])
def test_every_cell_is_read_as_it_is_written(answer: str) -> None:
    assert read_faq(f"question,answer\nHow?,{answer}\n".encode()).entries[0].answer == answer


def test_white_space_around_a_cell_is_dropped_and_inside_it_kept() -> None:
    assert read_faq(b'question,answer\n  How?  ," one\n\n  two "\n').entries == (Entry("how", "How?", "one\n\n  two"),)


def test_blank_answer_names_its_row_and_the_others_are_taken() -> None:
    ingested = read_faq(b"question,answer\nA?,a\nB?,\n,c\nD?,d\n", name="faq.csv")
    assert [entry.question for entry in ingested.entries] == ["A?", "D?"]
    assert ingested.report.refused == (
        RowProblem(3, "answer", "B?", "the answer is empty"),
        RowProblem(4, "question", "c", "the question is empty"),
    )
    assert ingested.report.describe() == (
        "faq.csv, row 3: the answer is empty",
        "faq.csv, row 4: the question is empty",
    )


@pytest.mark.parametrize(("row", "shown"), [("x,,,", "x"), (",,,Orders", "Orders"), ("x,,c,Orders", "c")])
def test_a_row_without_a_question_is_shown_by_what_it_has(row: str, shown: str) -> None:
    (problem,) = read_faq(f"id,question,answer,category\ny,A?,a,\n{row}\n".encode()).report.refused
    assert (problem.column, problem.value) == ("question", shown)


def test_what_is_odd_about_a_refused_row_is_part_of_the_reason() -> None:
    assert _problems('question,answer\nA?,a\n"B"?,\n') == [
        'faq.csv, row 3: the answer is empty; text follows a closing quotation mark ("); '
        "check that the cell reads as meant"
    ]


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    text = 'question,answer\n"A\nlong\n?","a\nb"\n\n,\nB?,\nC?,c\n'
    assert _problems(text) == ["faq.csv, row 5: the answer is empty"]
    assert read_faq(text.encode()).report.rows == 3


def test_answers_may_be_missing_where_they_are_not_required() -> None:
    assert read_faq(b"question,answer\nA?,\n", answers_required=False).entries == (Entry("a", "A?", ""),)
    assert read_faq(b"id,question\nx,A?\n", answers_required=False).entries == (Entry("x", "A?", ""),)


def test_the_later_of_two_same_ids_is_refused_and_the_first_row_named() -> None:
    text = "id,question,answer\nx,A?,a\ny,B?,b\nx,C?,c\n"
    assert _problems(text) == ["faq.csv, row 4: the id x stands in row 2 already"]


def test_a_refused_row_keeps_no_id() -> None:
    assert [e.question for e in read_faq(b"id,question,answer\nx,A?,\nx,B?,b\n").entries] == ["B?"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("qqqqqqqqqqq,a,,,", "the question has 11 characters, but at most 10 are allowed (FAQ_MAX_QUESTION)"),
        ("q,aaaaaaaaaaaaaaaaaaaaa,,,", "the answer has 21 characters, but at most 20 are allowed (FAQ_MAX_ANSWER)"),
        ("q,a,bbbbbbbbbbb,,", "an alternate has 11 characters, but at most 10 are allowed (FAQ_MAX_QUESTION)"),
        ("q,a,b|c|d,,", "there are 3 alternates, but at most 2 are allowed (FAQ_MAX_ALTERNATES)"),
        ("q,a,,cccccc,", "the category has 6 characters, but at most 5 are allowed (FAQ_MAX_NAME)"),
        ("q,a,,,dddddd", "a tag has 6 characters, but at most 5 are allowed (FAQ_MAX_NAME)"),
        ("q", "the row has 1 cell, but the header has 5; quote a cell that holds a line break, or add what is missing"),
        ("q,a,,,,x", "the row has 6 cells, but the header has 5; quote a cell that holds the delimiter"),
        ("q\x00,a,,,", "the cell question holds a character that is no text (U+0000)"),
        ('q,a,"[""\\ud800""]",,', "an alternate holds a character that is no text (U+D800)"),
        ('"q"x,"a\nb"c,,,', 'text follows a closing quotation mark (") of a cell over several lines; '
                            "rows may have run together"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_and_nothing_of_it_cut(row: str, reason: str) -> None:
    text = f"question,answer,alternates,category,tags\n{row}\ngood,row,,,\n"
    limits = {"max_question": 10, "max_answer": 20, "max_alternates": 2, "max_name": 5}
    assert _problems(text, **limits) == [f"faq.csv, row 2: {reason}"]


def test_empty_cells_beyond_the_header_are_no_problem() -> None:
    assert read_faq(b"question,answer\nA?,a,,\n").entries == (Entry("a", "A?", "a"),)


def test_empty_cells_left_out_at_the_end_of_a_row_are_filled_up_and_what_they_would_say_is_told() -> None:
    text = "question,answer,category,tags,owner\nA?,a,X,t,Ann\nB?,b,X,t\nC?,c,X\nD?,d\n"
    ingested = read_faq(text.encode(), name="faq.csv")
    assert [(entry.answer, entry.category, entry.tags) for entry in ingested.entries] == [
        ("a", "X", ("t",)), ("b", "X", ("t",)), ("c", "X", ()), ("d", "", ()),
    ]  # fmt: skip
    assert ingested.report.refused == ()
    assert _warnings(text) == [
        "faq.csv, row 4: the row has 3 cells, but the header has 5; read as empty: tags",
        "faq.csv, row 5: the row has 2 cells, but the header has 5; read as empty: category, tags",
    ]


def test_a_row_that_ends_before_the_answer_is_refused() -> None:
    (problem,) = _problems("id,question,answer\nx,A?,a\ny,B?\n")
    assert problem == (
        "faq.csv, row 3: the row has 2 cells, but the header has 3; "
        "quote a cell that holds a line break, or add what is missing"
    )


def test_a_question_that_differs_only_in_case_width_and_space_is_warned_about() -> None:
    assert _warnings("question,answer\nHow MUCH?,a\nＨow  much?,b\n") == [
        "faq.csv, row 3: the question stands in row 2 already"
    ]


def test_an_alternate_repeated_within_an_entry_is_left_out_and_warned_about() -> None:
    text = "question,answer,alternates\nA?,a,a? | b | B | c\n"
    assert read_faq(text.encode()).entries[0].alternates == ("b", "c")
    assert _warnings(text) == [
        "faq.csv, row 2: the alternate 'a?' is in this entry already and was left out",
        "faq.csv, row 2: the alternate 'B' is in this entry already and was left out",
    ]


def test_text_behind_a_closing_quotation_mark_is_taken_and_warned_about() -> None:
    text = 'question,answer\n"What is ""FAQ""" x,a\n'
    assert read_faq(text.encode()).entries[0].question == 'What is "FAQ" x'
    assert len(_warnings(text)) == 1


def test_a_report_keeps_the_first_problems_and_counts_all() -> None:
    text = "question,answer\nA?,a\n" + "B?,\n" * 5
    report = read_faq(text.encode(), name="faq.csv", limits=Limits(max_problems=2)).report
    assert ([problem.row for problem in report.refused], report.refused_count) == ([3, 4], 5)
    assert report.describe()[-1] == "faq.csv: 3 more rows were refused"
    assert (report.rows, report.taken) == (6, 1)


def test_a_value_in_the_report_is_shortened_and_printable() -> None:
    (problem,) = read_faq(("question,answer\nA?,a\n" + "x" * 90 + "\x01,b\n").encode()).report.refused
    assert problem.value == "x" * 59 + "…"


def test_rows_taken_and_refused_add_up_whatever_their_order() -> None:
    rows = ["A?,a", "B?,", "C?,c", ",d", "E?,e,f"]
    for turn in range(len(rows)):
        text = "\n".join(["question,answer", *rows[turn:], *rows[:turn]])
        report = read_faq(text.encode()).report
        assert (report.rows, report.taken, report.refused_count) == (5, 2, 3)


def test_a_file_without_any_good_row_shows_the_first_reasons() -> None:
    with pytest.raises(IngestError) as error:
        read_faq(b"question,answer\nA?,\n,b\n\nC?,\nD?,\n", name="faq.csv")
    assert str(error.value) == (
        "faq.csv: none of the 4 rows could be taken; row 2: the answer is empty; row 3: the question is empty; "
        "row 5: the answer is empty ..."
    )
