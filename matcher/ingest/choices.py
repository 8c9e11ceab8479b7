"""What a person says about a file where it was not understood as meant."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcher.errors import IngestError
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.report import shorten

FIELDS = ("id", "question", "alternates", "answer", "category", "tags")
_LINE_ENDS = ('"', "\r", "\n")


@dataclass(frozen=True, slots=True)
class Choices:
    """Each choice replaces what would be detected; None leaves it to detection.

    columns maps a column, by its name in the header or its position counted from 1, to one of FIELDS; where it is
    given, every other column is ignored. sheet is the only one that is read of a workbook.
    """

    format: FaqFormat | None = None
    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    columns: Mapping[str | int, str] = field(default_factory=dict)
    sheet: str | None = None

    def check(self, file: str) -> None:
        """Raise IngestError for an encoding, a delimiter or a field that there is not."""
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except (LookupError, ValueError) as error:
                raise IngestError(
                    f"{file}: there is no encoding {shorten(self.encoding)!r}; try utf-8 or cp1252"
                ) from error
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in _LINE_ENDS):
            raise IngestError(f"{file}: the delimiter is {self.delimiter!r}, but must be one character, such as ;")
        unknown = [name for name in self.columns.values() if name not in FIELDS]
        if unknown:
            raise IngestError(f"{file}: there is no field {shorten(unknown[0])!r}; the fields are {', '.join(FIELDS)}")
        twice = [name for name in self.columns.values() if list(self.columns.values()).count(name) > 1]
        if twice:
            raise IngestError(f"{file}: two columns are chosen for the field {twice[0]}; keep one of them")

    def positions(self, header: Sequence[str], file: str) -> dict[str, int]:
        """Field to position in the header, from 0. Raises IngestError for a column that there is not."""
        found: dict[str, int] = {}
        for column, name in self.columns.items():
            if isinstance(column, int) and 1 <= column <= len(header):
                found[name] = column - 1
            elif isinstance(column, str) and column.strip() in header:
                found[name] = header.index(column.strip())
            else:
                shown = shorten(str(column))
                raise IngestError(f"{file}: there is no column {shown!r}; the file has {len(header)} columns")
        return found
