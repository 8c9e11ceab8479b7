"""Tell the Latin code pages apart by the letters that each language has beyond ASCII, and by where signs stand.

charset-normalizer tells scripts apart well, but reads French or Swedish in cp1252 as cp1250 or cp1257: in those pages
the same bytes are letters as well, only of no one language. Of an English text whose only bytes beyond ASCII are a £ or
a ™, it makes Polish, Japanese or Chinese, or nothing at all.
"""

import re
from collections import Counter
from collections.abc import Mapping

# Western Europe first: of pages that fit equally, the first is taken.
_LETTERS: Mapping[str, tuple[str, ...]] = {
    "cp1252": (
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúü",  # Spanish
        "áàâãçéêíóôõúü",  # Portuguese
        "àèéìíîòóù",  # Italian
        "àçèéíïòóúü",  # Catalan
        "áéëïíóöúü",  # Dutch
        "åäöéüæø",  # Swedish, Norwegian, Danish, Finnish
        "áðéíóúýþæö",  # Icelandic
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîşţ",  # Romanian
        "čćđšž",  # Croatian, Slovenian
    ),
    "cp1254": ("âçğıîöşüû",),  # Turkish; its dotted capital I folds to i and a combining dot
    "cp1257": (
        "āčēģīķļņšūž",  # Latvian
        "ąčęėįšųūž",  # Lithuanian
        "äõöüšž",  # Estonian
    ),
}
LATIN_PAGES = tuple(_LETTERS)
_WORD = r"[^\W\d_¹²³¼½¾]"
_LETTER = re.compile(rf"(?<!\d)(?![\x00-\x7fªº]){_WORD}(?!\d)")
# The second line to the last are signs of cp1252 whose bytes are letters in cp1250: signs only where no word needs one.
_SIGN = re.compile(
    r"[–—‘’‚“”„‹›«»…•·°§©®™€†‡‰±´µ¶¬¦¨¸×÷¤\N{NO-BREAK SPACE}\N{SOFT HYPHEN}]"
    rf"|(?<!{_WORD})[£¥¢¼½¾¯](?!{_WORD})|(?<=\d)[£¥¢¼½¾]|[£¥¢](?=\d)"
    rf"|(?<![Zz])[¹²³](?!{_WORD})"  # not after z, for zł is the Polish currency
    rf"|(?<!{_WORD})[¡¿]"
    rf"|(?<=[\dDMNnr.])[ªº](?!{_WORD})"
)
_RUN = re.compile(rb"[\x80-\xff]+")
_MIN_FIT = 0.9
_MAX_RUN = 1.5  # bytes in a row; other scripts have whole words of them, or two for a character


def best_latin_page(data: bytes) -> str:
    """Name the page in which most of what is beyond ASCII fits one language."""
    return max(LATIN_PAGES, key=lambda page: _fit(data, page))


def is_plainly_latin(data: bytes) -> bool:
    """Whether what is beyond ASCII stands alone, and nearly all of it is what the best page lets expect there."""
    runs = _RUN.findall(data)
    return bool(runs) and sum(map(len, runs)) <= _MAX_RUN * len(runs) and _fit(data, best_latin_page(data)) >= _MIN_FIT


def _fit(data: bytes, page: str) -> float:
    """Give the share of the characters beyond ASCII that are letters of one language or signs; -1 for another page."""
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return -1.0
    beyond = sum(not char.isascii() for char in text)
    signs = len(_SIGN.findall(text))
    letters = Counter(char.lower()[0] for char in _LETTER.findall(text))
    most = max(sum(letters[char] for char in (*language, "i")) for language in _LETTERS[page])
    return (most + signs) / beyond if beyond else 0.0
