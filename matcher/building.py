"""From entries to a matcher, through all that is kept: vectors and outcomes of studies."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.cached_encoding import encode_cached
from matcher.encoder import Encoder
from matcher.errors import StoreError
from matcher.fitted import Fitted, kept_fit, with_fit
from matcher.matcher import Matcher
from matcher.reranker import Reranker
from matcher.settings import Settings
from matcher.store import Store
from matcher.studied import Studied, fingerprint_of, study_entries
from matcher.texts import texts_of
from matcher.types import Entry, Progress, Revision, Thresholds

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

    def build(self, entries: Sequence[Entry], thresholds: Thresholds, progress: Progress | None = None) -> Built:
        """Encode what was never encoded, and take the study of the very same entries where one is kept."""
        vectors = encode_cached(self.store, self.encoder, texts_of(entries), progress)  # (texts, dim)
        studied = self._kept(entries) if self.settings.study else None
        return Built(self._matcher(entries, vectors, studied, thresholds), vectors, studied)

    def study(self, built: Built, revision: Revision, progress: Progress) -> Built:
        """Study what was built, keep the outcome, and build once more with what was learned."""
        entries, encoder = built.matcher.entries, self.encoder
        studied = study_entries(
            entries,
            built.vectors,
            lambda texts: encode_cached(self.store, encoder, texts, progress),
            seed=self.settings.seed,
            progress=progress,
        )
        self._keep(entries, revision, studied)
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
            data = self.store.study(self._fingerprint(entries))
            return Studied.from_bytes(data) if data else None
        except (StoreError, ValueError) as error:
            _LOG.warning("a kept study can't be read and is made again: %s", error)
            return None

    def _keep(self, entries: Sequence[Entry], revision: Revision, studied: Studied) -> None:
        try:
            self.store.put_study(self._fingerprint(entries), revision.number, studied.to_bytes())
        except StoreError as error:
            _LOG.warning("the study can't be kept, so the next start studies again: %s", error)

    def _fingerprint(self, entries: Sequence[Entry]) -> str:
        return fingerprint_of(entries, self.encoder.fingerprint, self.settings.seed)


def check_entries(entries: Sequence[Entry]) -> None:
    """Raise StoreError where there is no entry, or where two share an id."""
    if not entries:
        raise StoreError("there is nothing to publish: the FAQ has no entries")
    ((name, count),) = Counter(entry.id for entry in entries).most_common(1)
    if count > 1:
        raise StoreError(f"{count} entries share the id {name!r}; give each its own")
