from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from matcher.errors import IngestError
from matcher.ingest import FaqFormat, Limits
from panels.report import limits_line, report, understood
from panels.upload import FILE_TYPES, Said, Upload
from tests.panels.shelves import uploaded

ODD = "Frage1;Antwort1;Gruppe\nWo ist es?;Im Geschäft.;Orte\n;leer;Orte\n".encode("cp1252")


def read(folder: Path, content: bytes, name: str = "new.csv") -> Upload:
    return Upload.read(Path(uploaded(folder, content, name)), Limits())


def test_an_upload_is_forgotten_on_the_disk_even_where_it_is_refused(tmp_path: Path) -> None:
    for content in (ODD, b""):
        path = Path(uploaded(tmp_path, content))
        if content:
            Upload.read(path, Limits())
        else:
            with pytest.raises(IngestError, match="the file is empty"):
                Upload.read(path, Limits())
        assert not path.exists()


def test_header_then_columns_can_be_corrected(tmp_path: Path) -> None:
    upload = read(tmp_path, ODD)
    assert (upload.header[0], upload.columns["question"]) == ("column 1", 1)
    with_header = upload.again(Said(header="yes").choices(upload.choices))
    assert (with_header.ingested, with_header.header) == (None, ("Frage1", "Antwort1", "Gruppe"))
    assert "This file can’t be taken." in understood(with_header)
    said = Said(header="yes", columns=(0, 1, 0, 2, 3, 0))
    mapped = with_header.again(said.with_columns(with_header.choices))
    assert mapped.ingested is not None
    assert [(e.question, e.answer, e.category) for e in mapped.ingested.entries] == [
        ("Wo ist es?", "Im Geschäft.", "Orte")
    ]
    assert "Gruppe → category" in understood(mapped)


def test_columns_said_before_are_kept_unless_the_rest_changes(tmp_path: Path) -> None:
    upload = read(tmp_path, ODD)
    said = Said(header="yes", columns=(0, 1, 0, 2, 3, 0))
    mapped = upload.again(said.with_columns(upload.choices))
    assert Said(header="yes").choices(mapped.choices) == mapped.choices
    assert Said(header="yes", encoding="cp1252").choices(mapped.choices).columns == {}


def test_one_column_is_not_two_fields(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Column 1 can’t be both question and answer"):
        Said(columns=(0, 1, 0, 1, 0, 0)).with_columns(read(tmp_path, ODD).choices)


def test_encoding_delimiter_format_and_sheet_can_be_said(tmp_path: Path) -> None:
    latin = read(tmp_path, "question,answer\nWo?,Geschäft\n".encode("cp1252"))
    again = latin.again(Said(encoding="cp437").choices(latin.choices))
    assert again.ingested is not None and again.ingested.entries[0].answer == "Gesch\u03a3ft"
    bars = latin.again(Said(delimiter="|").choices(latin.choices))
    assert bars.ingested is None and bars.peeked is not None and len(bars.peeked.rows[0]) == 1
    assert latin.again(Said(format=FaqFormat.AZURE_JSON.value).choices(latin.choices)).problem
    book = Workbook()
    for title in ("One", "Two"):
        sheet = book.create_sheet(title)
        sheet.append(["question", "answer"])
        sheet.append([f"{title}?", "Yes."])
    buffer = BytesIO()
    book.save(buffer)
    both = read(tmp_path, buffer.getvalue(), "faq.xlsx")
    assert both.peeked is not None and both.peeked.sheets == ("One", "Two")
    second = both.again(Said(sheet="Two").choices(both.choices))
    assert second.ingested is not None and [e.question for e in second.ingested.entries] == ["Two?"]


def test_json_has_no_columns_to_choose_but_a_preview(tmp_path: Path) -> None:
    upload = read(tmp_path, b'{"qna": [{"qid": "a", "q": ["How?", "So?"], "a": "Thus."}]}', "qna.json")
    assert (upload.peeked, upload.header) == (None, ())
    assert "QnABot JSON" in understood(upload) and "The first items of the file" in understood(upload)


def test_the_report_names_every_row_that_was_refused_and_can_be_downloaded(tmp_path: Path) -> None:
    upload = read(tmp_path, b"question,answer\nA?,a\n,<b>b</b>\n")
    assert upload.ingested is not None
    shown = report(upload.ingested)
    for text in ("1 row will be left out.", "the question is empty", 'download="report on new.csv"', "data:text/csv"):
        assert text in shown


def test_limits_and_formats_are_told_before_the_upload() -> None:
    assert "Up to 2 MB and 300 rows" in limits_line(Limits(max_bytes=2_000_000, max_rows=300))
    assert {".csv", ".xlsx", ".json", ".jsonl", ".yaml", ".tsv"} <= set(FILE_TYPES)
