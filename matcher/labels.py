"""The labels of one deployment: the owner's test questions, kept whatever becomes of the FAQ."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from matcher.errors import MatcherError
from matcher.ingest import IngestedLabels, Limits, ingest_labels, write_labels
from matcher.ingest.report import shorten
from matcher.store import Store
from matcher.types import Entry, KeptLabel, Label


class LabelBook:
    """Lists and changes labels; may be used from any thread. Every method raises StoreError.

    A label is checked against the entries that are live when it is added; where one of its entries goes later, the
    label stays and is flagged.
    """

    def __init__(self, store: Store, entries: Callable[[], Sequence[Entry]]) -> None:
        self._store = store
        self._entries = entries

    def all(self) -> list[KeptLabel]:
        """Every label, in the order in which they were added, with the ids that are missing from what is live."""
        live = {entry.id for entry in self._entries()}
        return [replace(kept, missing=kept.label.expected - live) for kept in self._store.labels.all()]

    def usable(self) -> tuple[Label, ...]:
        """Return what can be measured: without the labels whose entries are gone."""
        return tuple(label for kept in self.all() if (label := kept.usable) is not None)

    def add(self, labels: Sequence[Label], *, author: str) -> int:
        """Add labels, of which those whose question is known take the place of what was; return how many are new.

        Raises MatcherError for a blank question and for an id that no entry ever had, and adds none then.
        """
        self._check(labels)
        return self._store.labels.add(labels, author)

    def replace(self, labels: Sequence[Label], *, author: str) -> None:
        """Keep exactly these in place of all. Raises MatcherError as add does, and changes nothing then."""
        self._check(labels)
        self._store.labels.replace(labels, author)

    def edit(self, number: int, label: Label, *, author: str) -> None:
        """Change one label. Raises MatcherError as add does, and where the label was deleted meanwhile."""
        self._check([label])
        self._store.labels.edit(number, label, author)

    def delete(self, numbers: Collection[int]) -> int:
        """Forget labels and return how many of them there were."""
        return self._store.labels.delete(numbers)

    def read(self, source: Path | bytes, *, name: str | None = None, limits: Limits | None = None) -> IngestedLabels:
        """Read a file of labels without keeping it; ids of entries that are gone are known. Raises IngestError."""
        known = self._store.labels.ids_ever_published()
        return ingest_labels(source, self._entries(), name=name, limits=limits or Limits(), gone=known)

    def export(self) -> bytes:
        """Give every label as a CSV that read takes back as it was."""
        return write_labels([kept.label for kept in self._store.labels.all()])

    def _check(self, labels: Sequence[Label]) -> None:
        known = self._store.labels.ids_ever_published() | {entry.id for entry in self._entries()}
        for label in labels:
            if not label.question.strip():
                raise MatcherError("a test question is empty; write what a visitor would ask")
            unknown = sorted(label.expected - known)
            if unknown:
                asked = shorten(label.question)
                raise MatcherError(f"{asked!r}: there is no entry with the id {shorten(unknown[0])!r}; choose another")
