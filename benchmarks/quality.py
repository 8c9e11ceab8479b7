"""Quality of the matcher beside others: `python -m benchmarks.quality --help`."""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
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

_RANKING = frozenset({"mrr", "recall@5"})  # nothing to tell about systems that name one entry only


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
    """One set as Markdown: a heading, what is in it, and a row a system."""
    body = table(("system", *COLUMNS), [row(*each) for each in measured(data, encoder)])
    return f"### {data.name}\n\n{data.describe()}\n\n{body}"


def measured(data: EvalSet, encoder: Encoder) -> Iterator[tuple[str, Outcomes, bool]]:
    """Name and outcomes of every system, and whether it ranks several entries."""
    for name, system in SYSTEMS.items():
        yield name, system(data, encoder), True
    if data.peers:
        for file, name in peers.NAMES.items():
            yield name, peers.outcomes(peers.read_predictions(data.peers / f"{file}.csv"), data.labels), False


def row(name: str, outcomes: Outcomes, ranks: bool) -> list[str]:
    """One system's cells: each measure with its interval."""
    values, bounds = measure(outcomes), intervals(outcomes)
    told = {column: column not in _RANKING or ranks for column in COLUMNS}
    cells = [with_interval(values[c] if told[c] else math.nan, *(bounds[c] if told[c] else (math.nan,) * 2)) for c in COLUMNS]
    return [name, *cells]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/ in it (default: ../shared/data)")
    parser.add_argument("--sets", nargs="*", choices=list(SETS), default=list(SETS), help="only these, or none")
    parser.add_argument("--labelled", action="store_true", help="also the sample FAQs, with the project's own questions")
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write between the markers of this file")
    return parser.parse_args(arguments)


def _command(asked: argparse.Namespace) -> str:
    """The command without paths, which differ from machine to machine."""
    sets = [] if asked.sets == list(SETS) else ["--sets", *asked.sets]
    return " ".join(["python -m benchmarks.quality", *sets, *(["--labelled"] if asked.labelled else [])])


if __name__ == "__main__":
    sys.exit(main())
