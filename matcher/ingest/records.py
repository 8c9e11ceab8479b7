"""Cut text into records and cells, as RFC 4180 and spreadsheets do, and know the row of each.

Not the csv module: its limit on the length of a cell is one for the whole process, and it does not say in which row an
unclosed quotation mark was opened. Every pattern is possessive, so that no quoting makes it slower than linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.errors import IngestError


@dataclass(frozen=True, slots=True)
class CellNote:
    """What to know about a cell of a sheet: its position from 0, its text, and what is said of it.

    is_lost: the text is no text, and the cell is left empty.
    """

    position: int
    text: str
    reason: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number from 1, its cells, and whether a closing quotation mark was followed by more text."""

    row: int
    cells: tuple[str, ...]
    loose: bool
    notes: tuple[CellNote, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)


def records(text: str, delimiter: str, file: str, max_columns: int) -> Iterator[Record]:
    """Every record, empty ones included. Raises IngestError for a quotation mark that is never closed."""
    match_cell = _cell_pattern(delimiter).match
    cells: list[str] = []
    row, loose, position = 1, False, 0
    while position < len(text) or cells:
        found = match_cell(text, position)
        if found is None:
            raise IngestError(
                f'{file}, row {row}: a quotation mark (") opened in this row is never closed; '
                "close it, or write it twice where it belongs to the text"
            )
        quoted, open_quoted, tail, bare, end = found.groups()
        cells.append(bare if bare is not None else (quoted or open_quoted or "").replace('""', '"') + (tail or ""))
        if len(cells) > max_columns:
            raise IngestError(f"{file}, row {row}: more than {max_columns:,} cells; is this a table?")
        loose = loose or open_quoted is not None
        position = found.end()
        if end != delimiter:
            yield Record(row, tuple(cells), loose)
            row, cells, loose = row + 1, [], False


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    stop = re.escape(delimiter)
    body = r'[^"]*+(?:""[^"]*+)*+'
    blanks = r"[ ]*+"
    return re.compile(
        rf'(?:{blanks}"({body})"{blanks}(?=[{stop}\r\n]|\Z)'  # "quoted", also with blanks around it
        rf'|"({body})"([^{stop}\r\n]*+)'  # "quoted" with more text behind it
        rf'|(?!")([^{stop}\r\n]*+))'  # bare
        rf"({stop}|\r\n|\r|\n|\Z)"
    )
