"""Questions that are nearly the same: dangerous where the answers differ, superfluous where they don't."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from matcher.ingest.report import shorten
from matcher.lint.compare import Alike, Texts
from matcher.lint.findings import SHOWN, Action, Finding, Fix, Kind, Severity
from matcher.lint.same_answer import answer_key
from matcher.types import Entry

# Cosines chosen on train sets with the default encoder. Of the pairs of questions (qqp_dev_test) at or above 0.95,
# 92 in 100 ask the same, at 0.90 still 87; in four FAQs, nearly every pair above 0.95 was a real slip of their editors.
_DANGER = 0.95
_WARNING = 0.90
# What a vector hardly sees, and what turns a question into another one: numbers, codes, single letters, a not.
_TELLING = re.compile(r"\b(?:\w*\d\w*|[B-HJ-PR-Z]|(?i:not?|never|none|without|cannot|\w+n['’]t))(?!\w)")

Pair = tuple[int, int]


def alike(entries: Sequence[Entry], texts: Texts, pairs: Sequence[Alike], told: Set[Pair]) -> Iterator[Finding]:
    """Say which entries have phrasings alike, the most similar first; told are pairs of entries found before."""
    together = _by_entries(texts, pairs, told)
    same: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for (first, second), found in together.items():
        key = answer_key(entries[first])
        if key == answer_key(entries[second]):
            for pair in found:
                same[key].setdefault(first, []).append(texts.texts[pair.first])
                same[key].setdefault(second, []).append(texts.texts[pair.second])
        elif found[0].similarity >= _WARNING:
            yield _different(entries[first], entries[second], texts, found)
    for members in same.values():
        yield _same([entries[position] for position in sorted(members)], [text for t in members.values() for text in t])


def _by_entries(texts: Texts, pairs: Sequence[Alike], told: Set[Pair]) -> dict[Pair, list[Alike]]:
    """Alike phrasings by the pair of their entries, each list by falling similarity."""
    together: dict[Pair, list[Alike]] = defaultdict(list)
    for pair in pairs:
        between = (int(texts.owners[pair.first]), int(texts.owners[pair.second]))
        if between not in told and _tokens(texts.texts[pair.first]) == _tokens(texts.texts[pair.second]):
            together[between].append(pair)
    return together


def _tokens(text: str) -> frozenset[str]:
    return frozenset(token.casefold() for token in _TELLING.findall(text))


def _different(first: Entry, second: Entry, texts: Texts, found: Sequence[Alike]) -> Finding:
    shown = [pair for pair in found if pair.similarity >= _WARNING]
    one, other = (shorten(texts.texts[i], SHOWN) for i in (shown[0].first, shown[0].second))
    similarity = shown[0].similarity
    phrasings = tuple(dict.fromkeys(texts.texts[i] for pair in shown for i in (pair.first, pair.second)))
    return Finding(
        Kind.ALIKE_QUESTIONS,
        Severity.DANGER if similarity >= _DANGER else Severity.WARNING,
        (first.id, second.id),
        phrasings,
        f"“{one}” and “{other}” are nearly the same (similarity {similarity:.2f}), but their answers differ: a visitor "
        "may read either. Merge them, or word them so that they differ.",
        Fix(Action.EDIT, (first.id, second.id), "question", texts.texts[shown[0].second]),
    )


def _same(members: Sequence[Entry], phrasings: Sequence[str]) -> Finding:
    ids = tuple(entry.id for entry in members)
    return Finding(
        Kind.DUPLICATE,
        Severity.WARNING,
        ids,
        tuple(dict.fromkeys(phrasings)),
        f"{len(ids)} entries ask nearly the same, such as “{shorten(members[0].question, SHOWN)}” and "
        f"“{shorten(members[1].question, SHOWN)}”, and have the same answer. One entry with all their phrasings is "
        "found more surely, and is easier to keep right.",
        Fix(Action.MERGE, ids),
    )
