"""Texts that differ by a word or two: some mean the same, some want another answer."""

import re
from collections.abc import Callable

import numpy as np

SOURCE = "contrast"

_Rule = Callable[[str, np.random.Generator], str | None]

_OPPOSITES = """
before/after buy/sell buying/selling send/receive sent/received sending/receiving open/close opening/closing add/remove
increase/decrease raise/lower enable/disable activate/deactivate start/stop with/without arrive/depart first/last
minimum/maximum earliest/latest cheapest/priciest upload/download import/export login/logout deposit/withdraw
lend/borrow more/less most/least early/late earlier/later above/below over/under inside/outside include/exclude
included/excluded accept/refuse accepted/refused approve/reject allowed/forbidden upgrade/downgrade lock/unlock
freeze/unfreeze subscribe/unsubscribe connect/disconnect install/uninstall monthly/yearly daily/weekly morning/evening
today/tomorrow yesterday/tomorrow incoming/outgoing domestic/international adults/children adult/child men/women
old/new personal/business free/paid always/never safe/dangerous online/offline long/short high/low higher/lower
big/small fast/slow up/down left/right public/private positive/negative indoors/outdoors hot/cold win/lose
pass/fail passed/failed push/pull borrow/lend  return/keep find/lose found/lost create/delete
make/cancel save/spend earn/spend give/take come/go same/different possible/impossible lunch/dinner breakfast/dinner
sunday/monday saturday/friday january/july march/october summer/winter hours/days minutes/hours days/weeks weeks/months
months/years mother/father son/daughter husband/wife buyer/seller sender/recipient customer/employee tenant/landlord
child/parent employer/employee teacher/student doctor/patient mild/severe symptoms/treatment cause/prevent causes/cures
one/two two/three three/five five/ten ten/twenty once/twice single/double full/empty
"""
_OPPOSITE: dict[str, list[str]] = {}
for _pair in _OPPOSITES.split():
    _one, _other = _pair.split("/")
    _OPPOSITE.setdefault(_one, []).append(_other)
    _OPPOSITE.setdefault(_other, []).append(_one)

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_FACTORS = (2, 3, 5, 10)
_ROLES = re.compile(
    r"\bfrom (?P<one>(?:my |the |a )?\w+) (?P<link>to|into) (?P<other>(?:my |the |a )?\w+)", re.IGNORECASE
)
_SWAP = re.compile(r"\b(?P<one>\w+) (?P<link>to|into|instead of|or rather than|than) (?P<other>\w+)$", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(to|from)\b(?= (?:my|the|a|an|another|other|someone|abroad)\b)", re.IGNORECASE)
_NOT = re.compile(r"(?:n't| not)\b", re.IGNORECASE)
_VERBS = "is|are|was|were|do|does|did|can|could|will|would|should|have|has|must|may"
_ASKING = re.compile(rf"\b({_VERBS}) (i|you|we|they|he|she|it|(?:my|the|your|this|that) \w+)\b", re.IGNORECASE)
_STATING = re.compile(
    r"\b(i|we|you|they) (want|need|have|got|like|know|received|paid|ordered|can|will)\b", re.IGNORECASE
)
_PAST = {"got": "get", "received": "receive", "paid": "pay", "ordered": "order"}

_GREETINGS = ("hi, ", "hello ", "please tell me: ", "quick question: ", "i would like to know, ", "excuse me, ")
_THANKS = (" please", " thanks", " thank you", ", can you help?")
_SHORT = (
    (r"\bdo not\b", "don't"),
    (r"\bdon't\b", "do not"),
    (r"\bcannot\b", "can't"),
    (r"\bcan't\b", "cannot"),
    (r"\bi am\b", "i'm"),
    (r"\bi'm\b", "i am"),
    (r"\bwhat is\b", "what's"),
    (r"\bwhat's\b", "what is"),
    (r"\bhow do i\b", "how can i"),
    (r"\bhow can i\b", "how do i"),
    (r"\bhow do i\b", "what must i do to"),
    (r"\bi want to\b", "i'd like to"),
    (r"\bcan i\b", "may i"),
    (r"\bis it possible to\b", "can i"),
    (r"\bcan i\b", "am i able to"),
    (r"\btell me\b", "let me know"),
)


def contrast(text: str, rng: np.random.Generator) -> str | None:
    """Return the text with its sense changed by a rule: an opposite, another number, a negation, swapped roles.

    None where no rule applies.
    """
    rules: tuple[_Rule, ...] = (_opposite, _another_number, _swapped, _turned, _negated)
    for place in rng.permutation(len(rules)).tolist():
        changed: str | None = rules[place](text, rng)
        if changed is not None and changed != text:
            return changed
    return None


def restate(text: str, rng: np.random.Generator) -> str:
    """Return the text in slightly other words that mean the same."""
    fitting = [(pattern, new) for pattern, new in _SHORT if re.search(pattern, text, re.IGNORECASE)]
    if fitting and rng.random() < 0.7:
        pattern, new = fitting[int(rng.integers(len(fitting)))]
        text = re.sub(pattern, new, text, count=1, flags=re.IGNORECASE)
    if rng.random() < 0.3:
        text = _GREETINGS[int(rng.integers(len(_GREETINGS)))] + text[:1].lower() + text[1:]
    if rng.random() < 0.2:
        text = text.rstrip("?. ") + _THANKS[int(rng.integers(len(_THANKS)))]
    return text


def _opposite(text: str, rng: np.random.Generator) -> str | None:
    places = [found for found in _WORD.finditer(text) if found[0].lower() in _OPPOSITE]
    if not places:
        return None
    found = places[int(rng.integers(len(places)))]
    others = _OPPOSITE[found[0].lower()]
    return _put(text, found, _cased(others[int(rng.integers(len(others)))], found[0]))


def _another_number(text: str, rng: np.random.Generator) -> str | None:
    places = list(_NUMBER.finditer(text))
    if not places:
        return None
    found = places[int(rng.integers(len(places)))]
    value, factor = int(found[0]), _FACTORS[int(rng.integers(len(_FACTORS)))]
    changed = value * factor if value and rng.random() < 0.5 else value + factor
    return _put(text, found, str(changed))


def _swapped(text: str, rng: np.random.Generator) -> str | None:
    """Swap who gives and who gets: from A to B becomes from B to A."""
    found = _ROLES.search(text)
    if found:
        return _put(text, found, f"from {found['other']} {found['link']} {found['one']}")
    found = _SWAP.search(text)
    return _put(text, found, f"{found['other']} {found['link']} {found['one']}") if found else None


def _turned(text: str, rng: np.random.Generator) -> str | None:
    """Turn a direction around: to my account becomes from my account."""
    found = _DIRECTION.search(text)
    if not found:
        return None
    return _put(text, found, "from" if found[0].lower() == "to" else "to")


def _negated(text: str, rng: np.random.Generator) -> str | None:
    """Put in a "not", or take it out."""
    if found := _NOT.search(text):
        return _put(text, found, "").replace("  ", " ")
    if found := _ASKING.search(text):
        return _put(text, found, f"{found[1]} {found[2]} not")
    if found := _STATING.search(text):
        return _put(text, found, _denied(found))
    return None


def _denied(found: re.Match[str]) -> str:
    who, verb = found[1], found[2].lower()
    if verb in {"can", "will", "have"}:
        return f"{who} {verb} not"
    return f"{who} did not {_PAST[verb]}" if verb in _PAST else f"{who} do not {verb}"


def _put(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
