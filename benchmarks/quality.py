"""Quality of the matcher beside others: `python -m benchmarks.quality --help`."""

import argparse
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import peers
from benchmarks.datasets import SETS, EvalSet, sample
from benchmarks.markdown import README, provenance, table, with_interval, write_into
from benchmarks.systems import SYSTEMS
from matcher.encoder import Encoder, load_encoder
from matcher.measures import Outcomes, intervals, measure
from matcher.settings import PROJECT, load_settings

DATA = PROJECT.parent / "shared" / "data"
COLUMNS = ("top1", "auroc_correct", "auroc_scope", "coverage@90", "best_accuracy", "mcc", "ece", "mrr", "recall@5")

Figures = Mapping[str, tuple[float, float, float]]

_RANKING = frozenset({"mrr", "recall@5"})  # nothing to tell about systems that name one entry only
_DECIDING = ("best_accuracy", "mcc")  # measures of answers and declined questions, rather than of confidence
_UNTOLD = (math.nan, math.nan, math.nan)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print Markdown, and keep it where that is asked for."""
    asked = _parse(arguments)
    encoder = load_encoder(load_settings())
    sets = [SETS[name](asked.data) for name in asked.sets]
    sets += [sample(name) for name in ("shop", "city")] if asked.labelled else []
    sections = []
    for data in sets:
        sections.append(section(data, encoder))
        print(sections[-1], end="\n\n", flush=True)
    origin = provenance(_command(asked), encoder.runtime)
    print(origin)
    if asked.out:
        write_into(asked.out, "quality", "\n\n".join([origin, *sections]))


def section(data: EvalSet, encoder: Encoder) -> str:
    """Write one set as Markdown: a heading, what is in it, and a row a system."""
    rows = [[name, *cells(figures)] for name, figures in measured(data, encoder)]
    return f"### {data.name}\n\n{data.describe()}\n\n{table(('system', *COLUMNS), rows)}"


def measured(data: EvalSet, encoder: Encoder) -> Iterator[tuple[str, Figures]]:
    """Give name and figures of every system, then of the peers that predicted the same questions."""
    for name, system in SYSTEMS.items():
        yield name, figures_of(system(data, encoder))
    if data.peers:
        for file, name in peers.NAMES.items():
            predictions = peers.read_predictions(data.peers / f"{file}.csv")
            yield name, peer_figures(peers.outcomes(predictions, data.labels))


def figures_of(outcomes: Outcomes) -> Figures:
    """Measure, with both ends of its interval."""
    bounds = intervals(outcomes)
    return {name: (value, *bounds[name]) for name, value in measure(outcomes).items()}


def peer_figures(outcomes: Outcomes) -> Figures:
    """Measure a system that names one entry or declines, whatever confidence it gives to declining."""
    decided = figures_of(peers.declining(outcomes))
    own = {name: figure for name, figure in figures_of(outcomes).items() if name not in _RANKING}
    return own | {name: decided[name] for name in _DECIDING}


def cells(figures: Figures) -> list[str]:
    """Write the columns of one system; a dash where it has no such figure."""
    return [with_interval(*figures.get(name, _UNTOLD)) for name in COLUMNS]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/ in it (default: ../shared/data)")
    parser.add_argument("--sets", nargs="*", choices=list(SETS), default=list(SETS), help="only these, or none")
    parser.add_argument(
        "--labelled", action="store_true", help="also the sample FAQs, with the project's own questions"
    )
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write between the markers of this file")
    return parser.parse_args(arguments)


def _command(asked: argparse.Namespace) -> str:
    """Write the command without paths, which differ from machine to machine."""
    sets = [] if asked.sets == list(SETS) else ["--sets", *asked.sets]
    return " ".join(["python -m benchmarks.quality", *sets, *(["--labelled"] if asked.labelled else [])])


if __name__ == "__main__":
    main()
