"""Entries whose vectors are chosen, so that a test says which phrasings are alike and how much."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.lint import Finding, Kind, lint
from matcher.types import Entry
from tests.fakes import FakeEncoder


def entry(id: str, question: str, answer: str = "", *alternates: str, category: str = "") -> Entry:
    return Entry(id, question, answer or f"the answer of {id}", alternates, category)


def directions(*angles: float) -> NDArray[np.float32]:
    """Unit vectors in a plane, so that the cosine of two is that of the angle between them."""
    return np.array([[math.cos(angle), math.sin(angle)] for angle in angles], np.float32)


def angle(cosine: float) -> float:
    return math.acos(cosine)


def found(entries: Sequence[Entry], *kinds: Kind, vectors: NDArray[np.float32] | None = None) -> list[Finding]:
    """Findings of these kinds alone."""
    return [finding for finding in lint(entries, FakeEncoder(), vectors=vectors) if finding.kind in kinds]
