"""Tell the Latin code pages apart by the letters that each language has beyond ASCII.

charset-normalizer tells scripts apart well, but reads French or Swedish in cp1252 as cp1250 or cp1257: in those pages
the same bytes are letters as well, only of no one language.
"""

from collections.abc import Mapping

# Western Europe first: of pages that fit equally, the first is taken.
_LETTERS: Mapping[str, tuple[str, ...]] = {
    "cp1252": (
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúüªº¿¡",  # Spanish
        "áàâãçéêíóôõúüªº",  # Portuguese
        "àèéìíîòóùú",  # Italian
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
_ANY_LANGUAGE = "–—‘’‚“”„‹›«»…•·°§©®™€£\N{NO-BREAK SPACE}"


def best_latin_page(data: bytes) -> str:
    """Name the page in which most letters beyond ASCII belong to one language."""
    return max(LATIN_PAGES, key=lambda page: _share_of_one_language(data, page))


def _share_of_one_language(data: bytes, page: str) -> float:
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return -1.0
    telling = [char.lower()[0] for char in text if not char.isascii() and char not in _ANY_LANGUAGE]
    if not telling:
        return 0.0
    return max(sum(char in language or char == "i" for char in telling) for language in _LETTERS[page]) / len(telling)
