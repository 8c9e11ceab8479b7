"""How much is read, so that no file costs more memory or time than it should."""

from dataclasses import dataclass
from typing import Self

from matcher.settings import Settings

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a file, rows without the header (empty ones included), characters of a cell, and counts.

    max_question holds for alternates too; max_name holds for an id, a category and a tag; max_alternates holds for
    the tags of an entry too. max_problems is how many refused rows, and how many warnings, a report keeps.
    max_members and max_unpacked are the files packed in a workbook and the bytes they unpack to.
    """

    max_bytes: int = 50 * _MEGABYTE
    max_rows: int = 200_000
    max_columns: int = 1_000
    max_question: int = 1_000
    max_answer: int = 25_000
    max_alternates: int = 1_000
    max_name: int = 500
    max_problems: int = 1_000
    max_members: int = 1_000
    max_unpacked: int = 200 * _MEGABYTE

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Take every limit that can be set from the settings."""
        return cls(
            max_bytes=int(settings.max_file_mb * _MEGABYTE),
            max_rows=settings.max_rows,
            max_columns=settings.max_columns,
            max_question=settings.max_question,
            max_answer=settings.max_answer,
            max_alternates=settings.max_alternates,
            max_name=settings.max_name,
            max_members=settings.max_members,
            max_unpacked=int(settings.max_unpacked_mb * _MEGABYTE),
        )

    def describe(self) -> str:
        """Say before an upload what is taken, in one line."""
        return (
            f"Up to {self.max_bytes / _MEGABYTE:g} MB and {self.max_rows:,} rows. A question may have "
            f"{self.max_question:,} characters and an answer {self.max_answer:,}."
        )
