"""Files of which nothing can be read: each is one clear error."""

import os
import random
import re
import sys
import tracemalloc
from pathlib import Path

import pytest

from matcher.errors import IngestError
from matcher.ingest import Limits, read_faq, read_labels

_HEADER = b"question,answer\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "faq.csv: the file is empty; it needs a header and at least one row"),
        (b" \r\n\n", "faq.csv: the file is empty; it needs a header and at least one row"),
        (b"\xef\xbb\xbf", "faq.csv: the file is empty; it needs a header and at least one row"),
        (b",,\n,,\n", "faq.csv: the file is empty; it needs a header and at least one row"),
        (_HEADER, "faq.csv: there is a header, but no row under it; add at least one question with its answer"),
        (
            b"Name,Text\nx,y\n",
            "faq.csv: the header has no column question and no column answer; columns found: Name, Text; "
            "name the columns in the first row, at least question and answer",
        ),
        (
            b"Question,Text\nx,y\n",
            "faq.csv: the header has no column answer; columns found: Question, Text; "
            "name the columns in the first row, at least question and answer",
        ),
        (b"question,answer,Question\nx,y,z\n", "faq.csv: two columns are named question; keep one as question"),
        (
            _HEADER + b'A?,a\nB?,"b\nC?,c\nD?,d\n',
            'faq.csv, row 3: a quotation mark (") opened in this row is never closed; '
            "close it, or write it twice where it belongs to the text",
        ),
        (
            b"PK\x03\x04\x14\x00\x00\x00xl/workbook.xml",
            "faq.csv: the workbook is damaged; open it in a spreadsheet and save it again",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "faq.csv: this is an Excel workbook of the old kind; save it as .xlsx or as CSV (UTF-8) and read that",
        ),
        (b"PK\x03\x04photo.jpg", "faq.csv: this is a zip archive; unpack it and read the CSV inside"),
        (b"\x1f\x8b\x08", "faq.csv: this is a gzip archive; unpack it and read the CSV inside"),
        (b"%PDF-1.7\n", "faq.csv: this is a PDF; an FAQ is read from a CSV"),
        (b"\x89PNG\r\n\x1a\n", "faq.csv: this is a picture; an FAQ is read from a CSV"),
        (b"\xff\xd8\xff\xe0", "faq.csv: this is a picture; an FAQ is read from a CSV"),
        (b"GIF89a", "faq.csv: this is a picture; an FAQ is read from a CSV"),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "faq.csv: this is a binary file, not text; an FAQ is read from a CSV"),
        (random.Random(7).randbytes(5_000), "faq.csv: this is a binary file, not text; an FAQ is read from a CSV"),
        (b"\xff\xfeq\x00u", "faq.csv: the file starts as UTF-16 but is damaged; save it as UTF-8"),
        (b"," * 5_000, "faq.csv, row 1: more than 1,000 cells; is this a table?"),
        (_HEADER + b"a," * 5_000, "faq.csv, row 2: more than 1,000 cells; is this a table?"),
    ],
)
def test_a_file_that_is_no_faq_is_refused_with_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=f"^{re.escape(message)}$"):
        read_faq(data, name="faq.csv")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"^no\.csv: there is no such file; check the path .*no\.csv$"):
        read_faq(tmp_path / "no.csv")


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="this is a folder; give the file inside it"):
        read_faq(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    path.write_bytes(_HEADER)
    path.chmod(0)
    with pytest.raises(IngestError, match=r"faq\.csv: the file can't be read: Permission denied"):
        read_faq(path)


def test_a_path_that_no_system_knows_is_told() -> None:
    with pytest.raises(IngestError, match="the file can't be read|there is no such file"):
        read_faq(Path("a\0b.csv"))


def test_a_gigabyte_of_nonsense_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(IngestError, match=r"^faq\.csv: the file is larger than 50 MB; split it, or allow more"):
            read_faq(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="no such device")
def test_a_stream_without_end_is_read_up_to_the_limit_only() -> None:
    with pytest.raises(IngestError, match=r"^zero: the file is larger than 0\.1 MB"):
        read_faq(Path("/dev/zero"), limits=Limits(max_bytes=100_000))


def test_bytes_over_the_limit_are_refused() -> None:
    with pytest.raises(IngestError, match=r"larger than 1e-05 MB"):
        read_faq(b"question,answer\nA?,a", limits=Limits(max_bytes=10))


@pytest.mark.parametrize("row", [b"A?,a\n", b"\n", b",\n"])
def test_too_many_rows_are_refused_empty_ones_included(row: bytes) -> None:
    limits = Limits(max_rows=100)
    assert read_faq(_HEADER + b"A?,a\n" + row * 99, limits=limits).report.taken in (1, 100)
    with pytest.raises(IngestError, match="more than 100 rows, empty ones included"):
        read_faq(_HEADER + b"A?,a\n" + row * 100, limits=limits)


@pytest.mark.parametrize(
    "data",
    [
        _HEADER + b"x" * 5_000_000,
        _HEADER + b'"' * 5_000_001,
        _HEADER + b'"' * 5_000_000,
        _HEADER + b',"\n' * 1_500_000,
        _HEADER + b', "' * 1_500_000,
        _HEADER + b' """x,' + b' ""x,' * 400 + b' ""x' * 1_000_000,
        _HEADER + b" " * 5_000_000,
        _HEADER + b"x\xff" * 2_000_000,
        _HEADER + b"'" * 5_000_000 + b",a",
        b"question,answer,alternates\nA?,a," + b"[" * 1_000_000,
        b"\n" * 5_000_000 + b"x",
        b"(" * 1_000_000 + b",answer\nA?,a",
    ],
    ids=range(12),
)
def test_hostile_input_ends_in_an_error_and_not_in_a_hang(data: bytes) -> None:
    with pytest.raises(IngestError):
        read_faq(data)


def test_one_bad_label_stops_the_labels() -> None:
    with pytest.raises(IngestError, match=r"^t\.csv, row 3: the question is empty$"):
        read_labels(b"question,expected_id\nA?,a\n,b\n", name="t.csv")
