"""What every way of asking shares: the checks on a question, and the pace at which one visitor may ask."""

import math
import time
from collections.abc import Sequence

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from matcher.errors import MatcherError, SettingsError

MAX_QUESTION = 1_000
"""Characters of a question; a longer text is a document, and the encoder would read only its beginning."""


class QuestionError(MatcherError):
    """A question that can't be asked as it is; the message says how it can."""


class PaceError(MatcherError):
    """Too many requests from one address; retry_after is in whole seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Pace:
    """Counts the requests of each address in a moving window, such as 60/minute. Safe to share between threads."""

    def __init__(self, limit: str, *, setting: str = "FAQ_RATE_LIMIT") -> None:
        try:
            self._limit = parse(limit)
        except ValueError as error:
            raise SettingsError(f"{setting} is {limit!r}, but must look like 60/minute or 1000/day") from error
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, address: str) -> None:
        """Count one request. Raises PaceError, with the seconds to wait, where that is one too many."""
        if self._limiter.hit(self._limit, address):
            return
        wait = max(1, math.ceil(self._limiter.get_window_stats(self._limit, address).reset_time - time.time()))
        raise PaceError(f"That is faster than we can answer. Please try again in {_in_words(wait)}.", wait)


def checked_question(question: str) -> str:
    """Return the question without the blanks around it. Raises QuestionError where it is blank or too long."""
    stripped = question.strip()
    if not stripped:
        raise QuestionError("Type a question first.")
    if len(stripped) > MAX_QUESTION:
        raise QuestionError(
            f"Your question has {len(stripped):,} characters, but at most {MAX_QUESTION:,} can be read. "
            "Please say it in fewer words."
        )
    return stripped


def checked_category(category: str | None, known: Sequence[str]) -> str | None:
    """Return the category, or None for all of them. Raises QuestionError that lists the categories there are."""
    if not category:
        return None
    if category not in known:
        listed = ", ".join(known) if known else "none"
        raise QuestionError(f"There is no category {category!r}. Categories: {listed}.")
    return category


def _in_words(seconds: int) -> str:
    if seconds < 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{math.ceil(seconds / 60)} minutes"
