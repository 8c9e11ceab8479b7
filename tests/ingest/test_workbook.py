"""What a workbook tells besides texts: results and errors of formulas, number formats, and sheets not read."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook

from matcher.errors import IngestError
from matcher.ingest import Ingested, read_faq

_USUAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"
_HEADER = ("question", "answer", "category")


def _saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _rewritten(data: bytes, texts: Mapping[str, str]) -> bytes:
    """Replace texts in every part of a workbook."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            content = source.read(name).decode()
            for old, new in texts.items():
                content = content.replace(old, new)
            made.writestr(name, content)
    return target.getvalue()


def _with_cells(*rows: str) -> bytes:
    """Make a workbook of a header and of rows of cells as they stand in its XML."""
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in _HEADER)
    data = "".join(f'<row r="{row}">{cells}</row>' for row, cells in enumerate((names, *rows), 1))
    sheet = f'<worksheet xmlns="{_USUAL}"><sheetData>{data}</sheetData></worksheet>'
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(_saved(Workbook()))) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            made.writestr(name, sheet if name == _SHEET else source.read(name))
    return target.getvalue()


def _text(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def _formula(kind: str, result: str) -> str:
    return f'<c t="{kind}"><f>IFERROR(X!A1,"")</f>{result}</c>'


def _of_sheets(**sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return _saved(book)


def _pairs(read: Ingested) -> list[tuple[str, str]]:
    return [(entry.question, entry.answer) for entry in read.entries]


def test_a_formula_whose_result_is_empty_is_empty() -> None:
    empty = _formula("str", "<v></v>")
    read = read_faq(_with_cells(_text("A?") + empty, _text("B?") + _text("b") + empty), name="faq")
    assert (_pairs(read), read.entries[0].category) == ([("B?", "b")], "")
    assert read.report.describe() == ("faq, sheet Sheet, row 2: the answer is empty",)


@pytest.mark.parametrize("kind", ["normal", "array"])
def test_a_formula_never_computed_is_told(kind: str) -> None:
    cell = f'<c r="B2"><f t="{kind}" ref="B2">1+1</f><v></v></c>'
    read = read_faq(_with_cells(_text("A?") + cell), name="faq")
    assert _pairs(read) == [("A?", "=1+1")]
    (line,) = read.report.describe()
    assert line.startswith("faq, sheet Sheet, row 2: the answer is a formula that was never computed")


def test_an_error_is_no_text() -> None:
    error = '<c t="e"><f>X!A1</f><v>#N/A</v></c>'
    rows = (error + error, _text("B?") + error, _text("C?") + _text("c") + error, _text("D?") + _text("#N/A"))
    read = read_faq(_with_cells(*rows), name="faq")
    assert (_pairs(read), read.entries[0].category) == ([("C?", "c"), ("D?", "#N/A")], "")
    assert read.report.describe() == (
        "faq, sheet Sheet, row 2: the question is the error #N/A; mend the cell",
        "faq, sheet Sheet, row 3: the answer is the error #N/A; mend the cell",
        "faq, sheet Sheet, row 4: the category is the error #N/A; mend the cell",
    )
    assert read.report.rows == 4


def test_numbers_stand_as_they_are_shown_or_are_told() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["question", "answer", "price"])
    for row, (value, code) in enumerate([(0.15, "0%"), (1234, "00000"), (4.9, "0.00"), (1234.5, "#,##0.00")], 2):
        sheet.append([f"{row}?", value, 1234.5])
        sheet.cell(row, 2).number_format = sheet.cell(row, 3).number_format = code
    read = read_faq(_saved(book), name="faq")
    assert [entry.answer for entry in read.entries] == ["15%", "01234", "4.90", "1234.5"]
    assert read.report.describe() == (
        "faq, sheet Sheet, row 5: the answer is taken as 1234.5, but a spreadsheet shows it in the format #,##0.00; "
        "type it as text to keep that",
    )


def test_a_sheet_of_questions_without_header_is_read_and_told() -> None:
    data = _of_sheets(A=[("question", "answer"), ("A?", "a")], B=[("How do I pay?", "By card."), ("Where?", "Bonn.")])
    read = read_faq(data)
    assert _pairs(read) == [("A?", "a"), ("How do I pay?", "By card."), ("Where?", "Bonn.")]
    assert read.report.guessed == (
        "sheet B has no header that is known, and is read as question from column 1, answer from column 2",
    )


@pytest.mark.parametrize(
    "rows",
    [
        [("Our FAQ",), ("Question", "Answer"), ("B?", "b")],
        [("Question", "What we say"), ("B?", "b")],
        [("Returns and refunds of this year", "30 days"), ("Delivery to other countries", "3 days")],
    ],
)
def test_a_sheet_that_may_hold_questions_is_read_or_asked_about(rows: list[tuple[str, ...]]) -> None:
    report = read_faq(_of_sheets(Main=[("question", "answer"), ("A?", "a")], Other=rows)).report
    asked = [each for each in report.guessed if each.startswith("sheet Other is not read, but may hold questions")]
    assert report.taken == 2 or (
        asked and "sheet Other (not read; it may hold questions and answers)" in report.ignored
    )
    assert report.taken == 2 or report.needs_confirmation


def test_a_sheet_of_notes_raises_no_question() -> None:
    report = read_faq(_of_sheets(FAQ=[("question", "answer"), ("A?", "a")], Notes=[("Ask Ann first",)])).report
    assert (report.ignored, report.guessed) == (("sheet Notes (no question and answer)",), ())


def test_a_workbook_in_strict_open_xml_is_read() -> None:
    data = _of_sheets(FAQ=[("question", "answer"), ("A?", "a"), ("B?", 2)])
    strict = _rewritten(
        data,
        {
            _USUAL: "http://purl.oclc.org/ooxml/spreadsheetml/main",
            "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
        },
    )
    assert strict != data
    assert read_faq(strict).entries == read_faq(data).entries


def _zip(*names: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (_zip("[Content_Types].xml", "word/document.xml"), "a Word document; put the questions and answers in a table"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "a PowerPoint presentation; put the questions"),
        (_zip("[Content_Types].xml", "visio/document.xml"), "a file of Microsoft Office, but no workbook"),
        (_zip("keyword/document.txt"), "a zip archive; unpack it"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "a Word document; put the questions"),
        (b"\xd0\xcf\x11\xe0" + b"Workbook", "an Excel workbook of the old kind; save it as .xlsx"),
    ],
)
def test_a_document_is_called_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(IngestError, match=f"^faq: this is {what}"):
        read_faq(data, name="faq")


def test_a_locked_workbook_is_told() -> None:
    with pytest.raises(IngestError, match="^faq: this file is locked with a password; save it without"):
        read_faq(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), name="faq")
