"""Read pairs of texts with how alike they are, and hold cosines against them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import IngestError
from matcher.ingest import Limits, read_labels
from matcher.ingest.labels import checked_rows
from matcher.ingest.table import Table, open_table
from matcher.types import Label

_COLUMNS = {
    "question": ("texta", "text1", "sentence1", "sentencea"),
    "other": ("textb", "text2", "sentence2", "sentenceb"),
    "label": ("label", "score", "similarity"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and the cosine that they should have, in [0, 1]."""

    one: str
    other: str
    likeness: float


def read_lessons(path: Path, limits: Limits) -> tuple[tuple[Label, ...], tuple[Pair, ...]]:
    """Read a file of labels `question,expected_id` or of pairs `text_a,text_b,label`; what it is not comes out empty.

    Raises IngestError, naming the row, at the first one that can't be taken.
    """
    table = open_table(path, None, limits, _COLUMNS, ())
    if not {"question", "other"} <= set(table.columns):
        return read_labels(path, limits=limits), ()
    if "label" not in table.columns:
        raise IngestError(f"{table.file}: there are two texts a row, but no column label with 0 (unlike) to 1 (alike)")
    pairs = []
    for record in checked_rows(table):
        one, other, given = (table.cell(record, field) for field in ("question", "other", "label"))
        if not other:
            raise IngestError(f"{table.file}, row {record.row}: the second text is empty")
        pairs.append(Pair(one, other, _likeness(table, record.row, given)))
    if not pairs:
        raise IngestError(f"{table.file}: there is a header, but no row under it; add at least one pair")
    return (), tuple(pairs)


def rank_correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation of (n,) values, in [-1, 1]; ties share their rank; NaN where all are equal."""
    ranks = [_ranks(values) - (len(values) - 1) / 2 for values in (one, other)]
    spread = float(np.sqrt((ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1])))
    return float(ranks[0] @ ranks[1]) / spread if spread > 0 else float("nan")


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    first = np.cumsum(counts) - counts
    ranks: NDArray[np.float64] = (first + (counts - 1) / 2)[place]
    return ranks


def _likeness(table: Table, row: int, given: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= 1.0:
        raise IngestError(f"{table.file}, row {row}: the label is {given!r}, but must be a number from 0 to 1")
    return value
