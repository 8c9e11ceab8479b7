"""Entries with every kind of text, for properties that hold for all of them."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from matcher.ingest.cells import find_never_text, same_text_key
from matcher.types import Entry

_RISKY = "'=+-@＝\t\r\n\"|,;:[]{}\\/#&*!%<>`~_ \u200f\u05d0\u0627😀é\u0085\u2028\ufeff\u00a0n"  # noqa: RUF001
_CHARS = st.one_of(st.sampled_from(_RISKY), st.characters(codec="utf-8"))


def texts(
    min_size: int = 1, is_held: Callable[[str], bool] = lambda text: True, *, outer_space: bool = False
) -> st.SearchStrategy[str]:
    """Texts that are no blank ones and that a format holds."""
    made = st.text(_CHARS, max_size=40)
    made = made if outer_space else made.map(str.strip)
    fit = made.filter(lambda text: len(text.strip()) >= min_size and not find_never_text(text) and is_held(text))
    return st.one_of(st.just(""), fit) if not min_size else fit


def entries(
    is_held: Callable[[str], bool] = lambda text: True, *, outer_space: bool = False
) -> st.SearchStrategy[tuple[Entry, ...]]:
    """Lists of entries with different ids and questions."""
    text = texts(1, is_held, outer_space=outer_space)
    made = st.builds(
        Entry,
        id=text,
        question=text,
        answer=text,
        alternates=st.lists(text, max_size=4).map(tuple),
        category=texts(0, is_held, outer_space=outer_space),
        tags=st.lists(text, max_size=3, unique=True).map(tuple),
    )
    lists = st.lists(made, min_size=1, max_size=5, unique_by=(lambda e: e.id, lambda e: same_text_key(e.question)))
    return lists.map(lambda found: tuple(map(_distinct, found)))


def _distinct(entry: Entry) -> Entry:
    """Leave out repeated alternates, as every way into an entry does."""
    kept = {
        same_text_key(each): each for each in entry.alternates if same_text_key(each) != same_text_key(entry.question)
    }
    return replace(entry, alternates=tuple(kept.values()))
