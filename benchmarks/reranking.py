"""What a reranker adds on FAQs that it never learned from: `python -m benchmarks.reranking --help`."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.markdown import provenance, share, table, with_interval
from benchmarks.quality import DATA
from matcher.confidence import Confidence, RankedConfidence, Uncalibrated
from matcher.encoder import Encoder, load_encoder
from matcher.errors import MatcherError
from matcher.measures import Outcomes, intervals, measure
from matcher.reranker import NONE, load_reranker
from matcher.settings import load_settings
from matcher.training.cases import CachedEncoder, Case, Reading, cases_of
from matcher.training.confidence import fit, held_out_sets, strangers_to
from matcher.training.simulate import SimulatedFaq, simulate
from matcher.types import Candidate, Label, Result

COLUMNS = ("top1", "auroc_correct", "auroc_scope", "coverage@90", "ece")
_COMPARED = ("top1", "auroc_correct", "coverage@90")
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions put to the FAQs of one data set, with what was found for each."""

    name: str
    faqs: Sequence[SimulatedFaq]
    cases: Sequence[Case]

    def outcomes(self, confidence: Confidence, *, read: bool) -> Outcomes:
        """Hold what a confidence makes of the evidence, with relevance or without, against the labels."""
        asked = [(faq, label) for faq in self.faqs for label in faq.labels]
        results = [
            _result(faq, label, case if read else replace(case, relevance=None), confidence)
            for (faq, label), case in zip(asked, self.cases, strict=True)
        ]
        return Outcomes.of(results, [label for _, label in asked])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reranking", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "train", help="folder of the train sets")
    parser.add_argument("--rounds", type=int, default=4, help="simulated FAQs a data set")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    encoder = CachedEncoder(load_encoder(load_settings()))
    sets = list(ask(asked.data, encoder, asked.rounds, asked.seed))
    for held in sets:
        print(section(held, [other for other in sets if other is not held]), end="\n\n", flush=True)
    print(provenance(f"python -m benchmarks.reranking --rounds {asked.rounds} --seed {asked.seed}", encoder.runtime))


def ask(data: Path, encoder: Encoder, rounds: int, seed: int) -> Iterator[Asked]:
    """Simulate FAQs from the sets that the project's reranker never saw, and read what the matcher finds."""
    settings = load_settings()
    reranker = load_reranker(settings)
    if reranker is None:
        raise MatcherError(f"FAQ_RERANKER is {NONE}: name the reranker to measure")
    reading = Reading.of(reranker, encoder)
    public, held = held_out_sets(data)
    rng = np.random.default_rng(seed)
    for data_set in held:
        faqs = list(simulate(data_set, rounds, strangers_to(data_set, public), rng))
        yield Asked(data_set.name, faqs, cases_of(faqs, encoder, reading, study=False))


def section(held: Asked, others: Sequence[Asked]) -> str:
    """Write one set as Markdown; every confidence is fitted on the others."""
    cases = [case for other in others for case in other.cases]
    without = held.outcomes(_fitted([replace(case, relevance=None) for case in cases]), read=False)
    with_it = held.outcomes(_fitted(cases), read=True)
    systems = {
        "best cosine": held.outcomes(Uncalibrated(), read=False),
        "relevance alone": held.outcomes(Uncalibrated(), read=True),
        "matcher": without,
        "matcher with relevance": with_it,
    }
    rows = [[name, *_cells(outcomes)] for name, outcomes in systems.items()]
    gains = ", ".join(f"{name} {text}" for name, text in gain(without, with_it).items())
    counts = f"{len(without.correct):,} questions, {int(without.in_scope.sum()):,} of them in scope."
    return f"### {held.name}\n\n{counts}\n\n{table(('', *COLUMNS), rows)}\n\nWith relevance less without: {gains}."


def gain(before: Outcomes, after: Outcomes, seed: int = 0) -> Mapping[str, str]:
    """Differences of the measures with 95 % bootstrap intervals, each resample of the same questions on both sides."""
    rng, count = np.random.default_rng(seed), len(before.correct)
    told = {name: measure(after)[name] - measure(before)[name] for name in _COMPARED}
    drawn = []
    for _ in range(_RESAMPLES):
        rows = rng.integers(0, count, count)
        one, other = measure(before.take(rows)), measure(after.take(rows))
        drawn.append([other[name] - one[name] for name in _COMPARED])
    low, high = np.nanpercentile(np.array(drawn), (2.5, 97.5), axis=0)
    bounds = zip(low.tolist(), high.tolist(), strict=True)
    return {name: f"{share(told[name])} ({share(a)} to {share(b)})" for name, (a, b) in zip(told, bounds, strict=True)}


def _fitted(cases: Sequence[Case]) -> Confidence:
    return RankedConfidence.of_parameters(fit(cases))


def _cells(outcomes: Outcomes) -> list[str]:
    values, bounds = measure(outcomes), intervals(outcomes)
    return [with_interval(values[name], *bounds[name]) for name in COLUMNS]


def _result(faq: SimulatedFaq, label: Label, case: Case, confidence: Confidence) -> Result:
    values = confidence.of(case.evidence, case.relevance)
    order = np.argsort(-values, kind="stable").tolist()
    entries = [faq.entries[case.evidence.entries[i]] for i in order]
    found = zip(entries, order, strict=True)
    return Result(
        label.question, tuple(Candidate(entry, entry.question, 0.0, None, float(values[i])) for entry, i in found)
    )


if __name__ == "__main__":
    main()
