"""Options that take several values after one name: --encoder A B FAQ LABELS."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from typer.core import TyperCommand

_DATA = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".yml", ".yaml", ".gz"})
_LIVE = "live"


class TakesSeveral(TyperCommand):
    """A command whose options for models take every word up to the next option or file."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Name each value anew, as the parser wants it, and go on as usual."""
        return super().parse_args(ctx, list(spread(args, ("--encoder", "--reranker"))))


def spread(words: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Put the name before each of its values: --encoder A B becomes --encoder A --encoder B.

    The values end at the next option, at a file, at the number of a revision, or at "live".
    """
    name = before = ""
    for place, word in enumerate(words):
        if word == "--":
            yield from words[place:]
            return
        if word.startswith("-") or (before != name and _is_data(word)):
            name = word if word in names else ""
        elif name and before != name:
            yield name
        yield word
        before = word


def _is_data(word: str) -> bool:
    return word.isdecimal() or word == _LIVE or Path(word).suffix.lower() in _DATA or Path(word).is_file()
