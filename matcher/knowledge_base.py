"""The knowledge base of one deployment: its revisions, and the matcher that answers from the live one."""

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.background_study import BackgroundStudy, StudyRun, StudyState
from matcher.building import Builder, Built, check_entries
from matcher.cached_encoding import encode_cached
from matcher.compare import Comparison, compare
from matcher.decide import decide
from matcher.encoder import Encoder
from matcher.fair import FairMatchers
from matcher.fitted import FITTED, Fitted, with_fit
from matcher.following import Following
from matcher.labels import LabelBook
from matcher.lint import Finding, lint
from matcher.matcher import Matcher
from matcher.reranker import Reranker
from matcher.settings import Settings
from matcher.startup import THRESHOLDS, first_live, stored_thresholds
from matcher.store import Drafts, Ignored, Store
from matcher.texts import texts_of
from matcher.types import Entry, Label, Progress, Revision, Thresholds

_FOLLOW_SECONDS = 1.0  # between two looks at the store, which take less than a millisecond each


@dataclass(frozen=True, slots=True)
class _State:
    revision: Revision
    matcher: Matcher
    study: StudyRun


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
        self._background = BackgroundStudy()
        self._publishing = threading.Lock()  # held for a whole publish, so that revisions go live in order
        self._swapping = threading.Lock()  # held for moments, so that sliders need not wait for a publish
        self._state = _State(revision, built.matcher, StudyRun(StudyState("off")))
        self.labels = LabelBook(self._store, lambda: self.matcher.entries)
        self._swap(revision, built)
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
        return self._state.matcher

    @property
    def live(self) -> Revision:
        """The live revision."""
        return self._state.revision

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds that replies are decided with."""
        return self.matcher.thresholds

    @property
    def study(self) -> StudyState:
        """How far the study of the live revision is."""
        return self._state.study.state

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

    @property
    def drafts(self) -> Drafts:
        """What people changed and have not published."""
        return self._store.drafts

    @property
    def ignored(self) -> Ignored:
        """The findings that people chose to ignore."""
        return self._store.ignored

    def publish(
        self,
        entries: Sequence[Entry],
        *,
        author: str,
        note: str = "",
        source: str = "",
        format: str = "",
        base: int | None = None,
        progress: Progress | None = None,
    ) -> Revision:
        """Make these entries a new revision and answer from it; only texts never seen before are encoded.

        Raises StoreError, and leaves all as it was, for no entries, for an id used twice and where writing fails;
        StaleBaseError where base is given and, when it comes to writing, another revision is live.
        """
        entries = tuple(entries)
        check_entries(entries)
        with self._publishing:
            built = self._builder.build(entries, self.thresholds, progress)
            if progress:
                progress("saving", 0.0)
            revision = self._store.publish(entries, author=author, note=note, source=source, format=format, base=base)
            self._swap(revision, built)
            return revision

    def compare(
        self, entries: Sequence[Entry], labels: Sequence[Label], progress: Progress | None = None
    ) -> Comparison:
        """Tell what publishing these entries would change for the labelled questions; nothing is published.

        Both sides are compared studied, by matchers that did not learn from the labels they are asked, so this takes
        as long as a study or two. Raises StoreError for entries that can't be published, and ValueError for no labels.
        """
        entries = tuple(entries)
        check_entries(entries)
        state = self._state
        live, thresholds = state.matcher, self.thresholds
        if state.study.state.doing == "studying":
            live = self._builder.rehearse(live.entries, thresholds, progress)
        draft = self._builder.rehearse(entries, thresholds, progress)
        vectors = self.encode([label.question for label in labels], progress)
        sides = [FairMatchers.of(side, labels, self.encode, progress).ask(labels, vectors) for side in (live, draft)]
        before, after = ([decide(result, thresholds) for result in results] for results in sides)
        return compare(labels, before, after, known={entry.id for entry in entries})

    def newest(self) -> Revision:
        """Return the revision that is live in the store, where another process may have published since."""
        return self._store.live() or self.live

    def lint(self, entries: Sequence[Entry], progress: Progress | None = None) -> tuple[Finding, ...]:
        """Look for what will make the entries answer wrongly; only texts never seen before are encoded."""
        vectors = encode_cached(self._store, self._builder.encoder, texts_of(entries), progress) if entries else None
        return lint(entries, self._builder.encoder, vectors=vectors, progress=progress)

    def make_live(self, number: int) -> Revision:
        """Answer from a published revision again. Raises StoreError where there is none of that number."""
        with self._publishing:
            built = self._builder.build(self._store.entries(number), self.thresholds)
            revision = self._store.make_live(number)
            self._swap(revision, built)
            return revision

    def set_thresholds(self, thresholds: Thresholds) -> None:
        """Keep the thresholds beyond a restart and decide with them from now on."""
        with self._swapping:
            values = {"answer_at": thresholds.answer_at, "suggest_at": thresholds.suggest_at}
            self._store.set_setting(THRESHOLDS, values)
            self._state = replace(self._state, matcher=self.matcher.with_thresholds(thresholds))

    def use_fit(self, fitted: Fitted | None) -> None:
        """Keep a confidence fitted on labels and use it from now on; None goes back to the shipped one."""
        with self._swapping:
            self._store.set_setting(FITTED, fitted.to_json() if fitted else None)
            self._state = replace(self._state, matcher=with_fit(self.matcher, fitted))

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
            with self._swapping:
                thresholds = stored_thresholds(self._store) or self.thresholds
                self._state = replace(self._state, matcher=self.matcher.with_thresholds(thresholds))

    def close(self) -> None:
        """End the study, follow no more and let go of the store; the matcher still answers."""
        self._following.close()
        self._background.close()
        self._store.close()

    def _take_over(self) -> None:
        with self._publishing:
            live = self._store.live()
            if live and live.number != self.live.number:  # and not published here while this waited
                self._swap(live, self._builder.build(self._store.entries(live.number), self.thresholds))

    def _swap(self, revision: Revision, built: Built) -> None:
        """Answer from what was built, and study it where no study of it is kept."""
        run = StudyRun(StudyState("off"))
        if self._builder.settings.study:
            run = StudyRun(StudyState.of(built.studied) if built.studied else StudyState("studying"))
        with self._swapping:
            self._background.cancel()
            self._state = _State(revision, built.matcher.with_thresholds(self.thresholds), run)
            if run.state.doing == "studying":
                self._background.start(run, lambda: self._study(run, revision, built))

    def _study(self, run: StudyRun, revision: Revision, built: Built) -> None:
        after = self._builder.study(built, revision, run.progress)
        with self._swapping:
            run.progress("studying", 1.0)  # raises where anything else went live meanwhile
            if after.matcher is not built.matcher:
                self._state = replace(self._state, matcher=after.matcher.with_thresholds(self.thresholds))
            if after.studied:
                run.state = StudyState.of(after.studied)
