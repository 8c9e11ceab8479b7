"""All checks in a line."""

from collections.abc import Sequence
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from matcher.encoder import Encoder
from matcher.lint.alike import Pair, alike
from matcher.lint.answers import answers
from matcher.lint.categories import categories
from matcher.lint.compare import Texts, compare
from matcher.lint.confusion import confusion
from matcher.lint.duplicates import duplicates
from matcher.lint.findings import Finding, by_danger
from matcher.lint.links import links
from matcher.lint.wording import wording
from matcher.matcher import encode_all
from matcher.texts import texts_of
from matcher.types import Entry, Progress

_MOST_PAIRED = 50  # entries of one finding; pairs among more are many, and one of them is told by the finding already


def lint(
    entries: Sequence[Entry],
    encoder: Encoder,
    *,
    vectors: NDArray[np.float32] | None = None,
    progress: Progress | None = None,
) -> tuple[Finding, ...]:
    """Look for what will make the entries answer wrongly; the most dangerous finding comes first.

    vectors: (texts, dim) unit rows of the encoder as it is, without a study, in the order of texts.texts_of(entries);
    encoded here where None. Raises ValueError for another number of them.
    """
    if not entries:
        return ()
    expected = texts_of(entries)
    if vectors is None:
        vectors = encode_all(expected, encoder, progress)
    if len(vectors) != len(expected):
        raise ValueError(f"{len(vectors)} vectors for {len(expected)} texts")
    repeated = list(duplicates(entries))
    texts = Texts.of(entries, vectors)
    pairs, lost = compare(texts, progress)
    told = _pairs(entries, repeated)
    near = list(alike(entries, texts, pairs, told))
    confused = confusion(entries, texts, lost, told | _pairs(entries, near))
    rest = (wording(entries), answers(entries), links(entries), categories(entries))
    return by_danger(chain(repeated, near, confused, *rest))


def _pairs(entries: Sequence[Entry], findings: Sequence[Finding]) -> set[Pair]:
    """Pairs of entries, by position, that a finding names together."""
    position = {entry.id: i for i, entry in enumerate(entries)}
    return {
        (min(a, b), max(a, b))
        for found in findings
        for a, b in combinations([position[name] for name in found.entries[:_MOST_PAIRED]], 2)
    }
