"""What chosen thresholds are worth on questions that they were not chosen on: `python -m benchmarks.thresholds`."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import SETS, EvalSet, sample
from benchmarks.markdown import README, provenance, table, write_into
from benchmarks.quality import DATA
from matcher.matcher import Matcher
from matcher.settings import DEFAULT_THRESHOLDS, load_settings
from matcher.tune.asked import Asked, ask_labels
from matcher.tune.cold import cold_start
from matcher.tune.goals import AtMost, Cost, Goal
from matcher.tune.pick import pick
from matcher.tune.verdicts import totals
from matcher.types import Thresholds

GOALS: tuple[Goal, ...] = (Cost(1), Cost(3), Cost(10), AtMost(0.05), AtMost(0.10))
_SPLITS = 20
_FEW = 50  # labels, beside half of all
_STEPS = 501
_SAMPLES = ("shop", "city")

Ways = Mapping[str, Thresholds]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print Markdown, and keep it where that is asked for."""
    asked = _parse(arguments)
    parts = []
    matcher = None
    for name in [*asked.sets, *_SAMPLES]:
        data = SETS[name](asked.data) if name in SETS else sample(name)
        matcher = Matcher.from_entries(data.entries, load_settings())
        parts.append(section(data, matcher))
        print(parts[-1], end="\n\n", flush=True)
    origin = provenance("python -m benchmarks.thresholds", matcher.encoder.runtime if matcher else "")
    print(origin)
    if asked.out:
        write_into(asked.out, "thresholds", "\n\n".join([origin, *parts]))


def section(data: EvalSet, matcher: Matcher) -> str:
    """Write one set as Markdown: a row a goal, a column a way to choose."""
    asked, cold = ask_labels(matcher, data.labels), cold_start(matcher)
    rows = [[goal.describe(), *_row(asked, cold, goal)] for goal in GOALS]
    head = ("goal", "shipped", "cold start", f"{_FEW} labels", "half of the labels", "best in hindsight")
    return f"### {data.name}\n\n{table(head, rows)}"


def _row(asked: Asked, cold: Asked, goal: Goal) -> list[str]:
    """Mean over random halves of the labels: chosen on one, measured on the other."""
    rng, by_faq = np.random.default_rng(0), pick(cold, goal)
    found = []
    for _ in range(_SPLITS):
        order = rng.permutation(len(asked))
        seen, unseen = order[: len(order) // 2], asked.take(order[len(order) // 2 :])
        few, half = pick(asked.take(seen[:_FEW]), goal), pick(asked.take(seen), goal)
        ways = (DEFAULT_THRESHOLDS, by_faq, few, half, _best(unseen, goal))
        found.append([_worth(unseen, way, goal) for way in ways])
    mean = np.mean(found, axis=0)  # (ways, numbers)
    return [_cell(numbers, goal) for numbers in mean]


def _worth(asked: Asked, thresholds: Thresholds, goal: Goal) -> tuple[float, float]:
    """Cost per 100 visitors and 0, or right and wrong answers of 100; did-you-means count as unanswered."""
    came = totals(asked, Thresholds(thresholds.answer_at, thresholds.answer_at))
    if isinstance(goal, AtMost):
        return came.right, came.wrong_answers
    return goal.of_wrong * came.wrong_answers + came.missed, 0.0


def _best(asked: Asked, goal: Goal) -> Thresholds:
    """Return the threshold that would have been best on these very questions."""

    def rank(at: float) -> tuple[bool, float]:
        first, second = _worth(asked, Thresholds(at, at), goal)
        return (second <= 100 * goal.wrong, first) if isinstance(goal, AtMost) else (True, -first)

    steps: NDArray[np.float64] = np.linspace(0.0, 1.0, _STEPS)
    best = max(steps.tolist(), key=rank)
    return Thresholds(best, best)


def _cell(numbers: NDArray[np.float64], goal: Goal) -> str:
    first, second = numbers.tolist()
    return f"{first:.1f} right, {second:.1f} wrong" if isinstance(goal, AtMost) else f"{first:.1f}"


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thresholds", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with eval/ in it (default: ../shared/data)")
    parser.add_argument("--sets", nargs="*", choices=list(SETS), default=list(SETS), help="only these, or none")
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write between the markers of this file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
