"""A process that may not take much memory: reads each file named, and prints the error of each, one a line."""

import resource
import sys
from pathlib import Path

from matcher.errors import IngestError
from matcher.ingest import Limits, read_faq

MEGABYTES = 700
_LIMITS = Limits(max_rows=20_000)


def main(files: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES * 1_000_000, MEGABYTES * 1_000_000))
    for file in files:
        try:
            read_faq(Path(file), name="faq", limits=_LIMITS)
        except IngestError as error:
            sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
