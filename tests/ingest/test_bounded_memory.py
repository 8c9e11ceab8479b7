"""Files made to fill the memory, read by a process that has little of it."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import Workbook

from matcher.settings import PROJECT

_MEGABYTE = 1_000_000
_NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_SHEET = "xl/worksheets/sheet1.xml"
_TEXTS = "xl/sharedStrings.xml"
_TOO_BIG = "faq: the file is larger than 50 MB; split it, or allow more with FAQ_MAX_FILE_MB"


def _workbook(path: Path, part: str, content: Iterator[bytes]) -> Path:
    """Write a workbook one part of which is replaced; the rest of it is large enough to hide the ratio."""
    book = BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name in source.namelist():
            if name != part:
                made.writestr(name, source.read(name))
        with made.open(part, "w") as stream:
            for block in content:
                stream.write(block)
        made.writestr(zipfile.ZipInfo("xl/media/picture"), bytes(range(256)) * 8_000)
    return path


def _times(block: bytes, count: int) -> Iterator[bytes]:
    """Give the block so many times, in pieces of up to a megabyte."""
    piece = _MEGABYTE // len(block)
    for _ in range(count // piece):
        yield block * piece


def _in_sheet(content: Iterator[bytes]) -> Iterator[bytes]:
    yield b"<worksheet " + _NAMESPACE + b"><sheetData>"
    yield from content


def _in_texts(content: Iterator[bytes]) -> Iterator[bytes]:
    yield b"<sst " + _NAMESPACE + b">"
    yield from content


def _in_styles(content: Iterator[bytes]) -> Iterator[bytes]:
    yield b"<styleSheet " + _NAMESPACE + b"><cellXfs>"
    yield from content


def _sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.write(b"question,answer\n")
        file.truncate(2_000 * _MEGABYTE)
    return path


def _written(path: Path, head: bytes, block: bytes, count: int) -> Path:
    with path.open("wb") as file:
        file.write(head)
        for piece in _times(block, count):
            file.write(piece)
    return path


_FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "2 GB of CSV": (_sparse, _TOO_BIG),
    "a stream without end": (lambda path: Path("/dev/zero"), _TOO_BIG),
    "10 million rows": (
        lambda path: _written(path, b"question,answer\n", b"a,b\n", 10_000_000),
        "faq: more than 20,000 rows, empty ones included; split the file, or allow more with FAQ_MAX_ROWS",
    ),
    "10 million lines of JSON": (
        lambda path: _written(path, b'{"qid":"a","q":["A?"],"a":"b"}\n', b"1\n", 10_000_000),
        "faq: more than 20,000 rows; split the file, or allow more with FAQ_MAX_ROWS",
    ),
    "100,000 levels of JSON": (
        lambda path: _written(path, b"", b'{"a":', 200_000),
        "faq: objects or lists are nested too deep; is this an FAQ?",
    ),
    "10 million objects in a cell": (
        lambda path: _written(path, b'question,answer,alternates\nq,a,"[', b"{},", 10_000_000),
        'faq, row 2: a quotation mark (") opened in this row is never closed; close it, or write it twice where it '
        "belongs to the text",
    ),
    "20 million alternates in a cell": (
        lambda path: _written(path, b"question,answer,alternates\nq,a,", b"b|", 20_000_000),
        "faq: none of the 1 rows could be taken; row 2: there are 100,001 alternates, but at most 1,000 are allowed "
        "(FAQ_MAX_ALTERNATES)",
    ),
    "a zip bomb": (
        lambda path: _workbook(path, _SHEET, _times(b"\0", 900 * _MEGABYTE)),
        "faq: the workbook unpacks to 902 MB, more than 200 MB; save it again with fewer cells, or as CSV, or allow "
        "more with FAQ_MAX_UNPACKED_MB",
    ),
    "millions of empty rows": (
        lambda path: _workbook(path, _SHEET, _in_sheet(_times(b"<row/>", 20_000_000))),
        "faq: the workbook has more than 3,145,728 rows, more than a spreadsheet makes; save it again, or "
        "as CSV",
    ),
    "millions of cells in a row": (
        lambda path: _workbook(path, _SHEET, _in_sheet(chain([b"<row>"], _times(b"<c/>", 20_000_000)))),
        "faq: the workbook has more than 300,000 cells; split it, save it with fewer columns, or allow more with "
        "FAQ_MAX_ROWS",
    ),
    "millions of styles": (
        lambda path: _workbook(path, "xl/styles.xml", _in_styles(_times(b"<xf/>", 20_000_000))),
        "faq: the workbook has more than 200,000 styles, more than a spreadsheet makes; save it again, or as CSV",
    ),
    "millions of levels of XML": (
        lambda path: _workbook(path, _SHEET, _in_sheet(_times(b"<a>", 20_000_000))),
        "faq: the workbook is nested deeper than a spreadsheet makes; save it again, or as CSV",
    ),
    "2 million texts that no cell shows": (
        lambda path: _workbook(path, _TEXTS, _in_texts(_times(b"<si><t>a</t></si>", 2_000_000))),
        "faq: the workbook has more than 100,000 texts in no cell, more than a spreadsheet makes; save it again, or as "
        "CSV",
    ),
    "millions of links": (
        lambda path: _workbook(path, _SHEET, _in_sheet(chain([b"</sheetData>"], _times(b"<hyperlink/>", 10_000_000)))),
        "faq: the workbook has more elements than a spreadsheet makes; save it again, or as CSV",
    ),
    "millions of parts of a text": (
        lambda path: _workbook(path, _TEXTS, _in_texts(_times(b"<si>" + b"<r/>" * 500 + b"</si>", 20_000))),
        "faq: the workbook has more in its cells than a spreadsheet makes; save it again, or as CSV",
    ),
    "3 million keys": (
        lambda path: _written(path, b"{", b'"a":1,', 3_000_000),
        "faq: more than 300,000 keys; split the file, or allow more with FAQ_MAX_ROWS",
    ),
    "a tag of many megabytes": (
        lambda path: _workbook(path, _SHEET, _in_sheet(chain([b"<row"], _times(b' a=">"', _MEGABYTE)))),
        "faq: the workbook has a longer text than a spreadsheet makes; save it again, or as CSV",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one process with little memory says of each file."""
    folder = tmp_path_factory.mktemp("files")
    files = [make(folder / str(number)) for number, (make, _) in enumerate(_FILES.values())]
    command = [sys.executable, "-m", "tests.ingest.read_in_little_memory", *map(str, files)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return dict(zip(_FILES, ended.stdout.splitlines(), strict=True))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems limit memory otherwise")
@pytest.mark.parametrize("name", _FILES)
def test_a_file_too_large_in_any_way_is_refused_with_little_memory(name: str, refusals: dict[str, str]) -> None:
    assert refusals[name] == _FILES[name][1]
