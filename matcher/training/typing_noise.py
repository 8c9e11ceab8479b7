"""Noise like visitors' typing: slips of the finger, lost words, no capitals, no punctuation."""

import string

import numpy as np

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}
_LETTER_SHARE = 0.04  # slips a letter in a text that has slips
_CHANCES = {"lower": 0.6, "bare": 0.6, "slips": 0.5, "lost word": 0.3, "swapped words": 0.1}


def mistype(text: str, rng: np.random.Generator) -> str:
    """Return the text as a hurried visitor might type it; never empty where the text is not."""
    noisy = text.lower() if rng.random() < _CHANCES["lower"] else text
    if rng.random() < _CHANCES["bare"]:
        noisy = noisy.translate(str.maketrans("", "", string.punctuation))
    words = noisy.split()
    if len(words) > 3 and rng.random() < _CHANCES["lost word"]:
        del words[int(rng.integers(len(words)))]
    if len(words) > 2 and rng.random() < _CHANCES["swapped words"]:
        at = int(rng.integers(len(words) - 1))
        words[at], words[at + 1] = words[at + 1], words[at]
    noisy = " ".join(words)
    if rng.random() < _CHANCES["slips"]:
        noisy = "".join(_slip(letter, rng) for letter in noisy)
    return noisy.strip() or text


def _slip(letter: str, rng: np.random.Generator) -> str:
    """One letter: as it is, left out, doubled, or the key beside it."""
    if not letter.isalpha() or rng.random() >= _LETTER_SHARE:
        return letter
    near = _NEIGHBOURS.get(letter.lower(), letter)
    return str(rng.choice(["", letter * 2, near[int(rng.integers(len(near)))]]))
