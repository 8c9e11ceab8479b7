"""Pairs that differ in one thing only: `python -m benchmarks.contrast --help`."""

import argparse
import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import README, provenance, share, table, write_into
from matcher.encoder import Encoder, load_encoder
from matcher.reranker import Reranker, load_reranker
from matcher.settings import PROJECT, load_settings
from matcher.training.near_copies import Part, read_near_copies
from matcher.words import words

CONTRAST = PROJECT / "tests" / "contrast.csv"
KINDS = (
    "negation",
    "numbers",
    "who does what",
    "before or after",
    "with or without",
    "cancel or change",
    "near-identical",
)

Pairs = Sequence[tuple[str, str]]
Measure = Callable[[Pairs], NDArray[np.floating]]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A visitor's question, the FAQ question that answers it, and one much like it that does not."""

    question: str
    right: str
    wrong: str
    kind: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print Markdown, and keep it where that is asked for."""
    asked = _parse(arguments)
    settings = load_settings()
    contrasts = read_contrasts(asked.file)
    encoder, reranker = load_encoder(settings), load_reranker(settings)
    blocks = [provenance("python -m benchmarks.contrast", encoder.runtime), report(contrasts, encoder, reranker)]
    if asked.file == CONTRAST:
        blocks += ["Near copies that were held out while the reranker learned:"]
        blocks += [report(held_out_near_copies(), encoder, reranker)]
    block = "\n\n".join(blocks)
    print(block)
    if asked.out:
        write_into(asked.out, "contrast", block)


def read_contrasts(path: Path = CONTRAST) -> list[Contrast]:
    """Read the set, one contrast a row."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Contrast(**row) for row in csv.DictReader(file)]


def held_out_near_copies() -> list[Contrast]:
    """Every question about a near copy of which the reranker learned nothing, beside both entries."""
    return [
        Contrast(question, pair.questions[side], pair.questions[1 - side], pair.kind)
        for pairs in read_near_copies(Part.HELD_OUT).values()
        for pair in pairs
        for side in (0, 1)
        for question in pair.asked[side]
    ]


def report(contrasts: Sequence[Contrast], encoder: Encoder, reranker: Reranker | None) -> str:
    """Write a row a kind, then one for all: accuracy of the words alone, of cosine, and of relevance."""
    systems: dict[str, Measure] = {"words": overlap, f"cosine, {encoder.name}": lambda pairs: cosine(pairs, encoder)}
    if reranker:
        systems[f"relevance, {Path(reranker.name).name}"] = reranker.relevance
    right = np.column_stack([won(contrasts, system) for system in systems.values()])  # (contrasts, systems)
    kinds = np.array([contrast.kind for contrast in contrasts])
    rows = [_row(kind, right[kinds == kind]) for kind in dict.fromkeys(kinds.tolist())]
    return table(("kind", "pairs", *systems), [*rows, _row("**all**", right)])


def won(contrasts: Sequence[Contrast], system: Measure) -> NDArray[np.float64]:
    """(contrasts,) 1 where the right question gets more than the wrong one, a half where it gets the same, else 0."""
    right = system([(contrast.question, contrast.right) for contrast in contrasts])
    wrong = system([(contrast.question, contrast.wrong) for contrast in contrasts])
    won: NDArray[np.float64] = np.where(right == wrong, 0.5, (right > wrong).astype(np.float64))
    return won


def overlap(pairs: Pairs) -> NDArray[np.float64]:
    """(pairs,) words that both texts have, as a share of those that either has: Jaccard's index."""
    bags = [(frozenset(words(one)), frozenset(words(other))) for one, other in pairs]
    return np.array([len(one & other) / len(one | other) for one, other in bags], np.float64)


def cosine(pairs: Pairs, encoder: Encoder) -> NDArray[np.float64]:
    """(pairs,) cosines."""
    left, right = (encoder.encode(texts) for texts in zip(*pairs, strict=True))
    cosines: NDArray[np.float64] = np.einsum("ij,ij->i", left, right).astype(np.float64)
    return cosines


def _row(name: str, right: NDArray[np.float64]) -> list[str]:
    return [name, str(len(right)), *(share(float(value)) for value in right.mean(axis=0))]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contrast", description=__doc__)
    parser.add_argument("--file", type=Path, default=CONTRAST, help="another set: question,right,wrong,kind")
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write into this file; README.md without one")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
