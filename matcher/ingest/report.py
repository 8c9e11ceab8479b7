"""What was understood of a file, and which rows were not taken and why."""

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.ingest.faq_format import FaqFormat
from matcher.types import Entry

_SHOWN = 60
_LISTED = 30
_HEADER = ("outcome", "sheet", "row", "column", "value", "reason")


def shorten(text: str, width: int = _SHOWN) -> str:
    """Text on one line, at most width characters, with an ellipsis where it goes on."""
    line = " ".join(text[: 4 * width].split())
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return line if len(line) <= width else line[: width - 1] + "…"


def place(row: int, sheet: str = "") -> str:
    """Say where a row stands: `row 7`, or `sheet Prices, row 7`."""
    return f"sheet {shorten(sheet)}, row {row}" if sheet else f"row {row}"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was refused, or what to know about one that was taken.

    row counts as a spreadsheet does: the header is row 1, an empty row counts, and a cell of many lines is in one row.
    In a list of objects it is the place in the list, from 1; in JSON lines, the line. column is the field it is about,
    or empty where it is the whole row; value is the cell, or one to know the row by where that is empty, shortened;
    sheet is empty but in a workbook.
    """

    row: int
    column: str
    value: str
    reason: str
    sheet: str = ""

    def describe(self, file: str) -> str:
        """Say the problem in one sentence: `faq.csv, row 7: the answer is empty`."""
        return f"{file}, {place(self.row, self.sheet)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a person should check before publishing.

    columns maps each field to the column it was read from, as the file names it; ignored are the columns, sheets and
    sections not used. rows counts those that hold anything: taken + merged_count + refused_count, where taken is the
    number of entries and a merged row went into the entry of an earlier one. refused, warned and merged keep the first
    ones only, up to the limit; their counts count them all. preview is the first rows as they were read. guessed says
    what isn't certain, such as the encoding or the columns of a table without header: show the preview and ask.
    """

    file: str
    format: FaqFormat
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
    merged: tuple[RowProblem, ...] = ()
    merged_count: int = 0
    preview: tuple[tuple[str, ...], ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person should look at how the file was read."""
        return bool(self.guessed)

    def detected(self) -> str:
        """Say in one sentence as what the file was read: format, encoding, delimiter and columns."""
        facts = [f"read as {self.format.display_name}", self.encoding]
        facts += [f"delimiter {self.delimiter!r}"] if self.delimiter else []
        facts += [f"{field} from {shorten(column)!r}" for field, column in self.columns.items()]
        return f"{self.file}: {', '.join(facts)}"

    def doubts(self) -> tuple[str, ...]:
        """Say in one sentence each what was not used of the file, and what isn't certain."""
        lines = []
        if self.ignored:
            more = f" and {len(self.ignored) - _LISTED:,} more" if len(self.ignored) > _LISTED else ""
            lines.append(f"{self.file}: not used: {', '.join(map(shorten, self.ignored[:_LISTED]))}{more}")
        return (*lines, *(f"{self.file}: please check: {each}" for each in self.guessed))

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON: what was understood, how many rows became what, and every kept problem."""
        return {
            "format": self.format,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "columns": dict(self.columns),
            "ignored": list(self.ignored),
            "guessed": list(self.guessed),
            "rows": self.rows,
            "taken": self.taken,
            "merged": self.merged_count,
            "refused": self.refused_count,
            "warned": self.warned_count,
            "problems": list(self.describe()),
        }

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


def report_csv(report: Report) -> bytes:
    """Make a CSV to download: the counts, then every kept row that was refused, merged or warned about."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_HEADER)
    writer.writerow(("taken", "", "", "", "", f"{report.taken} entries of {report.rows} rows"))
    for outcome, kept, count in (
        ("refused", report.refused, report.refused_count),
        ("merged", report.merged, report.merged_count),
        ("warned", report.warned, report.warned_count),
    ):
        for problem in kept:
            texts = (problem.column, problem.value, problem.reason)
            writer.writerow((outcome, _safe(problem.sheet), problem.row, *map(_safe, texts)))
        if count > len(kept):
            writer.writerow((outcome, "", "", "", "", f"{count - len(kept)} more rows"))
    return codecs.BOM_UTF8 + target.getvalue().encode("utf-8", "replace")


def _safe(text: str) -> str:
    """Keep a spreadsheet from running a cell of the file that is quoted here."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else text
