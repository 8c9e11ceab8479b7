"""What an FAQ teaches an encoder: texts that belong together, each beside the nearest one that does not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.encoder import Encoder
from matcher.ingest.cells import same_text_key
from matcher.matcher import Matcher
from matcher.texts import whole_of
from matcher.types import Entry, Progress, Result

BATCH = 32  # triplets a step at most; each is a negative of all the others, so more teach more a step


@dataclass(frozen=True, slots=True)
class Triplet:
    """An anchor, a text of the same entry, and a text of another entry with another answer: a hard negative.

    own and rival are numbers of the two entries' answers.
    """

    anchor: str
    positive: str
    negative: str
    own: int
    rival: int


def draw_batches(
    entries: Sequence[Entry], encoder: Encoder, epochs: int, seed: int, progress: Progress | None = None
) -> list[list[Triplet]]:
    """Every text of every entry once an epoch as an anchor, in batches without false negatives.

    The matcher mines the negatives: the first phrasing that it finds for the anchor, of another entry with another
    answer. There is no batch for an FAQ that has nothing to tell apart: fewer than 2 answers with 2 texts each.
    """
    matcher = Matcher.build(entries, encoder, progress=progress)
    answers = dict(zip((entry.id for entry in entries), matcher.source.answers.tolist(), strict=True))
    lessons = {entry.id: texts for entry in entries if len(texts := texts_to_teach(entry)) > 1}
    if len({answers[name] for name in lessons}) < 2:
        return []
    rng = np.random.default_rng(seed)
    anchors = [(name, place) for name, texts in lessons.items() for place in range(len(texts))]
    results = matcher.ask_many([lessons[name][place] for name, place in anchors])
    negatives = [
        _hard_negative(result, answers, name) or _any_negative(entries, answers, name, rng)
        for (name, _), result in zip(anchors, results, strict=True)
    ]
    batches = []
    for _ in range(epochs):
        triplets = []
        for (name, place), (negative, rival) in zip(anchors, negatives, strict=True):
            positive = _another(lessons[name], place, rng)
            triplets.append(Triplet(lessons[name][place], positive, negative, answers[name], rival))
        batches += _apart([triplets[i] for i in rng.permutation(len(triplets))])
    return batches


def texts_to_teach(entry: Entry) -> tuple[str, ...]:
    """Return the texts of an entry that belong together: its phrasings; of a single one and an answer, both.

    The answer stands there by its beginning, as far as the matcher compares questions with it.
    """
    if entry.alternates or not entry.answer:
        return tuple({same_text_key(text): text for text in entry.phrasings}.values())
    return (entry.question, whole_of(replace(entry, category="", question="")))


def _another(texts: Sequence[str], place: int, rng: np.random.Generator) -> str:
    return texts[(place + int(rng.integers(1, len(texts)))) % len(texts)]


def _hard_negative(result: Result, answers: dict[str, int], own: str) -> tuple[str, int] | None:
    """Return the nearest phrasing with another answer, and that answer's number; the anchor's own words are none."""
    for candidate in result.candidates:
        other = answers[candidate.entry.id]
        if other != answers[own] and same_text_key(candidate.phrasing) != same_text_key(result.question):
            return candidate.phrasing, other
    return None


def _any_negative(
    entries: Sequence[Entry], answers: dict[str, int], own: str, rng: np.random.Generator
) -> tuple[str, int]:
    others = [entry for entry in entries if answers[entry.id] != answers[own]]
    chosen = others[int(rng.integers(len(others)))]
    return chosen.question, answers[chosen.id]


def _apart(triplets: Sequence[Triplet]) -> list[list[Triplet]]:
    """Group triplets so that in no batch one's own answer is another's own or rival: each would be a false negative."""
    batches = []
    waiting = list(triplets)
    while waiting:
        batch: list[Triplet] = []
        owned: set[int] = set()
        rivals: set[int] = set()
        left = []
        for triplet in waiting:
            if len(batch) == BATCH or triplet.own in owned | rivals or triplet.rival in owned:
                left.append(triplet)
                continue
            batch.append(triplet)
            owned.add(triplet.own)
            rivals.add(triplet.rival)
        batches.append(batch)
        waiting = left
    return batches
