"""Read alternates from a file of their own and put them to their entries."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.cells import same_text_key
from matcher.ingest.columns import ALTERNATE_COLUMNS
from matcher.ingest.labels import checked_rows
from matcher.ingest.limits import Limits
from matcher.ingest.report import shorten
from matcher.ingest.table import open_table
from matcher.types import Entry

_DEFAULT_LIMITS = Limits()


def read_alternates(
    source: Path | bytes, *, name: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> list[tuple[str, str]]:
    """Pairs of entry id and alternate from a file `faq_id,question`. Raises IngestError, naming the row."""
    table = open_table(source, name, limits, ALTERNATE_COLUMNS, ("faq_id", "question"))
    pairs = []
    for record in checked_rows(table):
        entry_id = table.cell(record, "faq_id")
        if not entry_id:
            raise IngestError(f"{table.file}, row {record.row}: the id of the entry is empty")
        pairs.append((entry_id, table.cell(record, "question")))
    return pairs


def with_alternates(entries: Iterable[Entry], pairs: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    """Add the alternates to their entries, but for those an entry has already, case and white space aside.

    Raises IngestError for an id that no entry has.
    """
    entries = tuple(entries)
    added: dict[str, dict[str, str]] = {entry.id: {} for entry in entries}
    known = {entry.id: {same_text_key(text) for text in entry.phrasings} for entry in entries}
    for number, (entry_id, text) in enumerate(pairs, start=1):
        if entry_id not in known:
            raise IngestError(
                f"alternate {number:,} ({shorten(text)!r}): there is no entry with the id {shorten(entry_id)}; "
                "correct the id, or leave the alternate out"
            )
        key = same_text_key(text)
        if key not in known[entry_id]:
            added[entry_id].setdefault(key, text)
    return tuple(replace(e, alternates=(*e.alternates, *added[e.id].values())) if added[e.id] else e for e in entries)
