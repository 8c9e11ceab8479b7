"""The tables as the newest migration leaves them, and the column types that keep any text exact."""

import re
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

# UTF-8 has no lone surrogates and PostgreSQL no NUL; ESC introduces their code point, and so its own too.
_UNSTORABLE = re.compile("[\x00\x1b\ud800-\udfff]")
_ESCAPED = re.compile("\x1b([0-9a-f]+);")


class ExactText(TypeDecorator[str]):
    """Text that reads back as it was written, whatever code points it holds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape the few characters that a database may refuse."""
        if value is None or (value.isascii() and "\x00" not in value and "\x1b" not in value):
            return value  # most texts, much sooner
        return _UNSTORABLE.sub(lambda found: f"\x1b{ord(found[0]):x};", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Undo the escapes."""
        if value is None or "\x1b" not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, also where the database forgets the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the moment as UTC without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class RawBytes(LargeBinary):
    """Bytes as the driver gives them; a damaged cell may hold something else, which the reader must check."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Leave the value alone, where LargeBinary would fail on text."""
        return None


METADATA = MetaData()

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("author", ExactText, nullable=False),
    Column("note", ExactText, nullable=False),
    Column("source", ExactText, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("phrasings", Integer, nullable=False),
    Column("format", String(32), nullable=False),
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("revision", ForeignKey("revisions.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", ExactText, nullable=False),
    Column("answer", ExactText, nullable=False),
    Column("category", ExactText, nullable=False),
    Column("tags", JSON, nullable=False),
    UniqueConstraint("revision", "id", name="entries_id_once_per_revision"),
)

# An entry's phrasing 0 is its question; the others are its alternates in order.
PHRASINGS = Table(
    "phrasings",
    METADATA,
    Column("revision", Integer, primary_key=True),
    Column("entry", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", ExactText, nullable=False),
    ForeignKeyConstraint(["revision", "entry"], ["entries.revision", "entries.position"], name="phrasings_entry"),
)

# One row, named "live".
POINTERS = Table(
    "pointers",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("revision", ForeignKey("revisions.number"), nullable=False),
)

SETTINGS = Table(
    "settings",
    METADATA,
    Column("key", String(255), primary_key=True),
    Column("value", JSON, nullable=False),
)

VECTORS = Table(
    "vectors",
    METADATA,
    Column("fingerprint", String(255), primary_key=True),
    Column("text_sha256", String(64), primary_key=True),
    Column("dimension", Integer, nullable=False),
    Column("checksum", BigInteger, nullable=False),
    Column("data", RawBytes, nullable=False),
)

STUDIES = Table(
    "studies",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("revision", ForeignKey("revisions.number"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("checksum", BigInteger, nullable=False),
    Column("data", RawBytes, nullable=False),
)

LABELS = Table(
    "labels",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("question", ExactText, nullable=False),
    Column("expected", ExactText, nullable=False),
    Column("author", ExactText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("owner", ExactText, nullable=False),
    Column("base", ForeignKey("revisions.number"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

DRAFT_STEPS = Table(
    "draft_steps",
    METADATA,
    Column("draft", ForeignKey("drafts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("start", String(16), nullable=False),
    Column("label", ExactText, nullable=False),
    Column("source", ExactText, nullable=False),
    Column("format", String(32), nullable=False),
)

# What a step makes of each entry that it touches, as JSON; null where it takes the entry away.
DRAFT_CHANGES = Table(
    "draft_changes",
    METADATA,
    Column("draft", String(64), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entry", ExactText, nullable=False),
    Column("content", Text, nullable=False),
    ForeignKeyConstraint(["draft", "step"], ["draft_steps.draft", "draft_steps.number"], name="draft_changes_step"),
)

IGNORED = Table("ignored_findings", METADATA, Column("key", String(64), primary_key=True))
