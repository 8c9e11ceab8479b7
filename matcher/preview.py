"""What entries would do once they are live, told before anything is published."""

from collections.abc import Sequence

from matcher.building import check_entries
from matcher.compare import Comparison, compare
from matcher.decide import decide
from matcher.fair import FairMatchers
from matcher.knowledge_base import KnowledgeBase
from matcher.lint import Finding, lint
from matcher.texts import texts_of
from matcher.types import Entry, Label, Progress


def compare_with_live(
    base: KnowledgeBase, entries: Sequence[Entry], labels: Sequence[Label], progress: Progress | None = None
) -> Comparison:
    """Tell what publishing these entries would change for the labelled questions.

    Both sides are compared studied, by matchers that did not learn from the labels they are asked, so this takes as
    long as a study or two. Raises StoreError for entries that can't be published, and ValueError for no labels.
    """
    check_entries(entries)
    thresholds, vectors = base.thresholds, base.encode([label.question for label in labels], progress)
    live = base.rehearse(base.matcher.entries, progress) if base.study.doing == "studying" else base.matcher
    sides = (live, base.rehearse(entries, progress))
    results = [FairMatchers.of(side, labels, base.encode, progress).ask(labels, vectors) for side in sides]
    before, after = ([decide(result, thresholds) for result in side] for side in results)
    return compare(labels, before, after, known={entry.id for entry in entries})


def lint_with(base: KnowledgeBase, entries: Sequence[Entry], progress: Progress | None = None) -> tuple[Finding, ...]:
    """Look for what will make the entries answer wrongly; only texts that the base never saw are encoded."""
    vectors = base.encode(texts_of(entries), progress) if entries else None
    return lint(entries, base.encoder, vectors=vectors, progress=progress)
