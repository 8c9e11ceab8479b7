"""Speed of the matcher beside the same steps written plainly: `python -m benchmarks.speed --help`."""

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import sample, synthetic
from benchmarks.markdown import README, provenance, table, write_into
from benchmarks.plain import PlainMatcher, load_model
from benchmarks.serving import warm_start
from benchmarks.systems import studied
from matcher.encoder import Encoder, load_encoder
from matcher.matcher import Matcher
from matcher.settings import load_settings
from matcher.types import Entry

_BLOCK = 77  # questions of one side in a row: the first few pay for threads that the other side left spinning
_TEXTS = _ENTRIES = 1000
_REPEATS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print Markdown, and keep it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--out", type=Path, nargs="?", const=README, help="write between the markers of this file")
    asked = parser.parse_args(arguments)
    start = warm_start()
    encoder, model = load_encoder(load_settings()), load_model()
    shop, city = sample("shop"), sample("city")
    entries = synthetic(shop.entries + city.entries, _ENTRIES)
    matcher, plain = studied(shop.entries, encoder), PlainMatcher.build(shop.entries, model)
    warm_up, questions = ([label.question for label in data.labels] for data in (city, shop))
    rows = [
        *question_rows(*in_turns(matcher.reply, plain.reply, questions, warm_up)),
        throughput_row(encoder, model.encode, [entry.question for entry in entries]),
        *(build_row(text, some, encoder) for text, some in _sizes(entries)),
        ["`python app.py` to the first answer over REST, second start", f"{start.seconds:.1f} s", "", ""],
        ["memory of the idle service", f"{start.resident / 2**20:.0f} MB", "", ""],
    ]
    body = table(("", "ours", "written plainly", "ratio"), rows)
    origin = provenance("python -m benchmarks.speed", encoder.runtime)
    print(f"{origin}\n\n{body}")
    if asked.out:
        write_into(asked.out, "speed", f"{origin}\n\n{body}")


def in_turns(
    ours: Callable[[str], object], plain: Callable[[str], object], questions: Sequence[str], warm_up: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Time every question on either side, (repeats * questions,) each, in blocks by turns."""
    sides: list[tuple[Callable[[str], object], list[float]]] = [(ours, []), (plain, [])]
    for side, _ in sides:
        for text in warm_up:
            side(text)
    our_times, plain_times = (times for _, times in sides)
    for at in [*range(0, len(questions), _BLOCK)] * _REPEATS:
        for side, times in sides:
            times.extend(seconds(partial(side, text)) for text in questions[at : at + _BLOCK])
        sides.reverse()
    return np.array(our_times), np.array(plain_times)


def question_rows(ours: NDArray[np.float64], plain: NDArray[np.float64]) -> list[list[str]]:
    """Write median and 95th percentile of both sides, and by how much ours is faster."""
    rows = []
    for name, percent in (("p50", 50), ("p95", 95)):
        a, b = (float(np.percentile(times, percent)) for times in (ours, plain))
        rows.append([f"one question end to end, {name}", f"{a * 1e3:.2f} ms", f"{b * 1e3:.2f} ms", f"{b / a:.1f}×"])
    return rows


def throughput_row(encoder: Encoder, encode: Callable[[list[str]], object], texts: list[str]) -> list[str]:
    """Write texts a second of both sides, by turns; the median of the repeats."""
    pairs = [(seconds(lambda: encoder.encode(texts)), seconds(lambda: encode(texts))) for _ in range(_REPEATS)]
    a, b = (float(np.median(times)) for times in zip(*pairs, strict=True))
    rates = [f"{len(texts) / spent:,.0f} texts/s" for spent in (a, b)]
    return [f"encoding {len(texts):,} texts of {_mean_words(texts):.0f} words", *rates, f"{b / a:.1f}×"]


def build_row(name: str, entries: Sequence[Entry], encoder: Encoder) -> list[str]:
    """Write seconds from entries to a matcher that answers; the median of the repeats."""
    spent = [seconds(lambda: Matcher.build(entries, encoder).reply("hello")) for _ in range(_REPEATS)]
    return [name, f"{float(np.median(spent)):.1f} s", "", ""]


def seconds(work: Callable[[], object]) -> float:
    """Time the work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _sizes(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Give the entries without and with their alternates, each with a name."""
    bare = [Entry(entry.id, entry.question, entry.answer) for entry in entries]
    phrasings = sum(len(entry.phrasings) for entry in entries)
    name = f"{len(entries):,} entries encoded and live"
    return [(f"{name}, question and answer", bare), (f"{name}, {phrasings:,} phrasings", list(entries))]


def _mean_words(texts: Sequence[str]) -> float:
    return float(np.mean([len(text.split()) for text in texts]))


if __name__ == "__main__":
    main()
