"""What each kind of evidence brings, on FAQs simulated from the train sets: `python -m benchmarks.ablation --help`."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.late_interaction import LateInteraction
from benchmarks.markdown import README, provenance, share, table, write_into
from matcher.confidence import RankedConfidence
from matcher.encoder import load_encoder
from matcher.evidence import FEATURES, EvidenceSource, gather
from matcher.matcher import TOP_K
from matcher.measures import auroc, calibration_error, coverage
from matcher.settings import PROJECT, load_settings
from matcher.studied import study_entries
from matcher.texts import texts_of
from matcher.training.cases import CachedEncoder, Case
from matcher.training.confidence import TRAIN_SETS, fit, strangers_to
from matcher.training.simulate import SimulatedFaq, read_data_sets, simulate

DATA = PROJECT.parent / "shared" / "data" / "train"
BEST, LATE = "best", "late"
ALL = (*FEATURES, BEST, LATE)
MEASURES = ("top1", "auroc_correct", "coverage@90", "ece")

_RESAMPLES = 1000

Measured = Mapping[str, tuple[str, ...]]

COMBINATIONS: Measured = {
    "**shipped**: vote, whole, bm25": FEATURES,
    "best phrasing's cosine alone": (BEST,),
    "vote alone": ("vote",),
    "without vote": tuple(name for name in FEATURES if name != "vote"),
    "without whole": tuple(name for name in FEATURES if name != "whole"),
    "without bm25": tuple(name for name in FEATURES if name != "bm25"),
    "with the best phrasing's cosine": (*FEATURES, BEST),
    "with late interaction": (*FEATURES, LATE),
    "late interaction for vote": (*(name for name in FEATURES if name != "vote"), LATE),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one simulated FAQ, with the evidence of ALL; in_scope: (n,)."""

    data: str
    cases: list[Case]
    in_scope: NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print Markdown, and keep it where that is asked for."""
    asked = _parse(arguments)
    encoder = load_encoder(load_settings())
    faqs = simulated(asked.data, asked.rounds, asked.seed)
    cached, late = CachedEncoder(encoder), LateInteraction()
    tables = []
    for study, title in ((False, "Not studied"), (True, "Studied, FAQs whose study is kept")):
        found = [each for faq in faqs if (each := ask(faq, cached, late, study=study))]
        tables.append(f"{title}: {len(found)} FAQs.\n\n{table(('evidence', *MEASURES), rows(found))}")
        print(tables[-1], end="\n\n", flush=True)
    origin = provenance(f"python -m benchmarks.ablation --rounds {asked.rounds}", encoder.runtime)
    print(origin)
    if asked.out:
        write_into(README, "ablation", "\n\n".join([origin, *tables]))


def simulated(data: Path, rounds: int, seed: int) -> list[SimulatedFaq]:
    """Draw FAQs from every train set."""
    sets, rng = read_data_sets(data, TRAIN_SETS), np.random.default_rng(seed)
    return [faq for each in sets for faq in simulate(each, rounds, strangers_to(each, sets), rng)]


def ask(faq: SimulatedFaq, encoder: CachedEncoder, late: LateInteraction, *, study: bool) -> Asked | None:
    """Ask everything; None for an FAQ whose study is not kept."""
    vectors = encoder.encode(texts_of(faq.entries))
    learned = study_entries(faq.entries, vectors, encoder.encode).map if study else None
    if study and learned is None:
        return None
    cases = cases_of(faq, encoder, late, EvidenceSource.of(faq.entries, vectors, learned))
    return Asked(faq.name, cases, np.array([bool(label.expected) for label in faq.labels], bool))


def cases_of(faq: SimulatedFaq, encoder: CachedEncoder, late: LateInteraction, source: EvidenceSource) -> list[Case]:
    """Gather the evidence of ALL for each question; the weights of an FAQ's questions add up to 1."""
    questions = [label.question for label in faq.labels]
    late.read([*questions, *source.index.texts])
    cases = []
    for label, vector in zip(faq.labels, encoder.encode(questions), strict=True):
        evidence = gather(source, label.question, vector, TOP_K)
        texts = [source.index.texts[place] for place in evidence.phrasings.tolist()]
        more = np.column_stack([evidence.similarity, late.of(label.question, texts)])
        right = np.array([faq.entries[entry].id in label.expected for entry in evidence.entries], bool)
        wide = replace(evidence, values=np.concatenate([evidence.values, more], axis=1))
        cases.append(Case(wide, right, 1.0 / len(questions)))
    return cases


def rows(asked: Sequence[Asked]) -> list[list[str]]:
    """Write a row a combination: the mean over data sets, and the change from the shipped one with its interval."""
    found = {name: measured(asked, names) for name, names in COMBINATIONS.items()}
    sets = np.array([each.data for each in asked])
    shipped = next(iter(found.values()))
    lines = []
    for name, values in found.items():
        cells = [_cell(values[:, column], shipped[:, column], sets) for column in range(len(MEASURES))]
        lines.append([name, *cells])
    return lines


def measured(asked: Sequence[Asked], names: Sequence[str]) -> NDArray[np.float64]:
    """(faqs, measures) of each FAQ, with a confidence fitted on the other data sets."""
    columns = [ALL.index(name) for name in names]
    found = np.full((len(asked), len(MEASURES)), np.nan)
    for data in {each.data for each in asked}:
        others = [_only(case, columns) for each in asked if each.data != data for case in each.cases]
        fitted = fit(others, names)
        weights = tuple(fitted["weights"].values())
        confidence = RankedConfidence(weights, fitted["closeness"], fitted["lead"], fitted["bias"])
        for row, each in enumerate(asked):
            if each.data == data:
                found[row] = _measure([_only(case, columns) for case in each.cases], each.in_scope, confidence)
    return found


def _only(case: Case, columns: Sequence[int]) -> Case:
    return replace(case, evidence=replace(case.evidence, values=case.evidence.values[:, columns]))


def _measure(cases: Sequence[Case], scope: NDArray[np.bool_], model: RankedConfidence) -> tuple[float, ...]:
    sure, right = np.zeros(len(cases)), np.zeros(len(cases), bool)
    for row, case in enumerate(cases):
        values = model.of(case.evidence, None)
        if len(values):
            sure[row], right[row] = values.max(), case.right[values.argmax()]
    return (
        float(right[scope].mean()),
        auroc(right, sure),
        coverage(sure, right, scope, 0.9),
        calibration_error(sure, right),
    )


def _cell(values: NDArray[np.float64], shipped: NDArray[np.float64], sets: NDArray[np.str_]) -> str:
    told = ~np.isnan(values)
    mean = float(np.mean([values[(sets == name) & told].mean() for name in np.unique(sets[told])]))
    if np.array_equal(values, shipped, equal_nan=True):
        return share(mean)
    change, rng = (values - shipped)[told], np.random.default_rng(0)
    low, high = np.percentile(rng.choice(change, (_RESAMPLES, len(change))).mean(axis=1), (2.5, 97.5))
    return f"{share(mean)} ({_signed(low)} to {_signed(high)})"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{share(abs(value))}"


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=DATA, help="folder of the train sets (default: ../shared/data/train)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="simulated FAQs a data set")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", action="store_true", help="also write between the markers of benchmarks/README.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
