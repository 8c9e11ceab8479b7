"""FAQs of which it is known whether study can help, and an encoder without a model that makes it so."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.study import Lesson
from matcher.texts import texts_of
from matcher.types import Entry
from tests.fakes import FakeEncoder, fake_vector

SIGNAL, NOISE = 16, 32
TOPICS = 12
VARIANTS = 6


class NoisyEncoder(FakeEncoder):
    """Encodes the first word in some dimensions and the whole text, louder, in others: a map can drop the latter."""

    def __init__(self) -> None:
        super().__init__("noisy-encoder-1", SIGNAL + NOISE)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        return np.stack([noisy_vector(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)


def noisy_vector(text: str) -> NDArray[np.float32]:
    topic = fake_vector(text.split()[0] if text.split() else "", SIGNAL)
    noise = fake_vector(text.replace(" ", "_"), NOISE)
    vector: NDArray[np.float32] = np.concatenate([topic, 2 * noise]) / np.float32(np.sqrt(5))
    return vector


def teachable() -> tuple[Entry, ...]:
    """Entries with phrasings enough, on which the noise can be told from the signal."""
    return tuple(
        Entry(f"id{topic}", f"topic{topic} asked", "", tuple(f"topic{topic} variant {i}" for i in range(1, VARIANTS)))
        for topic in range(TOPICS)
    )


def lesson_of(entries: Sequence[Entry], encoder: FakeEncoder | None = None) -> Lesson:
    encoder = encoder or NoisyEncoder()
    return Lesson.of(entries, encoder.encode(texts_of(entries)), encoder.encode)
