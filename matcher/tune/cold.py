"""A test without labels, built from the FAQ itself: what it should know, what it should nearly know, and strangers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.contrastive import learn
from matcher.evidence import EvidenceSource
from matcher.lesson import Lesson
from matcher.matcher import Matcher, encode_all
from matcher.study import StudyMap
from matcher.texts import passage_of, texts_of
from matcher.tune.asked import Asked
from matcher.tune.off_topic import off_topic
from matcher.types import Label, Progress, Result

_FOLDS = 4
_MOST_OWN, _MOST_NEAR = 600, 400  # questions of each kind over all folds; more tell no more and take time
_KNOWN = 0.8  # cosine with a phrasing from which on an off-topic question is one that the FAQ covers after all

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
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


def cold_start(
    matcher: Matcher,
    mix: Mix = DEFAULT_MIX,
    *,
    encode: Encode | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Asked:
    """Ask each alternate of an FAQ without it, phrasings of entries that are left out wholly, and off-topic questions.

    Where the FAQ was studied, each question is asked of a map that did not see it. Entries without alternates are asked
    a later part of their answer instead. encode: texts to (n, dim) unit rows; the matcher's encoder where None.
    """
    encode = encode or (lambda texts: encode_all(texts, matcher.encoder, progress))
    vectors = encode(texts_of(matcher.entries))
    lesson = Lesson.of(matcher.entries, vectors, encode)
    plan = _Plan.draw(lesson, np.random.default_rng(seed))
    own: _Group = ([], [])
    near: _Group = ([], [])
    for fold in range(_FOLDS):
        part = _part(progress, fold)
        tried = _without(matcher, lesson, vectors, plan, fold, part)
        for group, more in (
            (own, _own(tried, matcher, lesson, plan, fold)),
            (near, _near(tried, matcher, lesson, plan, fold)),
        ):
            group[0].extend(label for label, _ in more)
            group[1].extend(result for _, result in more)
        part(1.0)
    strangers = _strangers(matcher, encode)
    return Asked.mixed([own, near, strangers], [mix.own, mix.near, mix.off_topic])


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Which fold each text is left out in.

    held: (phrasings,) fold of each alternate, -1 for questions; gone: (entries,) fold in which an entry is left out
    wholly; own, passages and near: positions of phrasings, passages and phrasings that are asked.
    """

    held: NDArray[np.int64]
    gone: NDArray[np.int64]
    own: NDArray[np.int64]
    passages: NDArray[np.int64]
    near: NDArray[np.int64]

    @classmethod
    def draw(cls, lesson: Lesson, rng: np.random.Generator) -> "_Plan":
        owners, entries = lesson.owners, lesson.entries
        starts = np.searchsorted(owners, np.arange(entries))
        place = np.arange(len(owners)) - starts[owners]  # 0 for the question of an entry
        held = np.where(place > 0, (place + rng.integers(_FOLDS, size=entries)[owners]) % _FOLDS, -1)
        gone = (rng.permutation(entries) + rng.integers(_FOLDS)) % _FOLDS
        alone = np.bincount(owners, minlength=entries) == 1
        own = np.flatnonzero((held >= 0) & (held != gone[owners]))
        passages = np.flatnonzero(alone[lesson.passage_owners])
        near = np.arange(len(owners)) if entries > 1 else np.zeros(0, np.int64)
        drawn = [np.sort(rng.permutation(rows)[:most]) for rows, most in ((own, _MOST_OWN), (near, _MOST_NEAR))]
        return cls(held, gone, drawn[0], np.sort(rng.permutation(passages)[:_MOST_OWN]), drawn[1])


def _without(
    matcher: Matcher,
    lesson: Lesson,
    vectors: NDArray[np.float32],
    plan: _Plan,
    fold: int,
    report: Callable[[float], None],
) -> Matcher:
    """Return the matcher without the alternates of this fold; its map never saw the fold's entries either."""
    held = plan.held == fold
    learned = None
    if matcher.source.studied:
        seen = lesson.views(held | (plan.gone[lesson.owners] == fold))
        learned = StudyMap(learn(seen.vectors, seen.owners, 0, report))
    ends = np.cumsum([len(entry.phrasings) for entry in matcher.entries])[:-1]
    entries = tuple(
        replace(entry, alternates=tuple(text for text, out in zip(entry.phrasings, flags, strict=True) if not out)[1:])
        for entry, flags in zip(matcher.entries, np.split(held, ends), strict=True)
    )
    rows = np.concatenate([~held, np.ones(len(vectors) - len(held), bool)])
    return replace(matcher, entries=entries, source=EvidenceSource.of(entries, vectors[rows], learned))


def _own(tried: Matcher, matcher: Matcher, lesson: Lesson, plan: _Plan, fold: int) -> list[tuple[Label, Result]]:
    """Ask the alternates that the matcher is without; where there are none, later parts of answers."""
    texts = matcher.source.index.texts
    asked = [
        (texts[row], lesson.phrasings[row], int(lesson.owners[row]))
        for row in plan.own[plan.held[plan.own] == fold].tolist()
    ]
    owners = lesson.passage_owners
    asked += [
        (passage_of(matcher.entries[int(owners[row])]), lesson.passages[row], int(owners[row]))
        for row in plan.passages[plan.gone[owners[plan.passages]] == fold].tolist()
    ]
    return [
        (Label(text, frozenset({matcher.entries[owner].id})), tried.rank(text, vector)) for text, vector, owner in asked
    ]


def _near(tried: Matcher, matcher: Matcher, lesson: Lesson, plan: _Plan, fold: int) -> list[tuple[Label, Result]]:
    """Ask the phrasings of the entries that this fold leaves out wholly, each among all other entries."""
    texts, everything = matcher.source.index.texts, np.arange(len(matcher.entries))
    return [
        (
            Label(texts[row], frozenset()),
            tried.rank(texts[row], lesson.phrasings[row], np.delete(everything, lesson.owners[row])),
        )
        for row in plan.near[plan.gone[lesson.owners[plan.near]] == fold].tolist()
    ]


def _strangers(matcher: Matcher, encode: Encode) -> _Group:
    """Ask off-topic questions, but for those that the FAQ seems to cover."""
    vectors = encode(off_topic())
    own = matcher.source.index.vectors
    mapped = matcher.source.studied.apply(vectors) if matcher.source.studied else vectors
    strange = np.flatnonzero((mapped @ own.T).max(axis=1) < _KNOWN)
    questions = [off_topic()[row] for row in strange.tolist()]
    return [Label(text, frozenset()) for text in questions], matcher.ask_many(questions, vectors=vectors[strange])


def _part(progress: Progress | None, fold: int) -> Callable[[float], None]:
    """Report one fold as its share of the whole."""
    return lambda share: progress("trying the FAQ on itself", (fold + share) / _FOLDS) if progress else None
