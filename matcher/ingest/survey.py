"""Walk through a packed workbook in bounded memory before anything of it is kept.

Sizes come first as the archive tells them, then as they are. A workbook library keeps every XML element of most parts,
and every row and shared text of the others: so their elements are counted here, by a parser that keeps nothing.
"""

import zipfile
from io import BytesIO
from typing import IO
from xml.parsers import expat

from matcher.errors import IngestError
from matcher.ingest.limits import Limits

MAX_SHEET_ROW = 1_048_576
"""Of Excel."""
MAX_SHEET_ROWS = 3 * MAX_SHEET_ROW
"""Of all sheets, empty rows included; a styled column leaves a sheet full of them."""

_MAX_RATIO = 200  # the XML of a real sheet packs 10 to 50 times, the deflate of a bomb 1,000 times
_FREE_BYTES = 10_000_000  # below it, no ratio is a danger
_BLOCK = 1_000_000  # no tag is as long, nor any text between two: a cell of a spreadsheet has up to 32,767 characters
_MAX_DEPTH = 100  # drawings nest deepest, about 30
_MAX_ELEMENTS = 1_000_000  # besides rows and shared texts; 65,000 cell styles, all that Excel allows, make 400,000
_FREE = 100_000
_CELLS_PER_ROW = 10  # on average over all that are allowed; a cell takes 15 µs to read
_ELEMENTS_PER_ROW = 3 * _CELLS_PER_ROW  # there is a value in a cell, or a text in two, and one in a shared text
_ELEMENTS_PER_CELL = 6  # in any one row
_MAX_STYLES = 200_000  # twice the 65,000 that Excel allows, and some
_ROW, _TEXT, _STYLE, _CELL, _SHEET = "row", "si", "xf", "c", "sheet"


def check_archive(data: bytes, file: str, limits: Limits) -> bool:
    """Tell whether any cell is a formula. Raises IngestError for a workbook that would take too much.

    zipfile never gives more bytes of a member than its entry in the directory promises.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > limits.max_members:
            raise IngestError(
                f"{file}: more than {limits.max_members:,} files are packed in the workbook; "
                "save it again, or allow more with FAQ_MAX_MEMBERS"
            )
        if any(member.flag_bits & 1 for member in members):
            raise IngestError(f"{file}: the workbook is locked with a password; save it without")
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise IngestError(f"{file}: the workbook is packed in a way no spreadsheet uses; save it again")
        total = sum(member.file_size for member in members)
        unpacked = f"{file}: the workbook unpacks to {total / 1_000_000:,.0f} MB, more than"
        advice = "save it again with fewer cells, or as CSV"
        if total > limits.max_unpacked:
            allowed = f"{limits.max_unpacked / 1_000_000:,g} MB"
            raise IngestError(f"{unpacked} {allowed}; {advice}, or allow more with FAQ_MAX_UNPACKED_MB")
        if total > max(_FREE_BYTES, _MAX_RATIO * len(data)):
            raise IngestError(f"{unpacked} its size allows; {advice}")
        counts = _Counts(file, limits)
        for member in sorted(members, key=lambda member: "sharedstrings" in member.filename.lower()):
            with archive.open(member) as stream:
                _survey(stream, counts)
    return counts.formulas


def entities(file: str) -> IngestError:
    """Return the error for a workbook in which a short name may stand for endless text."""
    return IngestError(f"{file}: the workbook defines XML entities; save it again in a spreadsheet")


class _Counts:
    """What was seen so far; each method is called by the parser, and raises IngestError for too much."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.formulas = False
        self._file = file
        self._in_row = _ELEMENTS_PER_CELL * limits.max_columns
        # How many more there may be of each, in any part; texts are those that no cell shows.
        self._most = {
            _CELL: _FREE + _CELLS_PER_ROW * limits.max_rows,
            _TEXT: _FREE,
            _STYLE: _MAX_STYLES,
            _SHEET: limits.max_members,
            _ROW: MAX_SHEET_ROWS,
        }
        self._left = dict(self._most)
        self._inside = _MAX_ELEMENTS + _ELEMENTS_PER_ROW * limits.max_rows
        self._others = _MAX_ELEMENTS
        self._depth = self._here = 0

    def begin_member(self) -> None:
        """Start over what is counted within one part."""
        self._depth = self._here = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element: in the row or text it stands in, as far as those may hold it, or else among the others."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self.too_much("is nested deeper")
        name = name.rpartition(":")[2]
        if name in self._left:
            self._left[name] -= 1
            if self._left[name] < 0:
                raise self._too_many(name)
            if name == _CELL and attributes.get("t") == "s":
                self._left[_TEXT] += 1
        if name in (_ROW, _TEXT):
            self._here = self._in_row
        elif self._here > 0:
            self._count_inside(name)
        else:
            self._others -= 1
            if self._others < 0:
                raise self.too_much("has more elements")

    def end(self, name: str) -> None:
        """Leave an element."""
        self._depth -= 1
        if name.rpartition(":")[2] in (_ROW, _TEXT):
            self._here = 0

    def doctype(self, *_: object) -> None:
        """Refuse what only entities need."""
        raise entities(self._file)

    def _count_inside(self, name: str) -> None:
        """Count an element of a row or a text."""
        self._here -= 1
        self._inside -= 1
        self.formulas = self.formulas or name == "f"
        if self._inside < 0:
            raise self.too_much("has more in its cells")

    def _too_many(self, name: str) -> IngestError:
        """Return the error for more of an element than there may be."""
        most = self._most[name]
        if name == _CELL:
            return IngestError(
                f"{self._file}: the workbook has more than {most:,} cells; "
                "split it, save it with fewer columns, or allow more with FAQ_MAX_ROWS"
            )
        if name == _SHEET:
            more = f"the workbook has more than {most:,} sheets; split it, or allow more with FAQ_MAX_MEMBERS"
            return IngestError(f"{self._file}: {more}")
        what = {_TEXT: "texts in no cell", _STYLE: "styles", _ROW: "rows"}[name]
        return self.too_much(f"has more than {most:,} {what}, more")

    def too_much(self, what: str) -> IngestError:
        """Return the error for a workbook that no spreadsheet made."""
        return IngestError(f"{self._file}: the workbook {what} than a spreadsheet makes; save it again, or as CSV")


def _survey(stream: IO[bytes], counts: _Counts) -> None:
    """Parse a part as far as it is XML: whoever reads it later gets no further."""
    counts.begin_member()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = counts.begin, counts.end
    parser.StartDoctypeDeclHandler = counts.doctype
    is_xml = True
    while block := stream.read(_BLOCK):  # to the end in any case, for the checksum of the archive
        if not is_xml:
            continue
        if len(block) == _BLOCK and b"<" not in block:
            raise counts.too_much("has a longer text")
        try:
            parser.Parse(block)
        except expat.ExpatError:
            is_xml = False
