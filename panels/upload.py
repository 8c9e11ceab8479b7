"""An uploaded file: what was understood of it, and what a person says where that is not what was meant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from matcher.errors import IngestError
from matcher.ingest import FIELDS, Choices, FaqFormat, Ingested, Limits, Peek, peek, read_faq
from matcher.ingest.formats import TREES
from matcher.ingest.source import load

FILE_TYPES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson", ".yaml", ".yml")

DELIMITERS = {",": "Comma  ,", ";": "Semicolon  ;", "\t": "Tab", "|": "Vertical bar  |"}
ENCODINGS = (
    *("utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp437"),
    *("mac_roman", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "koi8_r"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A file that was read, or could not be, and why; peeked are its first rows where it is a table."""

    name: str
    data: bytes
    limits: Limits
    choices: Choices
    ingested: Ingested | None
    peeked: Peek | None
    problem: str = ""

    @classmethod
    def read(cls, path: Path, limits: Limits) -> Self:
        """Read an uploaded file, and forget it on the disk. Raises IngestError for what is empty or too large."""
        try:
            data, name = load(path, None, limits)
        finally:
            path.unlink(missing_ok=True)
        return cls._understood(name, data, limits, Choices())

    def again(self, choices: Choices) -> Self:
        """Read it as a person says."""
        return self._understood(self.name, self.data, self.limits, choices)

    @classmethod
    def _understood(cls, name: str, data: bytes, limits: Limits, choices: Choices) -> Self:
        peeked = _peeked(name, data, limits, choices)
        try:
            ingested = read_faq(data, name=name, limits=limits, choices=choices)
        except IngestError as error:
            return cls(name, data, limits, choices, None, peeked, str(error))
        is_tree = ingested.report.format in TREES
        return cls(name, data, limits, choices, ingested, None if is_tree else peeked)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns; numbered where there is no header."""
        if self.peeked is None or not self.peeked.rows:
            return ()
        if self.choices.has_header is False or self._numbered:
            return tuple(f"column {number + 1}" for number in range(len(self.peeked.rows[0])))
        return tuple(cell.strip("\ufeff \t") for cell in self.peeked.rows[0])

    @property
    def columns(self) -> Mapping[str, int]:
        """Each field and the number of its column, from 1; 0 where it has none."""
        chosen = {field: int(number) for number, field in self.choices.columns.items()}
        read = self.ingested.report.columns if self.ingested else {}
        header = self.header
        found = {field: header.index(name) + 1 for field, name in read.items() if name in header}
        return {field: (chosen or found).get(field, 0) for field in FIELDS}

    @property
    def _numbered(self) -> bool:
        """Whether it was read as a table without header."""
        names = self.ingested.report.columns.values() if self.ingested else ()
        rows = self.peeked.rows if self.peeked else ()
        return bool(names) and bool(rows) and not set(names) & {cell.strip("\ufeff \t") for cell in rows[0]}


@dataclass(frozen=True, slots=True)
class Said:
    """What the dropdowns of the page say; an empty one leaves it to detection, and 0 is no column."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: str = ""
    sheet: str = ""
    columns: tuple[int, ...] = ()

    def choices(self, before: Choices) -> Choices:
        """Return the choices; the columns chosen before are kept only where nothing else changed."""
        said = Choices(
            format=FaqFormat(self.format) if self.format else None,
            encoding=self.encoding or None,
            delimiter=self.delimiter or None,
            has_header={"yes": True, "no": False}.get(self.header),
            sheet=self.sheet or None,
        )
        return replace(said, columns=before.columns) if replace(before, columns={}) == said else said

    def with_columns(self, before: Choices) -> Choices:
        """Return the choices with the columns as said. Raises IngestError where one column is said twice."""
        chosen: dict[str | int, str] = {}
        for field, number in zip(FIELDS, self.columns, strict=True):
            if number in chosen:
                raise IngestError(f"Column {number} can’t be both {chosen[number]} and {field}.")
            if number:
                chosen[number] = field
        return replace(self.choices(before), columns=chosen)


def _peeked(name: str, data: bytes, limits: Limits, choices: Choices) -> Peek | None:
    try:
        return peek(data, name=name, limits=limits, choices=choices)
    except IngestError:  # what is no table either is told by the reading itself
        return None
