"""Write entries as a file of any format that can be written, and say what it does not keep."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

from matcher.errors import IngestError
from matcher.ingest.choices import Choices
from matcher.ingest.faq import read_faq
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats import WRITERS
from matcher.ingest.formats.native import HEADER, write_csv
from matcher.ingest.limits import Limits
from matcher.types import Entry

_ALL = 10**9
_NO_LIMITS = Limits(_ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL, 1, _ALL, _ALL)


def write_faq(entries: Iterable[Entry], format: FaqFormat) -> bytes:
    """Write a file as the format's own tool exports it; read_faq reads it back, but for what losses tells.

    Cells are not guarded against formulas but in the native formats, for the tools would show the guard. Raises
    IngestError for a format without answers and for an entry that the format can't hold.
    """
    write = WRITERS.get(format)
    if write is None:
        raise IngestError(f"{format.display_name} hold no answers, so entries can't be written as such; choose CSV")
    return write(tuple(entries))


def losses(entries: Sequence[Entry], format: FaqFormat) -> tuple[str, ...]:
    """Say what is lost when the entries are written in the format, found by reading the file back; empty: nothing."""
    try:
        found = read_faq(
            write_faq(entries, format), limits=_NO_LIMITS, answers_required=False, choices=Choices(format=format)
        ).entries
    except IngestError as error:
        return (str(error),)
    said = []
    if len(found) > len(entries):
        said.append(f"alternates become entries of their own: {len(found):,} instead of {len(entries):,}")
    by_question = {entry.question: entry for entry in reversed(found)}
    pairs = [(entry, by_question[entry.question]) for entry in entries if entry.question in by_question]
    if len(pairs) < len(entries):
        said.append(f"the question of {len(entries) - len(pairs):,} entries")
    for field in fields(Entry):
        changed = sum(getattr(entry, field.name) != getattr(back, field.name) for entry, back in pairs)
        if changed:
            said.append(f"{field.name} of {changed:,} entries")
    return tuple(said)


__all__ = ["HEADER", "losses", "write_csv", "write_faq"]
