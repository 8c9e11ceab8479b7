"""Files made to take memory or time, and files damaged at random: each is one clear error or a result."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from matcher.errors import IngestError
from matcher.ingest import Choices, FaqFormat, Ingested, Limits, read_faq

_SAMPLES = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "samples").iterdir())}
_CHOICES = st.builds(
    Choices,
    format=st.none() | st.sampled_from(FaqFormat),
    encoding=st.sampled_from([None, None, "utf-8", "utf-16", "utf-7", "cp1252", "idna"]),
    delimiter=st.sampled_from([None, None, ";", "\t", "\\", "]"]),
    has_header=st.sampled_from([None, True, False]),
    columns=st.sampled_from([{}, {}, {1: "question", 2: "answer"}, {"question": "answer", 3: "question"}]),
)
_LINE = b'{"qid":"a","q":["A?"],"a":"1"}\n'
_RASA = 'version: "3.1"\nnlu:\n'


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _repacked(data: bytes, name: str, content: bytes, copies: int = 1) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for member in source.namelist():
            if member != name:
                made.writestr(member, source.read(member))
        for copy in range(copies):
            made.writestr(name if not copy else f"{name}{copy}", content)
    return target.getvalue()


_BOOK = _workbook([["question", "answer"], ["A?", "a"]])
_SHEET = "xl/worksheets/sheet1.xml"
_FAR_CELLS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (row, row) for row in range(1, 1_300))
    + b"</sheetData></worksheet>"
)
_MANY_SHEETS = b"<workbook><sheets>" + b"<sheet/>" * 1_001 + b"</sheets></workbook>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (_repacked(_BOOK, "xl/media/x", b"\0" * 60_000_000), "the workbook unpacks to 60 MB, more than"),
        (_repacked(_BOOK, "xl/media/x", b"", 1_100), "more than 1,000 files are packed in the workbook"),
        (_repacked(_BOOK, _SHEET, b"<worksheet><sheetData><row"), "the workbook is damaged"),
        (
            _repacked(_BOOK, _SHEET, b'<!DOCTYPE x [<!ENTITY a "aa">]><worksheet>&a;</worksheet>'),
            "the workbook defines XML entities",
        ),
        (
            _repacked(_BOOK, _SHEET, b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                      b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c><v>1</v></c></row>'
                      b"</sheetData></worksheet>"),
            "sheet Sheet: more rows than a workbook can have",
        ),
        (_repacked(_BOOK, _SHEET, _FAR_CELLS), "sheet Sheet: more than 20,000,000 cells, empty ones included; delete"),
        (_repacked(_BOOK, "xl/workbook.xml", _MANY_SHEETS), "the workbook has more than 1,000 sheets; .* FAQ_MAX_MEM"),
        (_workbook([["x"] * 1_500]), "sheet Sheet, row 1: more than 1,000 cells; is this a table?"),
        (_workbook([["question", "answer"]]), "there is a header, but no row under it"),
        (_workbook([]), "the workbook is empty"),
        (b"[" * 100_000, "objects or lists are nested too deep"),
        (b'{"a":' * 100_000, "objects or lists are nested too deep"),
        (b'{"question": "A?", "question": "B?", "answer": "a"}', "this is no valid JSON: the key 'question' stands"),
        (b'{"qna": [' + b"[]," * 5_000_000 + b"[]]}", "more than 4,100,000 values; split .* FAQ_MAX_ROWS"),
        (b'{"qna": {' + b'"k":1,' * 3_000_000 + b'"k":1}}', "more than 2,100,000 keys; split .* FAQ_MAX_ROWS"),
        (_LINE + b'{"a": "\n' + b'{"qid":{"a":{"b":1}},' * 1_000_000, "more than 2,100,000 keys"),
        (b'{"qna": "x"}', "there are no questions and answers as in a format that is known; keys found: qna"),
        (b'[{"question"', "this is no valid JSON"),
        (b'{"qna": []}', "the list of questions and answers is empty; add at least one"),
        (f"{_RASA}- &a x\n- *a\n".encode(), r"line 4: YAML aliases \(\*a\) are not read"),
        ((_RASA + "- " * 500 + "x").encode(), "line 3: values are nested too deep"),
        (f"{_RASA}- {'[' * 100_000}".encode(), "line 3: values are nested too deep"),
        ((_RASA + "- a\n" * 2_200_000).encode(), "more than 2,100,000 values; split .* FAQ_MAX_ROWS"),
        (f"{_RASA}- {'a' * 10_000_000}".encode(), "more than 10,000,000 characters of YAML; split .* FAQ_MAX_ROWS"),
        (f"{_RASA}- intent: x\n  intent: y\n".encode(), "line 5: a key stands twice"),
        (f"{_RASA}- !!python/object/apply:os.system [x]\n".encode(), "none of the 1 rows|there is a header"),
        (f"{_RASA}- x: [\n".encode(), "this is no valid YAML"),
    ],
    ids=range(27),
)  # fmt: skip
def test_a_bomb_is_refused_with_a_reason(data: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=f"^faq(?:, |: )(?:{message})"):
        read_faq(data, name="faq")


def test_a_workbook_with_too_many_rows_names_its_sheet() -> None:
    data = _workbook([["question", "answer"], *[["A?", "a"]] * 11])
    with pytest.raises(IngestError, match=r"^faq, sheet Sheet: more than 10 rows"):
        read_faq(data, name="faq", limits=Limits(max_rows=10))


def test_a_refused_row_of_a_workbook_names_sheet_and_row() -> None:
    report = read_faq(_workbook([["question", "answer"], ["A?", "a"], [], ["B?"]]), name="faq").report
    assert report.describe() == ("faq, sheet Sheet, row 4: the answer is empty",)


def test_cells_of_a_workbook_are_read_as_text() -> None:
    rows: list[list[object]] = [
        ["question", "answer"],
        ["A?", 1.5],
        ["B?", 3.0],
        ["C?", True],
        ["D?", "=1+1"],
        [5, "NA"],
    ]
    assert [(entry.question, entry.answer) for entry in read_faq(_workbook(rows)).entries] == [
        ("A?", "1.5"), ("B?", "3"), ("C?", "TRUE"), ("D?", "=1+1"), ("5", "NA"),
    ]  # fmt: skip


def test_numbers_of_any_size_are_read_as_they_are_written() -> None:
    number = "9" * 10_000
    data = f'[{{"question": "A?", "answer": {number}}}, {{"question": "B?", "answer": 1e400}}]'.encode()
    assert [entry.answer for entry in read_faq(data).entries] == [number, "1e400"]


def test_one_bad_line_of_json_lines_costs_that_line_only() -> None:
    data = b'{"qid":"a","q":["A?"],"a":"1"}\n\n{"qid":\n{"qid":"b","q":["B?"],"a":{}}\n{"qid":"c","q":["C?"],"a":"3"}\n'
    ingested = read_faq(data, name="faq")
    assert [entry.id for entry in ingested.entries] == ["a", "c"]
    assert [line.partition(":")[0] for line in ingested.report.describe()] == ["faq, row 4", "faq, row 3"]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
@pytest.mark.parametrize("name", _SAMPLES)
def test_a_damaged_file_ends_in_a_result_or_in_one_error(name: str, data: st.DataObject) -> None:
    content = bytearray(_SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 12))
        content[start:end] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"[", b"{", b'"', b"\n", b",", b":", b"\0"])
        )
    try:
        ingested = read_faq(bytes(content), name="faq", choices=data.draw(st.none() | _CHOICES))
    except IngestError as error:
        assert str(error).startswith("faq")
    else:
        assert isinstance(ingested, Ingested)
        assert ingested.entries
