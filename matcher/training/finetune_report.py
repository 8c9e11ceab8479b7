"""What fine-tuning was done on and what it brought, as a table and as a model card."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.training.adapt import LEARNING_RATE, WARM_UP
from matcher.training.triplets import BATCH

_MEANING = {
    "top1": "share of questions whose best candidate is right",
    "mrr": "mean of 1 / place of the right entry",
    "auroc_correct": "chance that a right reply has more confidence than a wrong one",
    "auroc_scope": "chance that a question in scope has more confidence than one out of scope",
    "coverage@90": "share answered rightly where 9 in 10 answers are to be right",
    "pairs": "rank correlation of cosines with the labels of pairs",
}
_NO_TABLE = "Too few texts could be held out to measure anything: collect questions, and measure with `evaluate`."


@dataclass(frozen=True, slots=True)
class FinetuneReport:
    """Counts of what was trained on, the recipe, and measures by name, all on texts that were held out.

    labels: questions that joined as phrasings; steps: of the final training; asked: in words what was asked; before
    and after: with the same uncalibrated confidence; fitted: before, with the confidence fitted for the base, or empty.
    """

    base: str
    entries: int
    phrasings: int
    labels: int
    pairs: int
    epochs: int
    steps: int
    seed: int
    asked: str
    questions: int
    asked_pairs: int
    before: dict[str, float]
    after: dict[str, float]
    fitted: dict[str, float]

    def table(self) -> str:
        """Return the table of before and after in Markdown, with what is to be known about it."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if not self.before:
            yield _NO_TABLE
            return
        if self.questions:
            yield f"Asked: {self.questions:,} {self.asked}."
        if self.asked_pairs:
            yield f"Compared: {self.asked_pairs:,} pairs that were held out."
        yield ""
        yield from self._rows()
        yield ""
        yield "Before and after: no text is asked of an encoder that was trained on it. Confidence is the cosine of the"
        yield "best phrasing for both, uncalibrated, as the fitted one goes with the encoder that it was fitted for."
        if self.fitted:
            yield f"Fitted: {self.base} with its fitted confidence, which weighs more evidence than the cosine. Beside"
            yield 'the fine-tuned encoder confidence is "not calibrated": where fitted is best, stay with it.'
        if self.after.get("top1", 0.0) < self.before.get("top1", 0.0):
            yield "On these questions the fine-tuned encoder is worse than the one it came from."

    def _rows(self) -> Iterator[str]:
        yield "| measure | before | after | change |" + (" fitted |" if self.fitted else "")
        yield "|---|---|---|---|" + ("---|" if self.fitted else "")
        for name, before in self.before.items():
            after = self.after.get(name, float("nan"))
            fitted = f" {self.fitted[name]:.3f} |" if name in self.fitted else " |" if self.fitted else ""
            yield f"| {name} | {before:.3f} | {after:.3f} | {after - before:+.3f} |{fitted}"


def model_card(report: FinetuneReport) -> str:
    """Return the README.md of the encoder's folder."""
    meanings = "\n".join(f"- `{name}`: {_MEANING[name]}" for name in report.before)
    losses = ["MultipleNegativesRankingLoss on phrasings, each with a hard negative mined by the matcher"]
    losses += ["CosineSimilarityLoss on pairs"] if report.pairs else []
    return f"""---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---

# {report.base}, fine-tuned on an FAQ

An encoder for FAQ Matcher: set `FAQ_ENCODER` to this folder. It also loads with sentence-transformers.

## Trained on

{report.entries:,} entries with {report.phrasings:,} phrasings; {report.labels:,} labelled questions beside them; \
{report.pairs:,} pairs with labels.

## Recipe

- Start: {report.base}, its word embeddings frozen
- Trainer and losses of sentence-transformers: {"; ".join(losses)}
- Epochs: {report.epochs}; {report.steps:,} steps of up to {BATCH}, learning rate {LEARNING_RATE:g}, \
{WARM_UP:.0%} of the steps to warm up, seed {report.seed}

## Before and after

Measured with trainings that left out what they were asked; this encoder was then trained on everything.

{report.table()}

{meanings}
"""
