"""Many FAQs out of few data sets: phrasings thinned, and entries dropped, whose questions then are out of scope."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matcher.errors import IngestError
from matcher.ingest import read_alternates, read_faq, read_labels, with_alternates
from matcher.settings import SAMPLE_FAQ
from matcher.training.typing_noise import mistype
from matcher.types import Entry, Label

SAMPLES = SAMPLE_FAQ.parent

# How much is out of scope differs from site to site and nobody knows it beforehand: both shares are drawn evenly.
_DROPPED = (0.0, 0.1, 0.2, 0.3)  # share of entries left out
_PHRASINGS = (1, 3, 10, 30)
_SIZES = (15, 40, 100, 1000)
_QUESTIONS = 250
_WITHOUT_ANSWERS = 0.3  # share of FAQs that lose their answers
_STRANGERS = (0.0, 0.1, 0.2, 0.3)  # share of questions that have nothing to do with the FAQ
_MISTYPED = 0.25  # share of questions with typing noise


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public FAQ with labelled questions."""

    name: str
    entries: tuple[Entry, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class SimulatedFaq:
    """An FAQ as a site might have it, with questions that visitors might ask."""

    name: str
    entries: tuple[Entry, ...]
    labels: tuple[Label, ...]


def read_data_sets(folder: Path, names: Sequence[str]) -> list[DataSet]:
    """Read faq.csv, alternates.csv where there is one, and queries.csv of each data set in the folder."""
    sets = []
    for name in names:
        faq = folder / name / "faq.csv"
        if not faq.is_file():
            raise IngestError(f"{faq}: there is no such file; the folder must hold the data set {name}")
        entries = read_faq(faq, answers_required=False).entries
        alternates = folder / name / "alternates.csv"
        if alternates.is_file():
            entries = with_alternates(entries, read_alternates(alternates))
        sets.append(DataSet(name, entries, read_labels(folder / name / "queries.csv")))
    return sets


def read_samples() -> list[DataSet]:
    """Read the sample FAQs of the project with their labelled questions."""
    names = ("shop", "city")
    return [
        DataSet(
            name,
            read_faq(SAMPLES / f"{name}.csv").entries,
            read_labels(SAMPLES / f"{name}_questions.csv"),
        )
        for name in names
    ]


def simulate(data: DataSet, rounds: int, strangers: Sequence[str], rng: np.random.Generator) -> Iterator[SimulatedFaq]:
    """Draw FAQs of different size, number of phrasings and share of out-of-scope questions from a data set.

    strangers: questions of other domains, of which some are asked as well.
    """
    for _ in range(rounds):
        size = min(int(rng.choice(_SIZES)), len(data.entries))
        near = rng.choice(len(data.entries), size, replace=False)
        dropped = {data.entries[i].id for i in near[: int(rng.choice(_DROPPED) * size)]}
        kept = [data.entries[i] for i in near if data.entries[i].id not in dropped]
        most = int(rng.choice(_PHRASINGS))
        entries = tuple(_thin(entry, most, rng) for entry in kept)
        if rng.random() < _WITHOUT_ANSWERS:
            entries = tuple(replace(entry, answer="") for entry in entries)
        labels = _questions(data, {e.id for e in entries}, dropped, strangers, rng)
        yield SimulatedFaq(data.name, entries, labels)


def _thin(entry: Entry, most: int, rng: np.random.Generator) -> Entry:
    chosen = rng.permutation(np.array(entry.phrasings, dtype=object))[:most]
    return replace(entry, question=chosen[0], alternates=tuple(chosen[1:]))


def _questions(
    data: DataSet, kept: set[str], dropped: set[str], strangers: Sequence[str], rng: np.random.Generator
) -> tuple[Label, ...]:
    """Questions about the entries that are there or were dropped, those out of scope all along, and strangers."""
    usable = [
        Label(label.question, label.expected & kept)
        for label in data.labels
        if not label.expected or label.expected & (kept | dropped)
    ]
    labels = [usable[i] for i in rng.permutation(len(usable))[:_QUESTIONS]]
    count = int(rng.choice(_STRANGERS) * len(labels)) if strangers else 0
    labels += [Label(strangers[i], frozenset()) for i in rng.integers(0, max(len(strangers), 1), count)]
    noisy = rng.random(len(labels)) < _MISTYPED
    return tuple(
        replace(label, question=mistype(label.question, rng)) if mistyped else label
        for label, mistyped in zip(labels, noisy, strict=True)
    )
