"""Read pairs of texts with a score of how alike they are, as in the STS benchmark (Cer et al. 2017)."""

import gzip
import io
import math
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest.columns import recognise, require
from matcher.ingest.encoding import decode
from matcher.ingest.limits import Limits
from matcher.ingest.records import Record
from matcher.ingest.report import shorten
from matcher.ingest.rows import RowRefused, check_shape
from matcher.ingest.source import load
from matcher.ingest.table import Grid, Table, find_header, text_grid

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text_a": ("texta", "text1", "sentence1", "sentencea", "question1", "questiona"),
    "text_b": ("textb", "text2", "sentence2", "sentenceb", "question2", "questionb"),
    "score": ("score", "label", "similarity", "similarityscore", "goldscore", "isduplicate"),
    "split": ("split",),
}
_NEEDED = ("text_a", "text_b", "score")
# Where the columns stand in files without a header: the STS benchmark's own (genre, filename, year, id, score, two
# texts, sometimes their sources), and stsb-multi-mt's.
_HEADERLESS = ({"score": 4, "text_a": 5, "text_b": 6}, {"text_a": 0, "text_b": 1, "score": 2})
_GZIP = b"\x1f\x8b"
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')
_LINE = re.compile(r"\r\n|\r|\n")
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two texts, how alike people found them, the row in the file, and its split, "" where there is none."""

    row: int
    text_a: str
    text_b: str
    score: float
    split: str = ""


def read_scored_pairs(
    source: Path | bytes, *, name: str | None = None, limits: Limits = _DEFAULT_LIMITS, split: str | None = None
) -> tuple[ScoredPair, ...]:
    """Read the pairs of a CSV or TSV file, also packed by gzip: `text_a,text_b,score` by any usual names.

    Takes the files of the STS benchmark as they are, with or without a header; with a split, only the rows that have
    it in their column split. Raises IngestError, naming the row and the value, at the first one that can't be taken.
    """
    data, file = load(source, name, limits)
    text, encoding = decode(_unpacked(data, file, limits), file)
    table = _table(text, encoding, file, limits)
    rows = list(table.rows())
    if not rows:
        raise IngestError(f"{file}: there is a header, but no row under it; add at least one pair")
    if split is not None:
        rows = _of_split(table, rows, split)
    return tuple(_pair(table, record) for record in rows)


def _unpacked(data: bytes, file: str, limits: Limits) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            unpacked = packed.read(limits.max_unpacked + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise IngestError(f"{file}: the file is packed by gzip, but damaged: {error}") from error
    if len(unpacked) > limits.max_unpacked:
        raise IngestError(f"{file}: the file unpacks to more than {limits.max_unpacked / 1_000_000:g} MB; split it")
    return unpacked


def _table(text: str, encoding: str, file: str, limits: Limits) -> Table:
    lines = _LINE.split(text)
    if "\t" in lines[0]:
        grid = Grid(file, "", encoding, "\t", limits, lambda: _tab_records(lines))
    else:
        grid = text_grid(text, encoding, None, file, limits, _COLUMNS)
    header, row = find_header(grid)
    columns = recognise(header, _COLUMNS)
    if not columns:
        for places in _HEADERLESS:
            if len(header) > max(places.values()) and _number(header[places["score"]]) is not None:
                return Table(grid, (), 0, places)
    require(header, columns, _NEEDED, file)
    return Table(grid, header, row, columns)


def _of_split(table: Table, rows: Sequence[Record], split: str) -> list[Record]:
    splits = [table.cell(record, "split") for record in rows]
    if split not in splits:
        known = ", ".join(dict.fromkeys(name for name in splits if name)) or "none"
        raise IngestError(f"{table.file}: no row has the split {split!r}; there are: {known}")
    return [record for record, name in zip(rows, splits, strict=True) if name == split]


def _tab_records(lines: Sequence[str]) -> Iterator[Record]:
    """Cut at tabs alone: quotation marks are part of the text here, unless one pair goes around the whole cell."""
    for number, line in enumerate(lines, 1):
        cells = (cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell for cell in line.split("\t"))
        yield Record(number, tuple(cells), loose=False)


def _pair(table: Table, record: Record) -> ScoredPair:
    where = f"{table.file}, row {record.row}"
    if not table.header and len(record.cells) <= max(table.columns.values()):
        raise IngestError(f"{where}: the row has {len(record.cells)} cells, but the rows above have more")
    try:
        check_shape(table.header or record.cells, record, "")  # control characters in a benchmark do no harm
    except RowRefused as refused:
        raise IngestError(refused.problem.describe(table.file)) from refused
    one, other, given = (table.cell(record, field) for field in _NEEDED)
    if not one or not other:
        raise IngestError(f"{where}: the {'second' if one else 'first'} text is empty")
    score = _number(given)
    if score is None:
        raise IngestError(f"{where}: the score is {shorten(given)!r}, but must be a number")
    return ScoredPair(record.row, one, other, score, table.cell(record, "split"))


def _number(given: str) -> float | None:
    try:
        value = float(given)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
