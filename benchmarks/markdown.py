"""Results as Markdown, and where they are kept."""

import math
import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).parent / "README.md"

_PACKAGES = ("torch", "sentence-transformers", "openvino", "faiss-cpu", "numpy", "bm25s", "scikit-learn")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(value: float) -> str:
    """Write three digits without the leading zero: .732, -.050, 1.000; a dash for what can't be told."""
    if math.isnan(value):
        return "–"
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 0.9995 else f"{value:.3f}"


def with_interval(value: float, low: float, high: float) -> str:
    """Write a share with its 95 % interval."""
    return share(value) if math.isnan(low) else f"{share(value)} ({share(low)}–{share(high)})"


def provenance(command: str, runtime: str) -> str:
    """Say when, where and with what something was measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"Measured on {date.today().isoformat()} with `{command}`; {processor()}, {os.cpu_count()} cores, "
        f"{platform.system()}; encoder on {runtime}; Python {platform.python_version()}, {versions}."
    )


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Read the name of the CPU's model."""
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def replace_between(text: str, name: str, block: str) -> str:
    """Put the block in the place of what the text has between <!-- name --> and <!-- /name -->.

    Raises ValueError where the text lacks one of the two.
    """
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"there is no {start} with {end} after it")
    return f"{before}{start}\n\n{block.strip()}\n\n{end}{after}"


def write_into(path: Path, name: str, block: str) -> None:
    """Put the block between the file's markers of that name."""
    path.write_text(replace_between(path.read_text(encoding="utf-8"), name, block), encoding="utf-8")
