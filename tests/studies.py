"""FAQs of which it is known whether study can help, and an encoder without a model that makes it so."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.background_study import StudyState
from matcher.knowledge_base import KnowledgeBase
from matcher.lesson import Lesson
from matcher.study import StudyMap
from matcher.texts import texts_of
from matcher.types import Entry
from tests.fakes import FakeEncoder, fake_vector

SIGNAL, NOISE = 16, 32
TOPICS = 12
VARIANTS = 6
SECONDS = 120  # that a test waits for what never comes


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
    vector: NDArray[np.float32] = (np.concatenate([topic, 2 * noise]) / np.sqrt(5)).astype(np.float32)
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


LONG = " ".join(f"word{i}" for i in range(60))
TEACHABLE = teachable()
WITH_PASSAGE = (replace(TEACHABLE[0], answer=LONG), *TEACHABLE[1:])  # a passage is encoded by the study only


class HeldEncoder(NoisyEncoder):
    """Keeps the study waiting, or lets it fail, where it encodes a passage."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error
        self.reached, self.let_go = threading.Event(), threading.Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any(text.startswith("word20") for text in texts):
            self.reached.set()
            if self.error:
                raise self.error
            assert self.let_go.wait(SECONDS)
        return super().encode(texts)


def ended(base: KnowledgeBase) -> StudyState:
    """Wait for the study to end."""
    until = time.monotonic() + SECONDS
    while base.study.doing == "studying" and time.monotonic() < until:
        time.sleep(0.01)
    return base.study


def learned(base: KnowledgeBase) -> StudyMap | None:
    return base.matcher.source.studied
