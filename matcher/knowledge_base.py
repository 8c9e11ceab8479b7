"""The knowledge base of one deployment: its revisions, and the matcher that answers from the live one."""

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.background_study import StudyState
from matcher.building import Builder, Built, check_entries
from matcher.cached_encoding import encode_cached
from matcher.draft import Draft
from matcher.encoder import Encoder
from matcher.fitted import Fitted, keep_fit, with_fit
from matcher.following import Following
from matcher.labels import LabelBook
from matcher.live import Live
from matcher.matcher import Matcher
from matcher.reranker import Reranker
from matcher.settings import Settings
from matcher.startup import THRESHOLDS, first_live, stored_thresholds
from matcher.store import Store
from matcher.types import Entry, Progress, Revision, Thresholds

_FOLLOW_SECONDS = 1.0  # between two looks at the store, which take less than a millisecond each


class KnowledgeBase:
    """Publishes revisions and answers from the live one; may be used from any thread.

    A publish builds its matcher aside, then writes the store, then swaps one reference: questions never wait for it
    and are answered by one revision throughout, and where any step fails, by the one that was live before.
    What is live is studied in the background, and the matcher that has studied is swapped in the same way. So is what
    another process makes live in the same store.
    """

    def __init__(self, builder: Builder, revision: Revision, built: Built) -> None:
        self._store = builder.store
        self._builder = builder
        self._publishing = threading.Lock()  # held for a whole publish, so that revisions go live in order
        self._live = Live(builder, revision, built)
        self.labels = LabelBook(self._store, lambda: self.matcher.entries)
        self._following = Following(self.follow, _FOLLOW_SECONDS)

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder, reranker: Reranker | None = None) -> Self:
        """Open the store in settings.home and answer from what is live.

        settings.file is published first where its content is not the one imported last; without it, and with nothing
        live, the sample FAQ is. Stored thresholds win over those of the settings. Raises IngestError for a file that
        can't be read, StoreError for a folder or database that can't be used.
        """
        with ExitStack() as stack:
            store = Store.open(settings.home)
            stack.callback(store.close)
            builder = Builder(store, encoder, reranker, settings)
            knowledge_base = cls(builder, *first_live(builder))
            stack.pop_all()
        return knowledge_base

    @property
    def matcher(self) -> Matcher:
        """The matcher of the live revision; keep the reference to answer several questions from one revision."""
        return self._live.matcher

    @property
    def live(self) -> Revision:
        """The live revision."""
        return self._live.revision

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds that replies are decided with."""
        return self.matcher.thresholds

    @property
    def study(self) -> StudyState:
        """How far the study of the live revision is."""
        return self._live.study

    @property
    def store(self) -> Store:
        """What outlives a restart."""
        return self._store

    def revisions(self) -> list[Revision]:
        """All revisions, newest first."""
        return self._store.revisions()

    def entries(self, number: int) -> tuple[Entry, ...]:
        """Return the entries of a revision. Raises StoreError where there is none of that number."""
        return self._store.entries(number)

    def publish(
        self,
        entries: Sequence[Entry],
        *,
        author: str,
        note: str = "",
        source: str = "",
        format: str = "",
        base: int | None = None,
        draft: Draft | None = None,
        progress: Progress | None = None,
    ) -> Revision:
        """Make these entries a new revision and answer from it; only texts never seen before are encoded.

        The draft they come from, if any, is forgotten in the same step.

        Raises StoreError, and leaves all as it was, for no entries, for an id used twice and where writing fails;
        StaleBaseError where base is given and, when it comes to writing, another revision is live.
        """
        entries = tuple(entries)
        check_entries(entries)
        with self._publishing:
            built = self._builder.build(entries, self.thresholds, progress)
            if progress:
                progress("saving", 0.0)
            revision = self._store.publish(
                entries, author=author, note=note, source=source, format=format, base=base, draft=draft
            )
            self._live.swap(revision, built)
            return revision

    def newest(self) -> Revision:
        """Return the revision that is live in the store, where another process may have published since."""
        return self._store.live() or self.live

    def make_live(self, number: int) -> Revision:
        """Answer from a published revision again. Raises StoreError where there is none of that number."""
        with self._publishing:
            built = self._builder.build(self._store.entries(number), self.thresholds)
            revision = self._store.make_live(number)
            self._live.swap(revision, built)
            return revision

    def set_thresholds(self, thresholds: Thresholds) -> None:
        """Keep the thresholds beyond a restart and decide with them from now on."""

        def kept(matcher: Matcher) -> Matcher:
            values = {"answer_at": thresholds.answer_at, "suggest_at": thresholds.suggest_at}
            self._store.set_setting(THRESHOLDS, values)
            return matcher.with_thresholds(thresholds)

        self._live.change(kept)

    def use_fit(self, fitted: Fitted | None) -> None:
        """Keep a confidence fitted on labels and use it from now on; None goes back to the shipped one."""

        def kept(matcher: Matcher) -> Matcher:
            keep_fit(self._store, matcher, fitted)
            return with_fit(matcher, fitted)

        self._live.change(kept)

    @property
    def encoder(self) -> Encoder:
        """What encodes texts; encode remembers them."""
        return self._builder.encoder

    def rehearse(self, entries: Sequence[Entry], progress: Progress | None = None) -> Matcher:
        """Build the matcher that these entries would have once they are live and studied; nothing is published."""
        return self._builder.rehearse(tuple(entries), self.thresholds, progress)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """(n, dim) unit rows of the encoder; a text that was ever encoded is looked up."""
        return encode_cached(self._store, self._builder.encoder, texts, progress)

    def follow(self) -> None:
        """Take over at once what another process made live, and its thresholds. Raises StoreError, and changes nothing.

        It is called every second.
        """
        live = self._store.live()
        if live and live.number != self.live.number:
            self._take_over()
        if stored_thresholds(self._store) not in (None, self.thresholds):
            # read again while nothing else changes them
            self._live.change(lambda now: now.with_thresholds(stored_thresholds(self._store) or now.thresholds))

    def close(self) -> None:
        """End the study, follow no more and let go of the store; the matcher still answers."""
        self._following.close()
        self._live.close()
        self._store.close()

    def _take_over(self) -> None:
        with self._publishing:
            live = self._store.live()
            if live and live.number != self.live.number:  # and not published here while this waited
                self._live.swap(live, self._builder.build(self._store.entries(live.number), self.thresholds))
