"""Pairs of entries that differ in a word or two and want different answers, and how visitors ask each.

Written for this project: the files in the folder near_copies beside this module. A bi-encoder sees hardly any
difference between two such entries; what a reranker learns from them is to look for it.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from matcher.errors import IngestError
from matcher.types import Entry, Label

FOLDER = Path(__file__).parent / "near_copies"

_PAIRS_AN_FAQ = 40  # about as many entries as a small site's FAQ has
_AS_ASKED = 0.2  # share of the entries that stand there in a visitor's words, as alternates do
_SIDES = ("first", "second")


class Part(StrEnum):
    """What a pair is for."""

    LEARNED = "learned"
    HELD_OUT = "held out"


@dataclass(frozen=True, slots=True)
class NearCopies:
    """Two entries' questions, what visitors ask for each, and a question near both that neither answers."""

    kind: str
    questions: tuple[str, str]
    asked: tuple[tuple[str, ...], tuple[str, ...]]
    neither: str


@dataclass(frozen=True, slots=True)
class NearCopyFaq:
    """An FAQ made of pairs; rival: the id of each entry's near copy."""

    name: str
    entries: tuple[Entry, ...]
    labels: tuple[Label, ...]
    rival: dict[str, str]


def read_near_copies(part: Part, folder: Path = FOLDER) -> dict[str, list[NearCopies]]:
    """Read one part of every file in the folder, by the file's name. Raises IngestError for a file that is damaged."""
    return {path.stem: list(_read(path, part)) for path in sorted(folder.glob("*.csv"))}


def near_copy_faqs(name: str, pairs: Sequence[NearCopies], rng: np.random.Generator) -> Iterator[NearCopyFaq]:
    """Draw FAQs of some pairs each, until every pair was in one."""
    order = rng.permutation(len(pairs)).tolist()
    for at in range(0, len(order), _PAIRS_AN_FAQ):
        yield _faq(name, [pairs[i] for i in order[at : at + _PAIRS_AN_FAQ]], rng)


def _faq(name: str, pairs: Sequence[NearCopies], rng: np.random.Generator) -> NearCopyFaq:
    entries: list[Entry] = []
    labels: list[Label] = []
    rival: dict[str, str] = {}
    for number, pair in enumerate(pairs):
        first, second = (f"{number} {side}" for side in _SIDES)
        rival |= {first: second, second: first}
        places = rng.random() < _AS_ASKED, int(rng.integers(3))
        for entry_id, question, asked in zip((first, second), pair.questions, pair.asked, strict=True):
            shown, rest = _shown(question, asked, *places)
            entries.append(Entry(entry_id, shown, ""))
            labels += [Label(text, frozenset({entry_id})) for text in rest]
        labels.append(Label(pair.neither, frozenset()))
    return NearCopyFaq(name, tuple(entries), tuple(labels), rival)


def _shown(question: str, asked: tuple[str, ...], as_asked: bool, place: int) -> tuple[str, tuple[str, ...]]:
    """Return the entry's question, and what is asked: the entry's own, or one of the visitors' in its place."""
    if not as_asked:
        return question, asked
    place %= len(asked)
    return asked[place], asked[:place] + asked[place + 1 :]


def _read(path: Path, part: Part) -> Iterator[NearCopies]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                asked = tuple(tuple(row[f"{side}_asked"].splitlines()) for side in _SIDES)
                pair = NearCopies(row["kind"], (row["first"], row["second"]), (asked[0], asked[1]), row["neither"])
                wanted = Part(row["part"]) is part
            except (KeyError, ValueError, AttributeError) as error:
                raise IngestError(f"{path.name}, row {number}: {error!r}") from error
            if wanted:
                yield pair
