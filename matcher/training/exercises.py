"""Lessons as token ids, in batches of texts of similar length."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matcher.training.lessons import Lesson

LONGEST = 64  # tokens of a pair; longer ones are cut. Two questions have about 25
_POOL = 32  # batches whose lists are sorted by length together


@dataclass(frozen=True, slots=True)
class Exercise:
    """A lesson, ready to be read: ids and segments of each pair, which are right, and (texts,) the prior, or None."""

    ids: tuple[tuple[int, ...], ...]
    segments: tuple[tuple[int, ...], ...]
    right: tuple[bool, ...]
    prior: NDArray[np.float32] | None

    @property
    def length(self) -> int:
        """Tokens of the longest pair."""
        return max(map(len, self.ids))


Batch = list[Exercise]


def exercises_of(lessons: Sequence[Lesson], tokenizer: Tokenizer) -> list[Exercise]:
    """Turn lessons into token ids."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    made = []
    for lesson in lessons:
        encoded = tokenizer.encode_batch([(lesson.question, text) for text in lesson.texts])
        ids, segments = tuple(tuple(one.ids) for one in encoded), tuple(tuple(one.type_ids) for one in encoded)
        prior = None if lesson.prior is None else np.array(lesson.prior, np.float32)
        made.append(Exercise(ids, segments, lesson.right, prior))
    return made


def draw_batches(
    exercises: Sequence[Exercise], usable: Sequence[int], size: int, count: int, rng: np.random.Generator
) -> list[list[int]]:
    """Positions of the exercises of each of count batches: pass after pass over the usable ones, of similar length."""
    batches: list[list[int]] = []
    while len(batches) < count:
        order = [usable[i] for i in rng.permutation(len(usable)).tolist()]
        one_pass = []
        for at in range(0, len(order), size * _POOL):
            pool = sorted(order[at : at + size * _POOL], key=lambda i: exercises[i].length)
            one_pass += [pool[k : k + size] for k in range(0, len(pool), size)]
        batches += [one_pass[i] for i in rng.permutation(len(one_pass)).tolist()]
    return batches[:count]


def padded(batch: Batch) -> dict[str, NDArray[np.int64]]:
    """(pairs, tokens) inputs of a model, pair by pair through all lists."""
    longest = max(one.length for one in batch)
    pairs = [pair for one in batch for pair in zip(one.ids, one.segments, strict=True)]
    ids = np.zeros((len(pairs), longest), np.int64)
    mask, segments = np.zeros_like(ids), np.zeros_like(ids)
    for row, (tokens, kinds) in enumerate(pairs):
        ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        segments[row, : len(kinds)] = kinds
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
