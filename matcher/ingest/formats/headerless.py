"""Tables known by the place of their columns: Dialogflow ES, Kendra and Watson without header, Dify with any header.

Dialogflow ES, Dialogflow CX, Kendra and Dify have one question per row: on export, each phrasing is a row with its
answer, so alternates come back as entries of their own. Lost on export: id, category and tags.
"""

import re
from collections.abc import Iterable, Sequence

from matcher.ingest.formats.layout import Columns, Layout, by_names
from matcher.ingest.formats.writing import check_texts, csv_bytes
from matcher.ingest.records import Record
from matcher.types import Entry

_CX_NAMES = {"question": "question", "answer": "answer"}
_KENDRA_NAMES = {"question": "question", "answer": "answer", "category": "category"}
_URI = re.compile(r"(?:https?|s3|ftp|file|mailto):\S*\Z|\Z", re.IGNORECASE)
_INTENT = re.compile(r"#?[A-Za-z][\w.]*[-_.][\w.-]*\Z")
_MIN_INTENT_ROWS = 3


def _never(header: Sequence[str]) -> Columns | None:
    """Know no header, for there is none."""
    return None


def _cx_columns(header: Sequence[str]) -> Columns | None:
    return by_names(header, _CX_NAMES, ("question", "answer", "title", "url"))


def _kendra_columns(header: Sequence[str]) -> Columns | None:
    bare = [name.strip().casefold() for name in header]
    return by_names(header, _KENDRA_NAMES, ("question", "answer")) if {"_question", "_answer"} <= set(bare) else None


def has_uris(rows: Sequence[Record]) -> bool:
    """Whether the third cell of every row is an address or empty, and one is an address: Kendra."""
    cells = [record.cells[2].strip() for record in rows]
    return any(cells) and all(map(_URI.match, cells))


def has_intents(rows: Sequence[Record]) -> bool:
    """Whether the second cell of every row is the name of an intent, and names repeat: Watson."""
    cells = [record.cells[1].strip() for record in rows]
    return len(rows) >= _MIN_INTENT_ROWS and len(set(cells)) < len(cells) and all(map(_INTENT.match, cells))


def _pairs(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    return [(phrasing, entry.answer) for entry in entries for phrasing in entry.phrasings]


def write_es(entries: Sequence[Entry]) -> bytes:
    """Write question and answer without header."""
    check_texts(entries, controls=False)
    return csv_bytes(_pairs(entries))


def write_cx(entries: Sequence[Entry]) -> bytes:
    """Write question, answer, and title and url, which are empty."""
    check_texts(entries, controls=False)
    return csv_bytes([("question", "answer", "title", "url"), *((*pair, "", "") for pair in _pairs(entries))])


def write_kendra(entries: Sequence[Entry]) -> bytes:
    """Write the kind with a header."""
    check_texts(entries, controls=False)
    return csv_bytes([("_question", "_answer", "_source_uri"), *((*pair, "") for pair in _pairs(entries))])


def write_dify(entries: Sequence[Entry]) -> bytes:
    """Write a header, and question and answer under it."""
    check_texts(entries, controls=False)
    return csv_bytes([("question", "answer"), *_pairs(entries)])


ES_LAYOUT = Layout(_never, positions=("question", "answer"))
CX_LAYOUT = Layout(_cx_columns)
KENDRA_LAYOUT = Layout(_kendra_columns, positions=("question", "answer"))
DIFY_LAYOUT = Layout(_never, positions=("question", "answer"), always_header=True)
WATSON_LAYOUT = Layout(_never, positions=("question", "id"))
