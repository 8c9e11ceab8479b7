"""How sure, in words, and why: what stands under an answer."""

from matcher.types import Candidate, Entry, Reply, Thresholds
from panels.markup import literal

# From here on a right answer is the rule even for an FAQ the confidence was not fitted on.
_VERY_SURE = 0.9
# More candidates than this explain nothing to a visitor; those who manage the FAQ see some more.
_SHOWN = 3
_SHOWN_TO_MANAGERS = 5


def how_sure(confidence: float, thresholds: Thresholds) -> str:
    """Say a confidence in words."""
    if confidence < thresholds.suggest_at:
        return "unlikely"
    if confidence < thresholds.answer_at:
        return "not certain"
    return "very sure" if confidence >= _VERY_SURE else "sure"


def source_line(entry: Entry, sure: str) -> str:
    """Return the quiet line under an answer: the matched question, its category, how sure."""
    parts = [f"From &ldquo;{literal(entry.question)}&rdquo;", literal(entry.category), literal(sure)]
    return '<p class="fm-source">' + " &middot; ".join(part for part in parts if part) + "</p>"


def why(reply: Reply, thresholds: Thresholds) -> str:
    """Return what opens under an answer: the best candidates with bars, matched phrasing and the three numbers."""
    shown = reply.candidates[:_SHOWN]
    if not shown:
        return ""
    items = "".join(_candidate(candidate, thresholds) for candidate in shown)
    return f'<details class="fm-why"><summary>Why this answer</summary><ol>{items}</ol></details>'


def candidate_list(reply: Reply, thresholds: Thresholds) -> str:
    """Return the best candidates as an open list, for those who manage the FAQ."""
    items = "".join(_candidate(candidate, thresholds) for candidate in reply.candidates[:_SHOWN_TO_MANAGERS])
    return f'<ol class="fm-candidates">{items}</ol>' if items else ""


def _candidate(candidate: Candidate, thresholds: Thresholds) -> str:
    sure = how_sure(candidate.confidence, thresholds)
    relevance = "no reranker" if candidate.relevance is None else f"relevance {candidate.relevance:.2f}"
    matched = ""
    if candidate.phrasing != candidate.entry.question:
        matched = f'<span class="fm-matched">matched &ldquo;{literal(candidate.phrasing)}&rdquo;</span>'
    return (
        f'<li><span class="fm-question">{literal(candidate.entry.question)}</span>'
        f'<span class="fm-sure">{sure}</span>{_bar(candidate.confidence)}{matched}'
        f'<span class="fm-numbers">confidence {candidate.confidence:.2f} &middot; '
        f"similarity {candidate.similarity:.2f} &middot; {relevance}</span></li>"
    )


def _bar(confidence: float) -> str:
    """Return a bar of 0 to 20 steps; its length is a class, for a style attribute would not pass the sanitiser."""
    return f'<span class="fm-bar fm-bar-{round(confidence * 20)}" aria-hidden="true"><span></span></span>'
