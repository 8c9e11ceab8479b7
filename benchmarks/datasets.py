"""The FAQs and labelled questions that quality is measured on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from matcher.ingest import read_alternates, read_faq, read_labels, with_alternates
from matcher.settings import PROJECT
from matcher.types import Entry, Label

_SAMPLES = PROJECT / "faq_data"


@dataclass(frozen=True, slots=True)
class EvalSet:
    """An FAQ and its labelled questions; note is Markdown, peers a folder of predictions by other systems."""

    name: str
    note: str
    entries: tuple[Entry, ...]
    labels: tuple[Label, ...]
    peers: Path | None = None

    def describe(self) -> str:
        """Say how many of everything there are, then the note."""
        outside = sum(not label.expected for label in self.labels)
        phrasings = sum(len(entry.phrasings) for entry in self.entries)
        counts = (
            f"{len(self.labels):,} questions, {outside:,} out of scope; {len(self.entries):,} entries, "
            f"{phrasings:,} phrasings."
        )
        return f"{counts} {self.note}"


def hint3_v1(data: Path) -> EvalSet:
    """Read a real shop's messages, with the labels of the paper."""
    note = "Labels of the paper, on which the peers published their figures."
    return _hint3(data, "hint3_sofmattress_v1", note)


def hint3(data: Path) -> EvalSet:
    """Read a real shop's messages, with the corrected labels."""
    note = "The same questions with the corrected labels of February 2021; the peers' predictions are the same."
    return _hint3(data, "hint3_sofmattress", note)


def banking77(data: Path) -> EvalSet:
    """Read questions of a bank's customers, with exactly 10 phrasings an entry."""
    folder = data / "eval" / "banking77"
    note = (
        "Exactly 10 phrasings an entry. Top-1 of models trained on the same 10: USE+ConveRT .852, DNNC .867, "
        "CPFT .872 (Zhang et al. 2021)."
    )
    entries = entries_of(read_alternates(folder / "fewshot_10.csv"))
    return EvalSet("banking77", note, entries, read_labels(folder / "queries.csv"))


def stanford(data: Path) -> EvalSet:
    """Read questions about vaccines, most of them out of scope, with all the entries that may answer."""
    folder = data / "eval" / "stanford_covid_faq"
    return EvalSet(
        "stanford_covid_faq",
        "Any of the accepted entries is right.",
        _faq(folder),
        read_labels(folder / "queries_multi.csv"),
    )


def feedbackqa(data: Path) -> EvalSet:
    """Read long answers, and questions by crowd workers who had read them."""
    folder = data / "eval" / "feedbackqa_who"
    note = "One entry is labelled right, although some have near copies."
    return EvalSet("feedbackqa_who", note, _faq(folder), read_labels(folder / "queries.csv"))


SETS: Mapping[str, Callable[[Path], EvalSet]] = {
    "hint3_sofmattress_v1": hint3_v1,
    "hint3_sofmattress": hint3,
    "banking77": banking77,
    "stanford_covid_faq": stanford,
    "feedbackqa_who": feedbackqa,
}


def sample(name: str) -> EvalSet:
    """Read a sample FAQ of the project with the project's own questions: "shop" or "city"."""
    entries = read_faq(_SAMPLES / f"{name}.csv").entries
    note = "Invented and labelled by the authors of the project: kinder than real visitors."
    return EvalSet(name, note, entries, read_labels(_SAMPLES / f"{name}_questions.csv"))


def entries_of(pairs: list[tuple[str, str]]) -> tuple[Entry, ...]:
    """Make entries of nothing but phrasings, given as (id, phrasing); the first of an entry becomes its question."""
    phrasings: dict[str, list[str]] = {}
    for entry_id, phrasing in pairs:
        phrasings.setdefault(entry_id, []).append(phrasing)
    return tuple(Entry(entry_id, first, "", tuple(others)) for entry_id, (first, *others) in phrasings.items())


def _hint3(data: Path, name: str, note: str) -> EvalSet:
    folder, peers = data / "eval" / name, data / "eval" / "hint3_sofmattress_v1" / "peers"
    return EvalSet(name, note, _faq(folder), read_labels(folder / "queries.csv"), peers)


def _faq(folder: Path) -> tuple[Entry, ...]:
    entries = read_faq(folder / "faq.csv", answers_required=False).entries
    alternates = folder / "alternates.csv"
    return with_alternates(entries, read_alternates(alternates)) if alternates.exists() else entries


def synthetic(samples: Sequence[Entry], count: int, seed: int = 0) -> list[Entry]:
    """Make entries as long as the samples, text by text, whose words are drawn from all of theirs."""
    rng = np.random.default_rng(seed)
    texts = [text for entry in samples for text in (*entry.phrasings, entry.answer)]
    words = [word for text in texts for word in text.split()]

    def like(text: str) -> str:
        return " ".join(words[i] for i in rng.integers(0, len(words), len(text.split())))

    return [
        Entry(f"entry-{number}", like(entry.question), like(entry.answer), tuple(map(like, entry.alternates)))
        for number, entry in enumerate(islice(cycle(samples), count))
    ]
