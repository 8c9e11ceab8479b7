"""What study learns from and is tried on: vectors of an FAQ's own texts, and who owns each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ingest.cells import same_text_key
from matcher.texts import passage_of
from matcher.types import Entry, Label


@dataclass(frozen=True, slots=True)
class Views:
    """What is learned from, and which of it questions are put to.

    vectors: (n, dim), unit length; owners: (n,), positions of entries, rising; indexed: (n,), False for questions of
    labels, which only teach.
    """

    vectors: NDArray[np.float32]
    owners: NDArray[np.int64]
    indexed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The vectors that study learns from and is tried on, all of unit length.

    phrasings: (phrasings, dim), those of the entries and the questions of labels; owners: (phrasings,), the position
    of each one's entry, rising; labelled: (phrasings,), True for a label's; wholes: (entries, dim), each entry as one
    text, or (0, dim) in an FAQ without answers; passages: (passages, dim), later parts of answers, with passage_owners
    (passages,): they are only asked, never learned from.
    """

    phrasings: NDArray[np.float32]
    owners: NDArray[np.int64]
    labelled: NDArray[np.bool_]
    wholes: NDArray[np.float32]
    passages: NDArray[np.float32]
    passage_owners: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        entries: Sequence[Entry],
        vectors: NDArray[np.float32],
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
        labels: Sequence[Label] = (),
    ) -> "Lesson":
        """Collect what to learn from; vectors: (texts, dim), in the order of texts_of(entries)."""
        counts = [len(entry.phrasings) for entry in entries]
        count, own = sum(counts), np.repeat(np.arange(len(entries)), counts)
        questions, theirs = taught(entries, labels)
        asked = encode(questions) if questions else vectors[:0]
        owners = np.concatenate([own, theirs])
        order = np.argsort(owners, kind="stable")
        passages = {place: text for place, entry in enumerate(entries) if (text := passage_of(entry))}
        return cls(
            np.concatenate([vectors[:count], asked])[order] if questions else vectors[:count],  # spares two copies
            owners[order],
            order >= count,
            vectors[count:],
            encode(list(passages.values())) if passages else vectors[:0],
            np.array(list(passages), np.int64),
        )

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return int(self.owners.max(initial=-1)) + 1

    def views(self, held: NDArray[np.bool_]) -> Views:
        """All but the held-out phrasings, (phrasings,), and the wholes that hold one of them."""
        wholes = np.zeros(0, np.int64)
        if len(self.wholes):
            first = np.searchsorted(self.owners, np.arange(self.entries))  # an entry's first phrasing is its question
            wholes = np.flatnonzero(~held[first])
        kept = np.flatnonzero(~held)
        owners = np.concatenate([self.owners[kept], wholes])
        order = np.argsort(owners, kind="stable")
        phrasings = np.flatnonzero(order < len(kept))  # rows that are phrasings, in the order of kept
        vectors = np.empty((len(order), self.phrasings.shape[1]), np.float32)  # filled in place: 60 MB for a large FAQ
        vectors[phrasings] = self.phrasings[kept]
        vectors[order >= len(kept)] = self.wholes[wholes]
        indexed = np.concatenate([~self.labelled[kept], np.ones(len(wholes), bool)])
        return Views(vectors, owners[order], indexed[order])


def taught(entries: Sequence[Entry], labels: Sequence[Label]) -> tuple[list[str], NDArray[np.int64]]:
    """Return questions of labels, and (n,) positions of the entry that each should reach.

    Left out: labels out of scope, those that several entries answer or one that is not there, and questions that are
    phrasings already.
    """
    places = {entry.id: place for place, entry in enumerate(entries)}
    known = {same_text_key(text) for entry in entries for text in entry.phrasings}
    found: dict[str, tuple[str, int]] = {}
    for label in labels:
        here = [places[name] for name in label.expected if name in places]
        if len(here) == 1 and (key := same_text_key(label.question)) not in known:
            found.setdefault(key, (label.question, here[0]))
    return [text for text, _ in found.values()], np.array([place for _, place in found.values()], np.int64)
