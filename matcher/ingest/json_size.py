"""Count what a JSON text holds before anything is made of it: a reader of JSON takes 100 bytes and more for each value.

What stands in strings does not count: an answer may hold any number of commas and colons.
"""

import re
from collections.abc import Iterator

from matcher.errors import IngestError
from matcher.ingest.limits import Limits

_FREE = 100_000
# Azure JSON, the wordiest format, has about 15 values and 10 keys for an entry with 5 phrasings. Values in lists are
# read ten times faster than keys.
_VALUES_PER_ROW = 20
_KEYS_PER_ROW = 10
_BLOCK = 1_000_000  # characters looked at together
# A string ends with its line at the latest, as for a reader of JSON lines; the NUL is the end of a block.
_STRING = re.compile(r'"(?:[^"\\\n\0]++|\\[^\n\0]?)*+["\n\0]')
_REST_OF_ESCAPE = re.compile(r"\\*+.?", re.DOTALL)


def check_json_size(text: str, file: str, limits: Limits) -> None:
    """Raise IngestError for more values or keys than the rows allowed may have."""
    most = {"values": _FREE + _VALUES_PER_ROW * limits.max_rows, "keys": _FREE + _KEYS_PER_ROW * limits.max_rows}
    found = dict.fromkeys(most, 0)
    for block in _outside_strings(text):
        found["values"] += block.count("{") + block.count("[") + block.count(",")
        found["keys"] += block.count(":")
        for what, allowed in most.items():
            if found[what] > allowed:
                raise too_many(what, allowed, file)


def too_many(what: str, allowed: int, file: str) -> IngestError:
    """Return the error for more of something than the rows allowed may have."""
    return IngestError(f"{file}: more than {allowed:,} {what}; split the file, or allow more with FAQ_MAX_ROWS")


def _outside_strings(text: str) -> Iterator[str]:
    """Give what stands outside of strings, block by block."""
    start, quote = 0, ""
    while start < len(text):
        end = start + _BLOCK
        if text[end - 1 : end] == "\\":  # an escape is never cut
            end = next(_REST_OF_ESCAPE.finditer(text, end)).end()
        left = _STRING.sub("", f"{quote}{text[start:end]}\0")
        quote = "" if left.endswith("\0") else '"'
        yield left
        start = end
