"""The way of one question through every stage, in numbers."""

from dataclasses import dataclass

import numpy as np

from matcher.confidence import RankedConfidence, softmax
from matcher.decide import decide
from matcher.evidence import FEATURES, gather
from matcher.matcher import TOP_K, Matcher
from matcher.tune.asked import Asked
from matcher.tune.verdicts import VERDICTS, Verdict, verdicts
from matcher.types import Candidate, Label, Reply


@dataclass(frozen=True, slots=True)
class Traced:
    """A candidate with the numbers of every stage.

    evidence: each of evidence.FEATURES by name; utility: what they add up to; share: its chance among those found, in
    [0, 1]; both None where the confidence is not calibrated. expected: whether the label names this entry.
    """

    candidate: Candidate
    evidence: dict[str, float]
    utility: float | None
    share: float | None
    expected: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found for a question and why the reply is what it is.

    traced: by falling confidence; above_answer and above_suggest: by how much the best confidence lies above each
    threshold, negative below; lead: by how much it lies above the runner-up's. label and verdict are None where nobody
    said what the question should reach.
    """

    reply: Reply
    traced: tuple[Traced, ...]
    above_answer: float
    above_suggest: float
    lead: float
    label: Label | None
    verdict: Verdict | None

    @property
    def runner_up(self) -> Traced | None:
        """The candidate after the best one."""
        return self.traced[1] if len(self.traced) > 1 else None


def inspect(matcher: Matcher, question: str, label: Label | None = None, top_k: int = TOP_K) -> Inspection:
    """Ask once and keep every stage's numbers; label says what the question should reach, where that is known."""
    vector = matcher.encoder.encode([question])[0]
    result = matcher.rank(question, vector, top_k=top_k)
    reply = decide(result, matcher.thresholds)
    confidences = [candidate.confidence for candidate in result.candidates] + [0.0, 0.0]
    verdict = None
    if label is not None:
        verdict = VERDICTS[int(verdicts(Asked.of([label], [result]), matcher.thresholds)[0])]
    return Inspection(
        reply,
        _traced(matcher, question, vector, result.candidates, label) if result.candidates else (),
        confidences[0] - matcher.thresholds.answer_at,
        confidences[0] - matcher.thresholds.suggest_at,
        confidences[0] - confidences[1],
        label,
        verdict,
    )


def _traced(
    matcher: Matcher,
    question: str,
    vector: np.ndarray[tuple[int], np.dtype[np.float32]],
    candidates: tuple[Candidate, ...],
    label: Label | None,
) -> tuple[Traced, ...]:
    found = gather(matcher.source, question, vector, max(TOP_K, len(candidates)))
    place = {matcher.entries[entry].id: row for row, entry in enumerate(found.entries.tolist())}
    model, relevance = matcher.confidence, matcher.relevance(question, found)
    utility = model.utility(found, relevance) if isinstance(model, RankedConfidence) else None
    share = None if utility is None else softmax(utility)
    traced = []
    for candidate in candidates:
        row = place[candidate.entry.id]
        traced.append(
            Traced(
                candidate,
                dict(zip(FEATURES, found.values[row].tolist(), strict=True)),
                None if utility is None else float(utility[row]),
                None if share is None else float(share[row]),
                label is not None and candidate.entry.id in label.expected,
            )
        )
    return tuple(traced)
