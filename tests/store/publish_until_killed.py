"""A process to be killed: publishes one revision after another, and says so after each."""

import sys
from pathlib import Path

from matcher.store import Store
from matcher.types import Entry
from tests.fakes import FakeEncoder

ENTRIES = 300


def entries_of(text: str) -> tuple[Entry, ...]:
    return tuple(Entry(str(i), f"question {i}", text, (f"alternate {i} of {text}",)) for i in range(ENTRIES))


def main(home: Path, name: str) -> None:
    store = Store.open(home)
    encoder = FakeEncoder()
    count = 0
    while True:
        entries = entries_of(f"{name} {count}")
        texts = [text for entry in entries for text in entry.phrasings]
        store.put_vectors(encoder.fingerprint, texts, encoder.encode(texts))
        revision = store.publish(entries, author=name, note=f"{name} {count}")
        sys.stdout.write(f"{revision.number}\n")
        sys.stdout.flush()
        count += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
