"""Guess what the columns of a table without header are, by what stands in its first rows."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.formats.headerless import has_intents, has_uris
from matcher.ingest.records import Record
from matcher.ingest.table import Grid, filled_cells

_SAMPLE_ROWS = 100
GUESSED_WIDTHS = (2, 3)
_MIN_STEADY = 0.75  # of the rows have the usual width: one bad row of four does not hide what the others are
_MAX_NAME_WORDS = 3
_MAX_NAME_CHARS = 25
_QUESTION_WORDS = frozenset({
    "how", "what", "when", "where", "which", "who", "why", "can", "could", "do", "does", "did", "is", "are", "may",
    "wie", "was", "wann", "wo", "wer", "warum", "wieso", "welche", "welcher", "welches", "kann", "können",
    "comment", "quand", "où", "pourquoi", "quel", "quelle", "combien", "qué", "cómo", "cuándo", "dónde", "cuál",
    "como", "quando", "onde", "qual", "come", "dove", "perché", "hoe", "wat", "wanneer", "waar", "jak", "gdzie",
    "kiedy", "hur", "var", "när", "как", "где", "когда",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """A format, its fields by position, and the number of cells that a row has."""

    format: FaqFormat
    positions: tuple[str, ...]
    width: int


def guess(grid: Grid, *, asked: bool) -> Guess | None:
    """Take a table of two or three columns whose first row is no header; asked: a person said that it is none."""
    rows = grid.filled(_SAMPLE_ROWS)
    first = next((record for record in rows if filled_cells(record) > 1), None)
    if first is None or (not asked and looks_like_header(first)):
        return None
    pairs, threes = ([record for record in rows if len(record.cells) == width] for width in GUESSED_WIDTHS)
    if threes and has_uris(threes) and len(pairs) + len(threes) >= _MIN_STEADY * len(rows):
        return Guess(FaqFormat.KENDRA_CSV, ("question", "answer"), 3)
    width = usual_width(grid)
    if width not in GUESSED_WIDTHS or not (asked or grid.sheet or _is_steady(rows, width)):
        return None
    if width == 2:
        intents = has_intents(pairs)
        return Guess(FaqFormat.WATSON_CSV, ("question", "id"), 2) if intents else _question_first(2)
    return _guess_of_three([record.cells for record in threes])


def usual_width(grid: Grid) -> int:
    """Give the number of cells that most rows have; in a sheet, whose rows end at the last filled cell, the highest."""
    widths = Counter(len(record.cells) for record in grid.filled(_SAMPLE_ROWS))
    return max(widths) if grid.sheet else widths.most_common(1)[0][0]


def odd_row(grid: Grid) -> Record | None:
    """Find the first row of a text that has not as many cells as most."""
    width = usual_width(grid)
    rows = () if grid.sheet else grid.filled(_SAMPLE_ROWS)
    return next((record for record in rows if len(record.cells) != width), None)


def _is_steady(rows: Sequence[Record], width: int) -> bool:
    return sum(len(record.cells) == width for record in rows) >= _MIN_STEADY * len(rows)


def _guess_of_three(rows: Sequence[Sequence[str]]) -> Guess:
    """Tell an id or a category before question and answer from a question that stands first."""
    first, second = ([row[position].strip() for row in rows] for position in (0, 1))
    are_words = all(len(cell.split()) <= 1 for cell in first)
    asked_first, asked_second = _share_of_questions(first), _share_of_questions(second)
    if asked_first or asked_second:
        leads = asked_second > asked_first
    else:
        leads = are_words or len(set(first)) <= len(first) / 2
    if not leads:
        return _question_first(3)
    named = all(cell.isalpha() and cell.istitle() for cell in first)  # Payment, not pay or Q7
    is_id = are_words and not named and len(set(first)) == len(first)
    return Guess(FaqFormat.CSV, ("id" if is_id else "category", "question", "answer"), 3)


def _question_first(width: int) -> Guess:
    return Guess(FaqFormat.DIALOGFLOW_ES, ("question", "answer"), width)


def _share_of_questions(cells: Sequence[str]) -> float:
    return sum(map(_asks, cells)) / len(cells)


def _asks(cell: str) -> bool:
    words = unicodedata.normalize("NFKC", cell).strip(" ¿").casefold().split()
    return bool(words) and (words[-1].endswith(("?", "؟")) or words[0] in _QUESTION_WORDS)


def looks_like_header(record: Record) -> bool:
    """Whether every cell is a short name: it may be a header in words that are not known."""
    return all(map(_looks_like_name, record.cells))


def _looks_like_name(cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).strip()
    plain = not any(char in "?!.。" or char.isdigit() for char in text)
    return plain and len(text.split()) <= _MAX_NAME_WORDS and len(text) <= _MAX_NAME_CHARS
