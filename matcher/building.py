"""From entries to a matcher, through all that is kept: vectors and outcomes of studies."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.cached_encoding import RecentVectors, encode_cached
from matcher.encoder import Encoder
from matcher.errors import StoreError
from matcher.fitted import Fitted, kept_fit, with_fit
from matcher.matcher import Matcher
from matcher.reranker import Reranker
from matcher.settings import Settings
from matcher.store import Store
from matcher.studied import Studied, fingerprint_of, study_entries
from matcher.texts import texts_of
from matcher.types import Entry, Label, Progress, Revision, Thresholds

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A matcher, the encoder's own vectors of its texts (texts, dim), and what was kept of an earlier study."""

    matcher: Matcher
    vectors: NDArray[np.float32]
    studied: Studied | None


@dataclass(frozen=True, slots=True)
class Builder:
    """What matchers of one deployment are built from; may be used from any thread."""

    store: Store
    encoder: Encoder
    reranker: Reranker | None
    settings: Settings
    recent: RecentVectors = field(default_factory=RecentVectors)

    def build(self, entries: Sequence[Entry], thresholds: Thresholds, progress: Progress | None = None) -> Built:
        """Encode what was never encoded, and take the study of the very same entries where one is kept."""
        vectors = self.vectors(texts_of(entries), progress)  # (texts, dim)
        studied = self._kept(entries) if self.settings.study else None
        return Built(self._matcher(entries, vectors, studied, thresholds), vectors, studied)

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """(len(texts), dim) unit vectors, from memory, from the store, or encoded; only new texts are encoded."""
        return encode_cached(self.store, self.encoder, texts, progress, self.recent)

    def study(self, built: Built, revision: Revision, progress: Progress) -> Built:
        """Study what was built, with the labels there are; keep the outcome, and build again with what was learned."""
        labels = self._labels()
        after = self._study(built, labels, progress)
        if after.studied:
            self._keep(self._fingerprint(built.matcher.entries, labels), revision, after.studied)
        return after

    def rehearse(self, entries: Sequence[Entry], thresholds: Thresholds, progress: Progress | None = None) -> Matcher:
        """Build the matcher that these entries would have once they are live and studied; nothing is published."""
        built = self.build(entries, thresholds, progress)
        if built.studied or not self.settings.study:
            return built.matcher
        return self._study(built, self._labels(), progress).matcher

    def _study(self, built: Built, labels: Sequence[Label], progress: Progress | None) -> Built:
        entries = built.matcher.entries
        studied = study_entries(
            entries,
            built.vectors,
            lambda texts: encode_cached(self.store, self.encoder, texts, progress),
            labels=labels,
            seed=self.settings.seed,
            progress=progress,
        )
        if studied.map is None:
            return Built(built.matcher, built.vectors, studied)
        matcher = self._matcher(entries, built.vectors, studied, built.matcher.thresholds)
        return Built(matcher, built.vectors, studied)

    def _matcher(
        self,
        entries: Sequence[Entry],
        vectors: NDArray[np.float32],
        studied: Studied | None,
        thresholds: Thresholds,
    ) -> Matcher:
        learned = studied.map if studied else None
        matcher = Matcher.build(
            entries, self.encoder, self.reranker, thresholds=thresholds, vectors=vectors, studied=learned
        )
        return with_fit(matcher, self._fitted(matcher))

    def _fitted(self, matcher: Matcher) -> Fitted | None:
        try:
            return kept_fit(self.store, matcher)
        except StoreError as error:
            _LOG.warning("the shipped confidence is used instead: %s", error)
            return None

    def _kept(self, entries: Sequence[Entry]) -> Studied | None:
        try:
            data = self.store.study(self._fingerprint(entries, self._labels()))
            return Studied.from_bytes(data) if data else None
        except (StoreError, ValueError) as error:
            _LOG.warning("a kept study can't be read and is made again: %s", error)
            return None

    def _keep(self, fingerprint: str, revision: Revision, studied: Studied) -> None:
        try:
            self.store.put_study(fingerprint, revision.number, studied.to_bytes())
        except StoreError as error:
            _LOG.warning("the study can't be kept, so the next start studies again: %s", error)

    def _labels(self) -> list[Label]:
        return [kept.label for kept in self.store.labels.all()]

    def _fingerprint(self, entries: Sequence[Entry], labels: Sequence[Label]) -> str:
        return fingerprint_of(entries, self.encoder.fingerprint, self.settings.seed, labels)


def check_entries(entries: Sequence[Entry]) -> None:
    """Raise StoreError where there is no entry, or where two share an id."""
    if not entries:
        raise StoreError("there is nothing to publish: the FAQ has no entries")
    ((name, count),) = Counter(entry.id for entry in entries).most_common(1)
    if count > 1:
        raise StoreError(f"{count} entries share the id {name!r}; give each its own")
