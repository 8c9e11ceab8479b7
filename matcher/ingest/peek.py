"""Show what a file holds when it is not understood, so that a person can say which column is which."""

from dataclasses import dataclass
from pathlib import Path

from matcher.ingest.choices import Choices
from matcher.ingest.columns import FAQ_COLUMNS
from matcher.ingest.limits import Limits
from matcher.ingest.source import load
from matcher.ingest.table import text_grid
from matcher.ingest.understand import read_text
from matcher.ingest.workbook import chosen_sheets, is_workbook, read_workbook

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Peek:
    """The first rows as they were read, the first of which may be a header; sheet is empty but in a workbook.

    sheets are all of the workbook that hold anything.
    """

    file: str
    encoding: str
    delimiter: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...] = ()


def peek(
    source: Path | bytes, *, name: str | None = None, limits: Limits = _DEFAULT_LIMITS, choices: Choices | None = None
) -> Peek:
    """Read the first rows of a table, whatever its columns are called. Raises IngestError for what is no text."""
    choices = choices or Choices()
    data, file = load(source, name, limits)
    choices.check(file)
    sheets: tuple[str, ...] = ()
    if is_workbook(data):
        grids = read_workbook(data, file, limits)[0]
        grid, sheets = chosen_sheets(grids, choices.sheet)[0], tuple(each.sheet for each in grids)
    else:
        text, encoding = read_text(data, file, choices)
        grid = text_grid(text, encoding, choices.delimiter, file, limits, FAQ_COLUMNS)
    return Peek(file, grid.encoding, grid.delimiter, grid.sheet, grid.preview(), sheets)
