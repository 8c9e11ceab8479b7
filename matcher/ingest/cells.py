r"""How texts stand in a cell: the guard against formulas, and lists of alternates or tags.

The guard is an apostrophe before a cell that a spreadsheet would run (= + - @), as in a spreadsheet itself. It is put
before apostrophes that stand there already, so that taking one off gives the text back. A text that no cell keeps as it
is, because it holds a control character such as NUL or has white space around it, stands behind the apostrophe as a
JSON string: '"a\u0000b".

A list has one text per line, or a bar between two. Where that would not give the same texts back, because one holds a
bar or a line break, the cell is a JSON list of strings.
"""

import json
import re
import unicodedata
from collections.abc import Sequence

_RISKY = re.compile(r"'*+[=+\-@＝＋－＠\s]")
_GUARDED = re.compile(r"'++[=+\-@＝＋－＠\s]")
_QUOTED = re.compile(r"'++\".*\"\Z", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEVER_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
# Before it is read: a list of anything else could hold millions of objects.
_LIST_OF_TEXTS = re.compile(r'\[\s*+(?:"(?:[^"\\]|\\.)*+"\s*+(?:,\s*+|(?=\])))*+\]', re.DOTALL)
MOST_TEXTS = 100_000
"""More than any entry may have: what follows in a list is left in one piece, and takes no memory."""

LINES = re.compile(r"[\r\n]+")
LINES_OR_BARS = re.compile(r"[|\r\n]+")
LINES_BARS_OR_COMMAS = re.compile(r"[|\r\n,;]+")


def guard(text: str) -> str:
    """Make the text a cell that no spreadsheet runs as a formula, and that gives the same text back."""
    if text != text.strip() or _CONTROL.search(text):
        quoted = json.dumps(text, ensure_ascii=False)
        return "'" + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
    return "'" + text if _RISKY.match(text) or _QUOTED.match(text) else text


def unguard(cell: str) -> str:
    """Give back the text that guard was given."""
    if _QUOTED.match(cell):
        return cell[1:] if cell.startswith("''") else _quoted_text(cell)
    return cell[1:] if _GUARDED.match(cell) else cell


def split_list(cell: str, separators: re.Pattern[str]) -> tuple[str, ...]:
    """Give the texts in a cell, in order, blank ones left out."""
    listed = _json_list(cell) if cell.startswith("[") else None
    if listed is not None:
        return tuple(text for text in listed if text.strip())
    return tuple(text for part in separators.split(cell, MOST_TEXTS) if (text := part.strip()))


def join_list(texts: Sequence[str], separator: str, separators: re.Pattern[str]) -> str:
    """Make the cell from which split_list gives the same texts back."""
    plain = separator.join(texts)
    same = split_list(plain.strip(), separators) == tuple(texts)
    return plain if same else json.dumps(list(texts), ensure_ascii=False)


def find_control(text: str) -> str | None:
    """Find the first character that no cell should hold (NUL, a byte that is no UTF-8), by its code; or None."""
    return _code(_CONTROL.search(text))


def find_never_text(text: str) -> str | None:
    """Find the first character that is no text even where it is written as an escape, by its code; or None."""
    return _code(_NEVER_TEXT.search(text))


def same_text_key(text: str) -> str:
    """Equal for two texts that differ only in width, case or white space (NFKC, casefold)."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _code(found: re.Match[str] | None) -> str | None:
    return f"U+{ord(found[0]):04X}" if found else None


def _quoted_text(cell: str) -> str:
    """Read the JSON string behind the apostrophe, but only one that guard would write."""
    try:
        text = json.loads(cell[1:])
    except ValueError:  # a quotation, not an escape
        return cell
    return text if text != text.strip() or _CONTROL.search(text) else cell


def _json_list(cell: str) -> list[str] | None:
    if not _LIST_OF_TEXTS.fullmatch(cell):
        return None
    try:
        value = json.loads(cell)
    except ValueError:  # a text that merely looks like a list
        return None
    return value if isinstance(value, list) else None
