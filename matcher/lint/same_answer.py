"""When two answers say the same."""

import re
import unicodedata

from matcher.types import Entry

_WORD = re.compile(r"\w+")


def answer_key(entry: Entry) -> str:
    """Equal for answers of the same words; case, width, punctuation and spacing aside.

    Nothing looser: two answers that differ in one number contradict each other.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", entry.answer).casefold())
    return " ".join(words) or entry.answer.strip()
