"""Turn bytes into text: refuse what is no text, then BOM, strict UTF-8, and a guess among the usual code pages."""

import codecs
import re

from charset_normalizer import from_bytes

from matcher.errors import IngestError
from matcher.ingest.latin import LATIN_PAGES, best_latin_page, is_plainly_latin

_OLD_EXCEL = "this is an Excel workbook of the old kind; save it as .xlsx or as CSV (UTF-8) and read that"
_EXCEL = "this is an Excel workbook; save it as CSV (UTF-8) and read that"
_MAGIC = {
    b"PK\x03\x04": "this is a zip archive; unpack it and read the CSV inside",
    b"\xd0\xcf\x11\xe0": _OLD_EXCEL,
    b"%PDF": "this is a PDF; an FAQ is read from a CSV",
    b"\x89PNG": "this is a picture; an FAQ is read from a CSV",
    b"\xff\xd8\xff": "this is a picture; an FAQ is read from a CSV",
    b"GIF8": "this is a picture; an FAQ is read from a CSV",
    b"\x1f\x8b": "this is a gzip archive; unpack it and read the CSV inside",
    b"{\\rtf": "this is a rich text document; save it as CSV",
}
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
_HEAD = 65_536
_SAMPLE = 16_384
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a\x1b"))
_MAX_CONTROL_SHARE = 0.05  # random bytes hold 0.1 of them; a text with a stray NUL hardly any
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
        _refuse_binary(data, file)
    try:
        return data.decode(bom or "utf-8"), (bom or "utf-8").removesuffix("-sig")
    except UnicodeDecodeError as error:
        if bom in ("utf-16", "utf-32"):
            raise IngestError(f"{file}: the file starts as {bom.upper()} but is damaged; save it as UTF-8") from error
    damaged = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    if bom or _is_nearly_utf8(damaged):
        return damaged, "utf-8"
    return _guess(data, file)


def _refuse_binary(data: bytes, file: str) -> None:
    head = data[:_HEAD]
    for magic, reason in _MAGIC.items():
        if head.startswith(magic):
            workbook = magic == b"PK\x03\x04" and (b"xl/" in head or b"[Content_Types].xml" in head)
            raise IngestError(f"{file}: {_EXCEL if workbook else reason}")
    if len(head) - len(head.translate(None, _CONTROLS)) > _MAX_CONTROL_SHARE * len(head):
        raise IngestError(f"{file}: this is a binary file, not text; an FAQ is read from a CSV")


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
