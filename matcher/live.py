"""What answers now: one reference that is replaced whole, and the study of it in the background."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from matcher.background_study import BackgroundStudy, StudyRun, StudyState
from matcher.building import Builder, Built
from matcher.matcher import Matcher
from matcher.types import Revision


@dataclass(frozen=True, slots=True)
class _State:
    revision: Revision
    matcher: Matcher
    study: StudyRun


class Live:
    """The live revision with its matcher; may be used from any thread.

    What goes live is studied in the background, and the matcher that has studied takes the place of the one before.
    """

    def __init__(self, builder: Builder, revision: Revision, built: Built) -> None:
        self._builder = builder
        self._background = BackgroundStudy()
        self._swapping = threading.Lock()  # held for moments, so that sliders need not wait for a publish
        self._state = _State(revision, built.matcher, StudyRun(StudyState("off")))
        self.swap(revision, built)

    @property
    def revision(self) -> Revision:
        """The live revision."""
        return self._state.revision

    @property
    def matcher(self) -> Matcher:
        """The matcher of the live revision."""
        return self._state.matcher

    @property
    def study(self) -> StudyState:
        """How far the study of the live revision is."""
        return self._state.study.state

    def swap(self, revision: Revision, built: Built) -> None:
        """Answer from what was built, with the thresholds there are, and study it where no study of it is kept."""
        run = StudyRun(StudyState("off"))
        if self._builder.settings.study:
            run = StudyRun(StudyState.of(built.studied) if built.studied else StudyState("studying"))
        with self._swapping:
            self._background.cancel()
            self._state = _State(revision, built.matcher.with_thresholds(self.matcher.thresholds), run)
            if run.state.doing == "studying":
                self._background.start(run, lambda: self._study(run, revision, built))

    def change(self, change: Callable[[Matcher], Matcher]) -> None:
        """Answer from a changed matcher of the same revision; an exception of change leaves all as it was."""
        with self._swapping:
            self._state = replace(self._state, matcher=change(self.matcher))

    def close(self) -> None:
        """End the study; the matcher still answers."""
        self._background.close()

    def _study(self, run: StudyRun, revision: Revision, built: Built) -> None:
        after = self._builder.study(built, revision, run.progress)
        with self._swapping:
            run.progress("studying", 1.0)  # raises where anything else went live meanwhile
            if after.matcher is not built.matcher:
                matcher = after.matcher.with_thresholds(self.matcher.thresholds)
                self._state = replace(self._state, matcher=matcher)
            if after.studied:
                run.state = StudyState.of(after.studied)
