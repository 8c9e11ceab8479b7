"""A test without labels, built from the FAQ itself: what it should know, what it should nearly know, and strangers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.matcher import Matcher, encode_all
from matcher.tune.asked import Asked
from matcher.tune.left_out import FOLDS, Encode, LeftOut
from matcher.tune.off_topic import off_topic
from matcher.types import Label, Progress, Result

# As how many labels the test counts against what the confidence says by itself: its questions resemble those of
# visitors, but are none. Of 10 to all, this did best on simulated FAQs (benchmarks/README.md).
_WORTH = 50.0
_KNOWN = 0.8  # cosine with a phrasing from which on an off-topic question is one that the FAQ covers after all

_Group = tuple[list[Label], list[Result]]


@dataclass(frozen=True, slots=True)
class Mix:
    """Of all visitors, which shares ask what; only their proportions count.

    own: something that the FAQ answers; near: something of the same kind that it does not answer; off_topic: something
    else altogether.
    """

    own: float = 0.7
    near: float = 0.15
    off_topic: float = 0.15

    def __post_init__(self) -> None:
        for name, value in (("own", self.own), ("near", self.near), ("off_topic", self.off_topic)):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"the share {name} is {value:g}, but must lie between 0 and 1")
        if not self.own + self.near + self.off_topic:
            raise ValueError("the shares are all 0, but visitors must ask something")


DEFAULT_MIX = Mix()
"""Chosen on FAQs simulated from the train sets (benchmarks/README.md); the one assumption that labels make needless."""


def cold_start(
    matcher: Matcher,
    mix: Mix = DEFAULT_MIX,
    *,
    encode: Encode | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Asked:
    """Ask each alternate of an FAQ without it, phrasings of entries that are left out wholly, and off-topic questions.

    All are typed as visitors type. Where the FAQ was studied, each is asked of a map that did not see it, so that this
    takes about as long as the study. Entries without alternates are asked their question with many words lost. encode
    is for texts, of which those of the FAQ may be known; the matcher's encoder where None.
    """
    encode = encode or (lambda texts: encode_all(texts, matcher.encoder))
    rng = np.random.default_rng(seed)
    left_out = LeftOut.draw(matcher, encode, rng)
    own: list[tuple[Label, Result]] = []
    near: list[tuple[Label, Result]] = []
    for fold in range(FOLDS):
        part = _part(progress, fold)
        tried = left_out.fold(fold, part)
        own += left_out.ask_own(tried, fold, encode, rng)
        near += left_out.ask_near(tried, fold, encode, rng)
        part(1.0)
    own += left_out.ask_alone(encode, rng)
    groups = [_group(own), _group(near), _strangers(matcher, encode)]
    return Asked.mixed(groups, [mix.own, mix.near, mix.off_topic], worth=_WORTH)


def _group(pairs: Sequence[tuple[Label, Result]]) -> _Group:
    return [label for label, _ in pairs], [result for _, result in pairs]


def _strangers(matcher: Matcher, encode: Encode) -> _Group:
    """Ask off-topic questions, but for those that the FAQ seems to cover."""
    vectors = encode(off_topic())
    mapped = matcher.source.studied.apply(vectors) if matcher.source.studied else vectors
    strange = np.flatnonzero((mapped @ matcher.source.index.vectors.T).max(axis=1) < _KNOWN)
    questions = [off_topic()[row] for row in strange.tolist()]
    return [Label(text, frozenset()) for text in questions], matcher.ask_many(questions, vectors=vectors[strange])


def _part(progress: Progress | None, fold: int) -> Callable[[float], None]:
    """Report one fold as its share of the whole."""
    return lambda share: progress("trying the FAQ on itself", (fold + share) / FOLDS) if progress else None
