"""What the reranker adds on the evaluation sets: `python -m benchmarks.gain --help`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.datasets import SETS, EvalSet
from benchmarks.markdown import README, provenance, table, with_interval, write_into
from benchmarks.quality import DATA, figures_of
from benchmarks.reranking import COLUMNS, gain
from matcher.encoder import load_encoder
from matcher.matcher import Matcher
from matcher.measures import Outcomes
from matcher.reranker import NONE
from matcher.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every set with the reranker of the settings and without, print Markdown, and keep it where asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gain", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/ in it (default: ../shared/data)")
    parser.add_argument("--sets", nargs="*", choices=list(SETS), default=list(SETS), help="only these")
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write between the markers of this file")
    asked = parser.parse_args(arguments)
    settings = load_settings()
    if settings.reranker == NONE:
        parser.error(f"FAQ_RERANKER is {NONE}: name the reranker to measure")
    sections = []
    for name in asked.sets:
        sections.append(section(SETS[name](asked.data), settings))
        print(sections[-1], end="\n\n", flush=True)
    origin = provenance("python -m benchmarks.gain", load_encoder(settings).runtime)
    print(origin)
    if asked.out:
        write_into(asked.out, "gain", "\n\n".join([origin, *sections]))


def section(data: EvalSet, settings: Settings) -> str:
    """Write one set as Markdown: a row with and a row without, then what the difference is."""
    without, with_it = (
        _outcomes(data, settings.model_copy(update={"reranker": one})) for one in (NONE, settings.reranker)
    )
    figures = {"without": figures_of(without), "with the reranker": figures_of(with_it)}
    rows = [[name, *(with_interval(*found[column]) for column in COLUMNS)] for name, found in figures.items()]
    gains = ", ".join(f"{name} {text}" for name, text in gain(without, with_it).items())
    return f"### {data.name}\n\n{table(('', *COLUMNS), rows)}\n\nWith it less without: {gains}."


def _outcomes(data: EvalSet, settings: Settings) -> Outcomes:
    matcher = Matcher.from_entries(data.entries, settings)
    return Outcomes.of(matcher.ask_many([label.question for label in data.labels]), data.labels)


if __name__ == "__main__":
    main()
