"""The process that benchmarks.large measures: it prints what each step took as JSON."""

import json
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.large import Steps, changed
from matcher.building import Builder
from matcher.encoder import load_encoder
from matcher.ingest import read_faq
from matcher.knowledge_base import KnowledgeBase
from matcher.lint import lint
from matcher.settings import Settings
from matcher.startup import first_live
from matcher.store import Store
from matcher.texts import texts_of

_QUESTION = "How long does delivery take?"
_POLL = 0.2


def cold(folder: Path, steps: Steps) -> None:
    """Import a file into a new knowledge base as a person does on the page: read, lint, publish; then change it."""
    settings = Settings(home=folder / "home")
    encoder = load_encoder(settings)
    builder = Builder(Store.open(settings.home), encoder, None, settings)
    base = KnowledgeBase(builder, *first_live(builder))
    steps.runtime = encoder.runtime
    steps.since_start("start: models loaded, the sample live")
    with steps.step("read the file"):
        entries = read_faq(folder / "large.csv").entries
    with steps.step("encode all texts"):
        vectors = builder.vectors(texts_of(entries))
    with steps.step("lint"):
        lint(entries, encoder, vectors=vectors)
    del vectors  # as the page lets go of them
    with steps.step("publish"):
        base.publish(entries, author="benchmark")
        base.matcher.reply(_QUESTION)
    steps.since_start("all of that: from cold to imported, linted and live")
    with steps.step("study, in the background"):
        while base.study.doing == "studying":
            time.sleep(_POLL)
    with steps.step("publish again with 1 % changed"):
        base.publish(changed(entries), author="benchmark")
        base.matcher.reply(_QUESTION)
    base.close()


def again(folder: Path, steps: Steps) -> None:
    """Start over the same knowledge base."""
    settings = Settings(home=folder / "home")
    encoder = load_encoder(settings)
    with steps.step("open it again, models loaded"):
        base = KnowledgeBase.open(settings, encoder)
        base.matcher.reply(_QUESTION)
    with steps.step("go back to the revision before"):
        base.make_live(base.live.number - 1)
    base.close()


if __name__ == "__main__":
    seen = Steps(float(sys.argv[3]))
    {"cold": cold, "again": again}[sys.argv[1]](Path(sys.argv[2]), seen)
    seen.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(asdict(seen)))
