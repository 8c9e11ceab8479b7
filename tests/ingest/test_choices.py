from io import BytesIO

import pytest
from openpyxl import Workbook

from matcher.errors import IngestError
from matcher.ingest import Choices, FaqFormat, peek, read_faq
from matcher.types import Entry

_ODD = "Name;Text;Nr\nA?;ä;7\n".encode("cp1252")


def test_columns_are_chosen_by_name_or_position() -> None:
    chosen: tuple[dict[str | int, str], ...] = (
        {"Name": "question", "Text": "answer", 3: "id"},
        {1: "question", 2: "answer", "Nr": "id"},
    )
    for columns in chosen:
        choices = Choices(encoding="cp1252", delimiter=";", columns=columns)
        ingested = read_faq(_ODD, choices=choices)
        assert ingested.entries == (Entry("7", "A?", "ä"),)
        assert ingested.report.columns == {"question": "Name", "answer": "Text", "id": "Nr"}
        assert not ingested.report.needs_confirmation


def test_a_first_row_of_names_that_are_not_known_is_not_taken_for_a_question() -> None:
    with pytest.raises(IngestError, match="the header has no column question and no column answer"):
        read_faq(_ODD)
    assert peek(_ODD).rows == (("Name", "Text", "Nr"), ("A?", "ä", "7"))


def test_a_table_without_header_is_a_guess_until_a_person_says_so() -> None:
    data = b"How?,So.\nWhy?,Because.\n"
    guessed = read_faq(data).report
    assert (guessed.taken, guessed.needs_confirmation, guessed.preview[0]) == (2, True, ("How?", "So."))
    assert not read_faq(data, choices=Choices(has_header=False)).report.needs_confirmation


def test_a_header_may_be_denied() -> None:
    data = b"question,answer\nA?,a\n"
    assert read_faq(data, choices=Choices(has_header=False)).entries[0].question == "question"


def test_a_code_page_is_a_guess_until_a_person_says_so() -> None:
    data = "question,answer\nWo?,Im Geschäft für Käufer\n".encode("cp1252")
    assert read_faq(data).report.needs_confirmation
    assert not read_faq(data, choices=Choices(encoding="cp1252")).report.needs_confirmation


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (Choices(encoding="utf-99"), "there is no encoding 'utf-99'"),
        (Choices(encoding="ascii"), "the file is not in the encoding ascii"),
        (Choices(encoding="hex"), "the file is not in the encoding hex"),
        (Choices(delimiter="ab"), "the delimiter is 'ab', but must be one character"),
        (Choices(delimiter='"'), "the delimiter is '\"', but must be one character"),
        (Choices(columns={9: "question", 1: "answer"}), "there is no column '9'; the file has 3 columns"),
        (Choices(columns={"Name": "title"}), "there is no field 'title'"),
        (Choices(columns={"Name": "question"}), "no column is chosen for the answer"),
        (Choices(columns={1: "answer", 2: "answer"}), "two columns are chosen for the field answer"),
        (Choices(format=FaqFormat.AZURE_JSON), "this is no valid JSON"),
        (Choices(format=FaqFormat.RASA_YAML), "there are no questions and answers as in Rasa YAML"),
        (Choices(format=FaqFormat.AZURE_TSV), "the first row is no header of Azure / QnA Maker TSV: Name, Text, Nr"),
        (Choices(format=FaqFormat.WATSON_CSV), "these are intents of Watson"),
    ],
)
def test_a_choice_that_does_not_fit_is_told(choices: Choices, message: str) -> None:
    with pytest.raises(IngestError, match=f"^faq.csv: (?:{message})"):
        read_faq(_ODD, name="faq.csv", choices=choices)


def test_a_format_with_more_columns_than_the_file_names_the_missing_one() -> None:
    with pytest.raises(IngestError, match="the header has no column answer; columns found: only"):
        read_faq(b"only\nx\n", name="faq.csv", choices=Choices(format=FaqFormat.DIFY_CSV))


def test_one_sheet_of_a_workbook_can_be_chosen() -> None:
    book = Workbook()
    for number, title in enumerate(("First", "Second")):
        sheet = book.create_sheet(title, number)
        sheet.append(["question", "answer"])
        sheet.append([f"{title}?", "Yes."])
    buffer = BytesIO()
    book.save(buffer)
    read = read_faq(buffer.getvalue(), choices=Choices(sheet="Second"))
    assert [entry.question for entry in read.entries] == ["Second?"]
    assert "sheet First (not chosen)" in read.report.ignored
    seen = peek(buffer.getvalue(), choices=Choices(sheet="Second"))
    assert (seen.sheet, seen.sheets, seen.rows[1][0]) == ("Second", ("First", "Second"), "Second?")
    with pytest.raises(IngestError, match="there is no sheet 'Third'; the sheets are First, Second"):
        read_faq(buffer.getvalue(), choices=Choices(sheet="Third"))
