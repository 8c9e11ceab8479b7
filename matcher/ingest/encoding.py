"""Turn bytes into text: refuse what is no text, then BOM, strict UTF-8, and a guess among the usual code pages."""

import codecs
import re

from charset_normalizer import from_bytes

from matcher.errors import IngestError
from matcher.ingest.binary import refuse_binary
from matcher.ingest.latin import LATIN_PAGES, best_latin_page, is_plainly_latin

_BOMS = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
_SAMPLE = 16_384
_MIN_GOOD_PER_BAD = 10  # a code page read as UTF-8 gives nearly only bad bytes


def decode_as(data: bytes, encoding: str, file: str) -> str:
    """Text in an encoding that a person chose. Raises IngestError where it does not fit."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (ValueError, LookupError) as error:
        raise IngestError(f"{file}: the file is not in the encoding {encoding}: {error}; choose another") from error


def decode(data: bytes, file: str) -> tuple[str, str]:
    """Text and the name of its encoding. Raises IngestError for a binary file and for bytes that fit no encoding.

    A file that is UTF-8 but for a few bytes is read as such, each of those bytes as a lone surrogate, so that only the
    rows they stand in are refused.
    """
    bom = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
    if bom is None:
        refuse_binary(data, file)
    try:
        return data.decode(bom or "utf-8"), (bom or "utf-8").removesuffix("-sig")
    except UnicodeDecodeError as error:
        if bom in ("utf-16", "utf-32"):
            raise IngestError(f"{file}: the file starts as {bom.upper()} but is damaged; save it as UTF-8") from error
    damaged = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    if bom or _is_nearly_utf8(damaged):
        return damaged, "utf-8"
    return _guess(data, file)


def _is_nearly_utf8(text: str) -> bool:
    other = len(text) - len(text.encode("ascii", "ignore"))
    bad = len(text) - len(text.encode("utf-8", "ignore").decode())
    return other - bad >= _MIN_GOOD_PER_BAD * bad


def _guess(data: bytes, file: str) -> tuple[str, str]:
    part = _telling_part(data)
    guesses = [match.encoding for match in from_bytes(part, cp_isolation=_CODE_PAGES)]
    if (guesses and guesses[0] in LATIN_PAGES) or is_plainly_latin(part):
        guesses.insert(0, best_latin_page(part))
    for guess in guesses:
        try:
            return data.decode(guess), guess
        except UnicodeDecodeError:
            continue
    raise IngestError(f"{file}: the text encoding can't be told; save the file as UTF-8")


def _telling_part(data: bytes) -> bytes:
    """Whole lines from the first byte on that is not ASCII: all before it is the same in every code page."""
    found = re.search(rb"[\x80-\xff]", data)
    first = found.start() if found else 0
    start = data.rfind(b"\n", max(0, first - _SAMPLE // 2), first) + 1 or first
    part = data[start : start + _SAMPLE]
    end = part.rfind(b"\n")
    return part[:end] if len(part) == _SAMPLE and end > 0 else part
