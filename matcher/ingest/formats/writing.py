"""Write texts, tables, JSON and workbooks in the plainest way that every tool takes."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from matcher.errors import IngestError
from matcher.ingest.cells import find_control, find_never_text
from matcher.ingest.report import shorten
from matcher.types import Entry

_MAX_CELL = 32_767  # of Excel; openpyxl would cut the rest off
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f]|_(?=x[0-9A-Fa-f]{4}_)")


def texts_in(entry: Entry) -> tuple[str, ...]:
    """Every text of an entry."""
    return (entry.id, *entry.phrasings, entry.answer, entry.category, *entry.tags)


def check_texts(entries: Iterable[Entry], *, controls: bool) -> None:
    """Raise IngestError, naming the entry, for a character that the file can't hold, control characters or not."""
    for entry in entries:
        for text in texts_in(entry):
            if code := find_never_text(text) if controls else find_control(text):
                raise IngestError(
                    f"entry {shorten(entry.id)}: {shorten(text)!r} holds a character that no file of this format "
                    f"keeps ({code}); remove it"
                )


def csv_bytes(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """UTF-8 without BOM, every cell quoted, so that no first cell is taken for anything else."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return target.getvalue().encode("utf-8")


def json_bytes(value: object) -> bytes:
    """Indented UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def workbook_bytes(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """One sheet on which every cell is text. Raises IngestError for a text longer than a cell can hold."""
    escaped = [tuple(map(_escape, row)) for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in escaped:
        cells = [WriteOnlyCell(sheet, text) for text in row]
        for cell in cells:
            cell.data_type = "s"  # not a formula, though it may start with =
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _escape(text: str) -> str:
    """Write what XML can't hold as spreadsheets do."""
    escaped = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(escaped) > _MAX_CELL:
        raise IngestError(
            f"{shorten(text)!r} has {len(text):,} characters, but a cell of a workbook holds {_MAX_CELL:,}"
        )
    return escaped
