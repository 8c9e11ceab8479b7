"""What a Markdown table has that a table with bars between the cells has not."""

import re
from collections.abc import Iterable, Iterator

from matcher.ingest.records import Record

_RULE = re.compile(r"\s*:?-+:?\s*\Z")


def without_rule(records: Iterable[Record]) -> Iterator[Record]:
    """Leave out the line of hyphens under the header; it is the first one of its kind, and never the first row."""
    found = False
    for number, record in enumerate(records):
        if number and not found and _is_rule(record):
            found = True
        else:
            yield record


def _is_rule(record: Record) -> bool:
    filled = [cell for cell in record.cells if cell.strip()]
    return len(filled) > 1 and all(map(_RULE.match, filled))
