"""What pressing something beside an opened question does: saying what is right, and making it so."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from matcher.errors import MatcherError
from matcher.ingest.ids import with_ids
from matcher.ingest.report import shorten
from matcher.tune.fixes import AddAlternate, AddEntry, Fix
from matcher.types import Entry, Label, Progress, Thresholds
from panels.actions import Act
from panels.report import banner
from panels.tuning.label_file import typed_label
from panels.tuning.measured import Measuring
from panels.tuning.questions import reached
from panels.tuning.seen import Seen, Step


@dataclass(frozen=True, slots=True)
class Fixing:
    """Each method is one thing that can be pressed; author is whom a change is by."""

    measuring: Measuring
    author: str

    def press(self, seen: Seen, thresholds: Thresholds, act: Act, progress: Progress | None = None) -> Step:
        """Do what was pressed. Raises MatcherError for what can't be done, and for what there is not."""
        does: dict[str, Callable[[Seen, Act], Step]] = {
            "right": self.right,
            "keep-label": self.keep_label,
            "out": self.out,
            "try-alternate": lambda seen, act: self.try_alternate(seen, thresholds, act, progress),
            "try-entry": lambda seen, act: self.try_entry(seen, thresholds, act, progress),
            "accept": self.accept,
            "leave": self.leave,
        }
        if act.do not in does or seen.inspection is None:
            raise MatcherError("This page is out of date. Load it again.")
        return does[act.do](replace(seen, fresh=False, told=""), act)

    def right(self, seen: Seen, act: Act) -> Step:
        """Keep the question as a test question that should reach the entry."""
        return self._keep(seen, Label(_question(seen), frozenset({act.to})))

    def keep_label(self, seen: Seen, act: Act) -> Step:
        """Keep the question as a test question that should reach the entry that was typed."""
        return self._keep(seen, Label(_question(seen), frozenset({self._entry(seen, act)})))

    def out(self, seen: Seen, act: Act) -> Step:
        """Keep the question as one that should not be answered."""
        return self._keep(seen, Label(_question(seen), frozenset()))

    def try_alternate(self, seen: Seen, thresholds: Thresholds, act: Act, progress: Progress | None) -> Step:
        """Measure what the question would do as an alternate of the entry that was typed."""
        return self._try(seen, thresholds, AddAlternate(self._entry(seen, act), _question(seen)), progress)

    def try_entry(self, seen: Seen, thresholds: Thresholds, act: Act, progress: Progress | None) -> Step:
        """Measure what a new entry would do."""
        question, answer, category = (act.typed.get(name, "").strip() for name in ("question", "answer", "category"))
        if not question or not answer:
            raise MatcherError("A new entry needs a question and an answer.")
        entries = self.measuring.base.matcher.entries
        entry = with_ids((*entries, Entry("", question, answer, category=category)))[-1]
        return self._try(seen, thresholds, AddEntry(entry), progress)

    def accept(self, seen: Seen, act: Act) -> Step:
        """Publish the fix that was tried."""
        if seen.effect is None:
            raise MatcherError("There is nothing to publish; see first what it would do.")
        revision = self.measuring.tuning.apply(seen.effect.fix, author=self.author)
        number = f" It is revision {revision.number}; the history can go back." if revision else ""
        told = banner("good", "Published.", f"The chat answers with it now.{number}")
        found = self.measuring.inspect(_question(seen))
        return Step(replace(seen, inspection=found, effect=None, told=told), ask=True, mend=True)

    def leave(self, seen: Seen, act: Act) -> Step:
        """Forget what was tried."""
        return Step(replace(seen, effect=None))

    def _try(self, seen: Seen, thresholds: Thresholds, fix: Fix, progress: Progress | None) -> Step:
        return Step(replace(seen, effect=self.measuring.effect(fix, thresholds, progress)))

    def _keep(self, seen: Seen, label: Label) -> Step:
        self.measuring.base.labels.add([label], author=self.author)
        found = self.measuring.inspect(label.question)
        should = reached(self.measuring.now, label.expected)
        words = f"should reach: {should}" if label.expected else f"it {should}"
        told = banner("good", "Kept as a test question.", f"“{shorten(label.question, 80)}”: {words}.")
        return Step(replace(seen, inspection=found, effect=None, told=told), ask=True, mend=True)

    def _entry(self, seen: Seen, act: Act) -> str:
        """Return the id of the one entry that was typed."""
        expected = typed_label(self.measuring.base, _question(seen), act.typed.get("entry", "")).expected
        if len(expected) != 1:
            raise MatcherError("Choose one entry: type some of its words, then pick it from the list.")
        return next(iter(expected))


def _question(seen: Seen) -> str:
    if seen.inspection is None:
        raise MatcherError("Open a question first.")
    return seen.inspection.reply.question
