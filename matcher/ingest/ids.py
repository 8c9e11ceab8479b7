"""Give an id to each entry that came without one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matcher.types import Entry

_NO_WORD = re.compile(r"[\W_]+")
_MAX_CHARS = 60
_NO_LETTERS = "entry"


def with_ids(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Every entry with an id of its own: its own one, or else its question's words, numbered where that is taken.

    The same question gets the same id whatever other questions are added to the file, unless their words are the same.
    """
    taken = {entry.id for entry in entries if entry.id}
    uses: Counter[str] = Counter()
    done = []
    for entry in entries:
        if not entry.id:
            entry = replace(entry, id=_free_id(_slug(entry.question), taken, uses))
            taken.add(entry.id)
        done.append(entry)
    return tuple(done)


def _free_id(slug: str, taken: set[str], uses: Counter[str]) -> str:
    while True:
        uses[slug] += 1
        made = slug if uses[slug] == 1 else f"{slug}-{uses[slug]}"
        if made not in taken:
            return made


def _slug(question: str) -> str:
    words = _NO_WORD.sub("-", question.casefold()).strip("-")
    if len(words) > _MAX_CHARS:
        words = words[: _MAX_CHARS + 1].rpartition("-")[0] or words[:_MAX_CHARS]
    return words or _NO_LETTERS
