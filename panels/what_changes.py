"""What publishing would change for the test questions, for a look before it is done, and how they fare afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from matcher.compare import Change, Comparison, Verdict
from matcher.decide import decide
from matcher.fair import FairMatchers
from matcher.ingest.report import shorten
from matcher.judge import judge
from matcher.knowledge_base import KnowledgeBase
from matcher.preview import compare_with_live
from matcher.types import Entry, Label, Progress, Reply, ReplyKind, Thresholds
from panels.errors import why_not
from panels.markup import table
from panels.report import banner, counted

_SHOWN = 50
_NO_LABELS = (
    "There are no test questions to try it on. Add some on the page Tuning, and this button shows which replies change."
)
_FARED = {3: "right", 2: "with suggestions only", 1: "without an answer", 0: "wrong"}
"""What came of a test question, by the level of its judgement."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What was told about entries, and all that it depends on."""

    html: str
    entries: tuple[Entry, ...]
    circumstances: tuple[int, Thresholds, tuple[Label, ...]]

    @classmethod
    def of(cls, knowledge_base: KnowledgeBase, entries: tuple[Entry, ...], progress: Progress | None = None) -> Self:
        """Tell what publishing the entries would change. Raises StoreError as what_changes does."""
        circumstances = _circumstances(knowledge_base)
        return cls(what_changes(knowledge_base, entries, progress), entries, circumstances)

    @classmethod
    def failed(cls, knowledge_base: KnowledgeBase, entries: tuple[Entry, ...], error: Exception) -> Self:
        """Tell why nothing was compared; it may have been stopped."""
        said = why_not("Not compared.", error, "Press the button again to compare.")
        return cls(said, entries, _circumstances(knowledge_base))

    def holds(self, knowledge_base: KnowledgeBase, entries: Sequence[Entry]) -> bool:
        """Whether it is about these entries, and what is live, the thresholds and the labels are as they were."""
        return self.entries == entries and self.circumstances == _circumstances(knowledge_base)


def how_they_fare(knowledge_base: KnowledgeBase, progress: Progress | None = None) -> str:
    """Ask the test questions of what is live, and say in a sentence what came of them; nothing without any."""
    matcher, labels = knowledge_base.matcher, knowledge_base.labels.usable()
    if not labels:
        return ""
    vectors = knowledge_base.encode([label.question for label in labels], progress)
    results = FairMatchers.of(matcher, labels, knowledge_base.encode, progress).ask(labels, vectors)
    replies = [decide(result, matcher.thresholds) for result in results]
    levels = Counter(judge(reply, label).level for reply, label in zip(replies, labels, strict=True))
    came = ", ".join(f"{levels[level]:,} {word}" for level, word in _FARED.items() if levels[level])
    later = " The study under way may still change that." if knowledge_base.study.doing == "studying" else ""
    tried = counted(len(labels), "test question", "test questions")
    return f'<p class="fm-note" data-say>Tried on {tried}: {came}.{later}</p>'


def what_changes(knowledge_base: KnowledgeBase, entries: tuple[Entry, ...], progress: Progress | None = None) -> str:
    """Try the test questions on what is live and on these entries, and list each whose reply changes, worse ones first.

    Nothing is published. Takes as long as a study or two. Raises StoreError for entries that can't be published.
    """
    labels = knowledge_base.labels.usable()
    if not labels:
        return banner("warn", "Nothing to compare with.", _NO_LABELS)
    return comparison_html(compare_with_live(knowledge_base, entries, labels, progress))


def comparison_html(found: Comparison) -> str:
    """Return the totals, then every question whose reply changes."""
    better, worse = found.count(Verdict.BETTER), found.count(Verdict.WORSE)
    tried = counted(found.questions, "test question", "test questions")
    if not found.changes:
        return banner("good", "Nothing changes.", f"All {tried} get the same reply as now.") + _missing(found)
    said = f"Of {tried}, {better:,} get a better reply and {worse:,} a worse one. {_wrong(found)}"
    head = banner("warn" if worse > better else "good", f"{len(found.changes):,} replies change.", said)
    rows = [_row(each) for each in found.changes[:_SHOWN]]
    more = f", the first {_SHOWN} of {len(found.changes):,}" if len(found.changes) > _SHOWN else ""
    return head + _missing(found) + table(["", "Question", "Now", "Afterwards"], rows, f"Worse ones first{more}")


def _circumstances(knowledge_base: KnowledgeBase) -> tuple[int, Thresholds, tuple[Label, ...]]:
    return knowledge_base.live.number, knowledge_base.thresholds, knowledge_base.labels.usable()


def _wrong(found: Comparison) -> str:
    points = 100 * found.wrong_rise
    if abs(points) < 0.05:
        return "There are as many wrong answers as now."
    return f"Of 100 visitors, {abs(points):.1f} {'more' if points > 0 else 'fewer'} get a wrong answer."


def _missing(found: Comparison) -> str:
    if not found.missing:
        return ""
    lost = counted(len(found.missing), "test question expects", "test questions expect")
    return banner("warn", f"{lost} an entry that would be gone.", "They stay, and are flagged until someone looks.")


def _row(change: Change) -> list[str]:
    verdict = change.verdict.heading
    before = f"{change.judged_before.heading}: {_reply(change.before)}"
    after = f"{change.judged_after.heading}: {_reply(change.after)}"
    return [f"{verdict[:1].upper()}{verdict[1:]}", shorten(change.label.question, 160), before, after]


def _reply(reply: Reply) -> str:
    if reply.entry:
        return shorten(reply.entry.question, 90)
    if reply.kind is ReplyKind.SUGGESTIONS:
        return "did you mean " + "; ".join(shorten(each.entry.question, 60) for each in reply.suggestions)
    return "no answer"
