"""Find the delimiter by trying each: the right one shows the header and gives every row the same number of cells."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from matcher.errors import IngestError
from matcher.ingest.columns import recognise
from matcher.ingest.records import Record, records

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARS = 65_536
_SAMPLE_RECORDS = 100
_HEADER_ROWS = 10
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(?:\r\n|\r|\n)', re.IGNORECASE)


def split_separator_line(text: str) -> tuple[str | None, str]:
    """Take off the delimiter that a first line such as `sep=;` announces, if any, as Excel does."""
    found = _SEPARATOR_LINE.match(text)
    return (found[1], text[found.end() :]) if found else (None, text)


def find_delimiter(text: str, aliases: Mapping[str, tuple[str, ...]], max_columns: int) -> str:
    """Choose the delimiter that fits best; the comma where none does."""
    return max(DELIMITERS, key=lambda delimiter: _fit(_sample(text, delimiter, max_columns), aliases))


def _fit(sample: Iterable[Record], aliases: Mapping[str, tuple[str, ...]]) -> tuple[bool, int, bool, int, float, int]:
    """Weigh what speaks for it: whole quotations in the first row, known columns, rows of one width, no prose."""
    filled = [record for record in sample if not record.blank]
    if not filled:
        return (True, 0, True, 0, 1.0, 0)  # nothing but this delimiter
    width, count = Counter(len(record.cells) for record in filled).most_common(1)[0]
    loose = sum(record.loose for record in filled)
    whole = not filled[0].loose
    steady = count / len(filled) * (1 - _spaced(filled) / 2) if width > 1 else 0.0
    return (whole, _known(filled, aliases), width > 1, -loose, steady, width)


def _known(filled: Sequence[Record], aliases: Mapping[str, tuple[str, ...]]) -> int:
    """Count the known columns in the first row; below a title, in one of the next that has two of them at least."""
    first, *others = (len(recognise(record.cells, aliases)) for record in filled[:_HEADER_ROWS])
    return max([first, *(known for known in others if known > 1)])


def _spaced(filled: Sequence[Record]) -> float:
    """Give the share of delimiters that a space follows, as one follows a comma or a semicolon in a sentence."""
    cells = [cell for record in filled for cell in record.cells[1:]]
    return sum(cell.startswith(" ") for cell in cells) / len(cells) if cells else 0.0


def _sample(text: str, delimiter: str, max_columns: int) -> list[Record]:
    """Read the first records; one that the end of the sample cuts is left out, as is all after a broken quotation."""
    taken: list[Record] = []
    try:
        taken.extend(islice(records(text[:_SAMPLE_CHARS], delimiter, "", max_columns), _SAMPLE_RECORDS))
    except IngestError:  # said again, with the row, when the whole file is read
        return taken
    cut = len(text) > _SAMPLE_CHARS and 1 < len(taken) < _SAMPLE_RECORDS
    return taken[:-1] if cut else taken
