"""What was understood of a file, and which rows were not taken and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.types import Entry

_SHOWN = 60


def shorten(text: str, width: int = _SHOWN) -> str:
    """Text on one line, at most width characters, with an ellipsis where it goes on."""
    line = " ".join(text[: 4 * width].split())
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return line if len(line) <= width else line[: width - 1] + "…"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was refused, or what to know about one that was taken.

    row counts as a spreadsheet does: the header is row 1, an empty row counts, and a cell of many lines is in one row.
    column is the field it is about, or empty where it is the whole row; value is the cell, shortened.
    """

    row: int
    column: str
    value: str
    reason: str

    def describe(self, file: str) -> str:
        """Say the problem in one sentence: `faq.csv, row 7: the answer is empty`."""
        return f"{file}, row {self.row}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a person should check before publishing.

    columns maps each field to the column it was read from, as the file names it; ignored are the columns not used.
    rows counts those that hold anything: taken + refused_count. refused and warned keep the first ones only, up to the
    limit; refused_count and warned_count count them all.
    """

    file: str
    format: str
    encoding: str
    delimiter: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: int
    taken: int
    refused: tuple[RowProblem, ...]
    refused_count: int
    warned: tuple[RowProblem, ...]
    warned_count: int

    def describe(self) -> tuple[str, ...]:
        """Every kept problem as one sentence, refused rows first, and how many more there are."""
        lines = []
        refused = (self.refused, self.refused_count, "refused")
        warned = (self.warned, self.warned_count, "warned about")
        for kept, count, word in (refused, warned):
            lines += [problem.describe(self.file) for problem in kept]
            if count > len(kept):
                lines.append(f"{self.file}: {count - len(kept):,} more rows were {word}")
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Ingested:
    """The entries of a file, in its order, and the report about it."""

    entries: tuple[Entry, ...]
    report: Report
