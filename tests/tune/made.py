"""Results made up from numbers, and an FAQ whose confidence a fake encoder can have."""

from collections.abc import Sequence

import numpy as np

from matcher.tune.asked import Asked
from matcher.types import Candidate, Entry, Label, Result

SPARE = Entry("spare", "spare", "Spare.")


def entry(name: str) -> Entry:
    return Entry(name, name, f"About {name}.")


def found(question: str, *candidates: tuple[str, float]) -> Result:
    """A result whose candidates have these ids and confidences."""
    made = (Candidate(entry(name), name, value, None, value) for name, value in candidates)
    return Result(question, tuple(made))


def asked(*rows: tuple[str, Sequence[tuple[str, float]]]) -> Asked:
    """Questions of which each expects an id ("" for none) and finds these candidates."""
    labels = [Label(f"q{n}", frozenset({name} if name else ())) for n, (name, _) in enumerate(rows)]
    return Asked.of(labels, [found(f"q{n}", *candidates) for n, (_, candidates) in enumerate(rows)])


def simulated(count: int, seed: int = 0, outside: float = 0.3) -> Asked:
    """Questions with calibrated confidence: of those in scope with 0.7, 7 in 10 are right; strangers have less."""
    rng = np.random.default_rng(seed)
    rows = []
    for strange in rng.random(count) < outside:
        best = float(rng.beta(1, 5) if strange else rng.beta(4, 2))
        right = not strange and rng.random() < best
        rows.append(("" if strange else "a", [("a" if right else "b", best), ("b" if right else "a", best / 4)]))
    return asked(*rows)
