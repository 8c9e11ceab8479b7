"""Show a number as the number format of its cell says, where it is certain how a spreadsheet shows it."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = ("General", "@")
"""The formats that show a number as it is."""

_EXACT_BELOW = 1e15  # a spreadsheet keeps 15 digits
# Quoted or escaped text, a currency, a gap as wide as a character, a character that fills up the cell, and bare signs.
_TEXT = r'(?:"[^"]*"|\\.|\[\$[^\]]*\]|_.|\*.|[ $€£¥])*+'
_FORMAT = re.compile(
    rf"(?P<before>{_TEXT})(?P<whole>[#,]{{0,20}}0{{1,30}})(?:\.(?P<decimals>0{{1,10}}))?"
    rf"(?P<gap>{_TEXT})(?P<percent>%?)(?P<after>{_TEXT})"
)
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|[_*](.)|(.)')


def as_written(value: float) -> str:
    """Write a number without a format: 15 digits, and no point where it is whole."""
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT_BELOW else f"{value:.15g}"


def as_shown(value: float, code: str) -> str | None:
    """Give the number in this format, with a decimal point; None where how it looks isn't certain.

    Known are digits with leading zeros and decimals, percent, and text or a currency around them. A separator of
    thousands isn't: it differs by country, and for some is the decimal point.
    """
    if code in GENERAL:
        return as_written(value)
    found = _parsed(code.partition(";")[0] if value > 0 else code)
    if found is None or not math.isfinite(value) or abs(value) >= _EXACT_BELOW:
        return None
    number = Decimal(as_written(value)) * (100 if found["percent"] else 1)
    rounded = abs(number).quantize(Decimal(1).scaleb(-len(found["decimals"] or "")), ROUND_HALF_UP)
    whole, point, decimals = f"{rounded:f}".partition(".")
    if "," in found["whole"] and len(whole) > 3:
        return None
    sign = "-" if number < 0 and rounded else ""
    digits = whole.zfill(found["whole"].count("0")) + point + decimals
    before, gap, after = (_text(found[name]) for name in ("before", "gap", "after"))
    return f"{sign}{before}{digits}{gap}{found['percent']}{after}".strip()


@lru_cache(maxsize=256)
def _parsed(code: str) -> re.Match[str] | None:
    return _FORMAT.fullmatch(code)


def _text(part: str) -> str:
    """Give the text that a part of a format stands for; what makes a gap is a space."""
    return _PIECE.sub(lambda found: " " if found[4] else "".join(filter(None, found.groups())), part)
