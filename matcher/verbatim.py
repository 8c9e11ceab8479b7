"""Questions that are, word for word, phrasings of an entry: what the owner wrote down is not left to chance."""

import string
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.ingest.cells import same_text_key
from matcher.types import Entry

# Of 91 such questions in the train sets without rostd, 46 of 55 reached that entry (the others are contradictory
# labels), in rostd 4,730 of 4,736; an owner who adds a phrasing expects it to be answered.
_SURE = 0.95


def key_of(text: str) -> str:
    """Equal for texts that differ only in width, case, white space or punctuation at their ends; may be empty."""
    return same_text_key(text).strip(string.punctuation + " ")


def verbatim_owners(entries: Sequence[Entry]) -> dict[str, tuple[int, ...]]:
    """Positions of the entries that have each phrasing, by its key."""
    owners: dict[str, dict[int, None]] = {}
    for position, entry in enumerate(entries):
        for text in entry.phrasings:
            if key := key_of(text):
                owners.setdefault(key, {})[position] = None
    return {key: tuple(places) for key, places in owners.items()}


def with_verbatim(
    confidence: NDArray[np.float64],
    entries: NDArray[np.int64],
    question: str,
    owners: Mapping[str, tuple[int, ...]],
) -> NDArray[np.float64]:
    """(n,) confidences where entries that have the very question as a phrasing share at least .95.

    The others keep their proportions in what is left. confidence: (n,); entries: (n,) positions of the candidates.
    """
    own = np.isin(entries, owners.get(key_of(question), ()))
    held = float(confidence[own].sum())
    if not own.any() or held >= _SURE:
        return confidence
    rest = float(confidence[~own].sum())
    raised = confidence * (min(1.0, (1.0 - _SURE) / rest) if rest else 1.0)
    raised[own] = confidence[own] * (_SURE / held) if held else _SURE / own.sum()
    return raised
