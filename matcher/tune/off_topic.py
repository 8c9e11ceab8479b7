"""Questions that no FAQ should answer, written for this project."""

import csv
from functools import cache
from importlib.resources import files


@cache
def off_topic() -> tuple[str, ...]:
    """Return more than 200 questions: small talk, other trades, weather, politics, nonsense, rude and mistyped ones."""
    text = files("matcher.tune").joinpath("off_topic.csv").read_text(encoding="utf-8")
    return tuple(row["question"] for row in csv.DictReader(text.splitlines()))
