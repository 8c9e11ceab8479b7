"""Write entries as the native CSV, which read_faq reads back as they were."""

import codecs
import csv
import io
from collections.abc import Iterable

from matcher.errors import IngestError
from matcher.ingest.cells import LINES_BARS_OR_COMMAS, LINES_OR_BARS, find_control, guard, join_list
from matcher.ingest.report import shorten
from matcher.types import Entry

HEADER = ("id", "question", "alternates", "answer", "category", "tags")


def write_csv(entries: Iterable[Entry]) -> bytes:
    """UTF-8 with BOM, so that spreadsheets open it right, and no cell that they would run as a formula.

    Lossless for every text without white space around it; see cells for the guard and for lists. Raises IngestError,
    naming the entry, for control characters such as NUL, which no spreadsheet keeps and read_faq refuses.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(HEADER)
    for entry in entries:
        _check(entry)
        alternates = join_list(entry.alternates, "\n", LINES_OR_BARS)
        tags = join_list(entry.tags, "|", LINES_BARS_OR_COMMAS)
        cells = (entry.id, entry.question, alternates, entry.answer, entry.category, tags)
        writer.writerow([guard(cell) for cell in cells])
    return codecs.BOM_UTF8 + target.getvalue().encode("utf-8")


def _check(entry: Entry) -> None:
    for text in (entry.id, *entry.phrasings, entry.answer, entry.category, *entry.tags):
        if code := find_control(text):
            raise IngestError(
                f"entry {shorten(entry.id)}: {shorten(text)!r} holds a character that no CSV keeps ({code}); remove it"
            )
