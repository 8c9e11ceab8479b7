"""Turn a kept result into a reply; the only place where thresholds meet confidence."""

from matcher.types import Reply, ReplyKind, Result, Thresholds

MAX_SUGGESTIONS = 3


def decide(result: Result, thresholds: Thresholds) -> Reply:
    """Answer, suggest or fall back, without asking any model again."""
    best = result.candidates[0] if result.candidates else None
    confidence = best.confidence if best else 0.0
    if best and confidence >= thresholds.answer_at:
        return Reply(ReplyKind.ANSWER, result.question, best.entry, confidence, (), result.candidates)
    suggestions = tuple(c for c in result.candidates if c.confidence >= thresholds.suggest_at)[:MAX_SUGGESTIONS]
    kind = ReplyKind.SUGGESTIONS if suggestions else ReplyKind.FALLBACK
    return Reply(kind, result.question, None, confidence, suggestions, result.candidates)
