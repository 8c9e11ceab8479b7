"""Damage the sample files at random, and read them: `python -m tests.ingest.fuzz --minutes 10 --keep FOLDER`.

Each must end, within seconds of computing, in entries that survive an export or in an error that names the file. What
does not is printed with its traceback, and kept. A case follows from its number alone.
"""

import argparse
import random
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import FrameType

from matcher.errors import MatcherError
from matcher.ingest import (
    Choices,
    FaqFormat,
    Limits,
    peek,
    read_alternates,
    read_faq,
    read_intents,
    read_labels,
    write_csv,
)

SAMPLES = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "samples").iterdir())}

_SECONDS = 10  # of computing; the slowest sample takes well below one
_LIMITS = Limits(max_bytes=2_000_000, max_rows=5_000)
_TOKENS = (
    *(b'"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\\", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"[", b"]", b"{", b"}", b":", b"null", b"true", b"[]", b"{}", b'""', b"1e999", b"-1", b"\\u0000", b"\\ud800"),
    *(b"- ", b"&a ", b"*a", b"!!python/none ", b"|\n", b">\n", b"---\n", b"...\n", b"? ", b"<<: ", b"%YAML 9.9\n"),
    *(b"<", b">", b"</row>", b"<row>", b"&amp;", b"&x;", b'r="A0"', b't="s"', b't="d"', b't="e"', b"<v>9</v>", b"<!--"),
    *(b"=", b"+1", b"0", b"99999999999999999999", b"1048577", b"XFD1", b"_x0000_", b"\xc2\x85", b"\xe2\x80\xa8"),
    *(b"\xf0\x9f\x8e\x81", b"sep=;", b"NaN", b"  "),
)  # fmt: skip


class Hangs(Exception):
    """Raised where a file is read for too long."""


def damaged(chance: random.Random) -> bytes:
    """Return a sample with something wrong; of a workbook, most often one of its parts."""
    content = chance.choice(list(SAMPLES.values()))
    if content.startswith(b"PK") and chance.random() < 0.9:
        return _damaged_part(content, chance)
    return _damaged_bytes(content, chance)


def attempt(content: bytes, chance: random.Random) -> None:
    """Read the file in one of the ways there are. Raises what should not be."""
    reader = chance.choice(_READERS)
    choices = _choices(chance) if chance.random() < 0.4 else None
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    try:
        reader(content, choices)
    except MatcherError as error:
        assert str(error).startswith("faq"), f"an error that does not name the file: {error}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def fuzz(case: int) -> str:
    """Run one case; return the traceback of what should not be, or nothing."""
    chance = random.Random(case)
    content = damaged(chance)
    try:
        attempt(content, chance)
    except Exception:  # anything at all, to be told with its case
        return traceback.format_exc()
    return ""


def watch() -> None:
    """Let a case that computes too long raise Hangs."""

    def hangs(_number: int, _frame: FrameType | None) -> None:
        raise Hangs(f"more than {_SECONDS} s")

    signal.signal(signal.SIGVTALRM, hangs)


def _faq(content: bytes, choices: Choices | None) -> None:
    entries = read_faq(content, name="faq", limits=_LIMITS, choices=choices).entries
    again = read_faq(write_csv(entries), name="faq").entries
    assert again == entries, "an export reads back as something else"


_READERS: tuple[Callable[[bytes, Choices | None], object], ...] = (
    *(_faq, _faq, _faq, _faq),
    lambda content, choices: peek(content, name="faq", limits=_LIMITS, choices=choices),
    lambda content, _: read_faq(content, name="faq", limits=_LIMITS, answers_required=False),
    lambda content, _: read_labels(content, name="faq", limits=_LIMITS),
    lambda content, _: read_alternates(content, name="faq", limits=_LIMITS),
    lambda content, _: read_intents(content, name="faq", limits=_LIMITS),
)


def _choices(chance: random.Random) -> Choices:
    return Choices(
        format=chance.choice([None, *FaqFormat]),
        encoding=chance.choice([None, None, "utf-8", "utf-16", "utf-7", "cp1252", "punycode", "rot13", "hex"]),
        delimiter=chance.choice([None, None, ",", ";", "\t", "\\", "]", "^"]),
        has_header=chance.choice([None, True, False]),
        columns=chance.choice([{}, {}, {1: "question", 2: "answer"}, {"question": "answer", 3: "question"}]),
    )


def _damaged_part(content: bytes, chance: random.Random) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        hit = chance.choice([name for name in source.namelist() if name.startswith(("xl/", "["))])
        for name in source.namelist():
            part = source.read(name)
            if name != hit:
                made.writestr(name, part)
            elif chance.random() < 0.95:
                made.writestr(name, _damaged_bytes(part, chance))
    return target.getvalue()


def _damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(made))
        end = start + chance.choice([0, 0, 1, 2, 10, 200])
        made[start:end] = chance.choice(_EDITS)(content, bytes(made[start:end]), chance)
    return bytes(made)


_EDITS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    lambda _all, _cut, chance: chance.choice(_TOKENS),
    lambda _all, _cut, chance: chance.choice(_TOKENS) * chance.choice([2, 100, 5_000]),
    lambda _all, _cut, chance: chance.randbytes(chance.randint(1, 8)),
    lambda _all, cut, chance: cut * chance.choice([0, 2, 50]),
    lambda _all, cut, _chance: cut[::-1],
    lambda every, _cut, chance: every[(at := chance.randint(0, len(every))) : at + chance.choice([20, 500, 100_000])],
    lambda _all, _cut, chance: chance.choice(list(SAMPLES.values()))[: chance.choice([50, 2_000])],
)


def main() -> None:
    """Run cases until the time is over, and tell how many failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.ingest.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--keep", type=Path, default=Path(), help="folder for the files that failed")
    asked = parser.parse_args()
    watch()
    until, case, failed = time.monotonic() + 60 * asked.minutes, asked.first, 0
    while time.monotonic() < until:
        if trouble := fuzz(case):
            failed += 1
            (asked.keep / f"case-{case}").write_bytes(damaged(random.Random(case)))
            sys.stdout.write(f"case {case}\n{trouble}\n")
            sys.stdout.flush()
        case += 1
    sys.stdout.write(f"{case - asked.first:,} cases, {failed:,} failed\n")


if __name__ == "__main__":
    main()
