"""What is held out to see what fine-tuning brings, and how the encoders fare on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.confidence import Uncalibrated
from matcher.encoder import Encoder
from matcher.ingest import with_alternates
from matcher.ingest.cells import same_text_key
from matcher.matcher import Matcher
from matcher.measures import Outcomes, measure
from matcher.texts import passage_of
from matcher.training.pairs import Pair, rank_correlation
from matcher.types import Entry, Label, Result

_LEAST_ASKED = 20  # with fewer, chance decides
_FOLDS = 3
_FOLDED_UP_TO = 2000  # phrasings; above, one fold tells enough, and each costs a training
_SHOWN = ("top1", "mrr", "auroc_correct", "auroc_scope", "coverage@90")


@dataclass(frozen=True, slots=True)
class Trial:
    """Entries and pairs to train on; entries to ask, with the labels and pairs that were held out for it."""

    taught: tuple[Entry, ...]
    taught_pairs: tuple[Pair, ...]
    faq: tuple[Entry, ...]
    asked: tuple[Label, ...]
    asked_pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Trials, and in words what they ask."""

    what: str
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of one trial with one encoder: results in the order of asked, (pairs,) cosines of asked_pairs.

    plain: ordered by the uncalibrated confidence; fitted: by the one fitted for this encoder, empty without one.
    """

    plain: list[Result]
    fitted: list[Result]
    cosines: NDArray[np.float64]


def plan_trials(entries: Sequence[Entry], labels: Sequence[Label], pairs: Sequence[Pair], seed: int) -> Plan:
    """Hold out what is asked: half of the labels; without enough of them, phrasings; without those, parts of answers.

    No text is asked by an encoder that was trained on it. Of pairs a half is held out, or a third with three trials.
    """
    rng = np.random.default_rng(seed)
    what, trials = "questions, the half of the labels that was held out", _halves(entries, labels, rng)
    if not trials:
        what, trials = "phrasings, each held out of the FAQ and of the training in turn", _folds(entries, rng)
    if not trials:
        what, trials = "parts of answers, which nothing is trained on", _passages(entries)
    if not trials and pairs:
        what, trials = "", [Trial(tuple(entries), (), tuple(entries), (), ())]
    parts = _parts(pairs, max(2, len(trials)), rng)
    return Plan(what, tuple(_with_pairs(trial, pairs, parts == number) for number, trial in enumerate(trials)))


def taught_alternates(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """Return entry id and question of labels that are in scope: further phrasings to train on."""
    return [(name, label.question) for label in labels for name in sorted(label.expected)]


def ask(trial: Trial, encoder: Encoder) -> Answers:
    """Ask what a trial held out."""
    matcher = Matcher.build(trial.faq, encoder)
    questions = [label.question for label in trial.asked]
    plain = replace(matcher, confidence=Uncalibrated()).ask_many(questions) if questions else []
    fitted = matcher.ask_many(questions) if questions and matcher.calibrated else []
    cosines = np.zeros(0)
    if trial.asked_pairs:
        one = encoder.encode([pair.one for pair in trial.asked_pairs])
        other = encoder.encode([pair.other for pair in trial.asked_pairs])
        cosines = (one * other).sum(axis=1, dtype=np.float64)
    return Answers(plain, fitted, cosines)


def measures(plan: Plan, answers: Sequence[Answers], *, fitted: bool = False) -> dict[str, float]:
    """Measure the answers of all trials together; what the data can't tell is left out."""
    labels = [label for trial in plan.trials for label in trial.asked]
    results = [result for given in answers for result in (given.fitted if fitted else given.plain)]
    found: dict[str, float] = {}
    if results:
        values = measure(Outcomes.of(results, labels))
        found = {name: values[name] for name in _SHOWN}
    likeness = [pair.likeness for trial in plan.trials for pair in trial.asked_pairs]
    if likeness and not fitted:
        found["pairs"] = rank_correlation(np.array(likeness), np.concatenate([given.cosines for given in answers]))
    return {name: value for name, value in found.items() if not np.isnan(value)}


def _halves(entries: Sequence[Entry], labels: Sequence[Label], rng: np.random.Generator) -> list[Trial]:
    """Train on half of the labels and ask the other: the same share in scope in each, and each text in one of them."""
    phrasings = {same_text_key(text) for entry in entries for text in entry.phrasings}
    distinct = {same_text_key(label.question): label for label in reversed(labels)}
    new = [label for key, label in distinct.items() if key not in phrasings]
    ordered = [new[i] for i in rng.permutation(len(new))]
    ordered.sort(key=lambda label: not label.expected)
    asked, taught = ordered[::2], ordered[1::2]
    if len(asked) < _LEAST_ASKED or not any(label.expected for label in asked):
        return []
    extended = with_alternates(entries, taught_alternates(taught))
    return [Trial(extended, (), tuple(entries), tuple(asked), ())]


def _folds(entries: Sequence[Entry], rng: np.random.Generator) -> list[Trial]:
    """Ask each phrasing once, but for those of entries with a single one, of an FAQ without it."""
    count = sum(len(entry.phrasings) for entry in entries)
    trials = []
    offsets = rng.integers(0, _FOLDS, len(entries)).tolist()
    for number in range(_FOLDS if count <= _FOLDED_UP_TO else 1):
        parts = [_hold_out(entry, number + offset) for entry, offset in zip(entries, offsets, strict=True)]
        faq = tuple(entry for entry, _ in parts)
        kept = {same_text_key(text) for entry in faq for text in entry.phrasings}
        asked = tuple(label for _, labels in parts for label in labels if same_text_key(label.question) not in kept)
        trials.append(Trial(faq, (), faq, asked, ()))
    return trials if sum(len(trial.asked) for trial in trials) >= _LEAST_ASKED else []


def _hold_out(entry: Entry, number: int) -> tuple[Entry, list[Label]]:
    """Return the entry without each third phrasing from a number on, and those; one phrasing always stays."""
    if not entry.alternates:
        return entry, []
    held = [text for place, text in enumerate(entry.phrasings) if (place + number) % _FOLDS == 0]
    kept = [text for place, text in enumerate(entry.phrasings) if (place + number) % _FOLDS]
    expected = frozenset({entry.id})
    return replace(entry, question=kept[0], alternates=tuple(kept[1:])), [Label(text, expected) for text in held]


def _passages(entries: Sequence[Entry]) -> list[Trial]:
    asked = tuple(Label(text, frozenset({entry.id})) for entry in entries if (text := passage_of(entry)))
    return [Trial(tuple(entries), (), tuple(entries), asked, ())] if len(asked) >= _LEAST_ASKED else []


def _parts(pairs: Sequence[Pair], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(pairs,) numbers below count; pairs with the same first text go together."""
    numbers: dict[str, int] = {}
    for i in rng.permutation(len(pairs)):
        numbers.setdefault(same_text_key(pairs[i].one), len(numbers) % count)
    return np.array([numbers[same_text_key(pair.one)] for pair in pairs], np.int64)


def _with_pairs(trial: Trial, pairs: Sequence[Pair], held: NDArray[np.bool_]) -> Trial:
    """Add pairs to a trial; none is taught that holds a text which is asked."""
    asked = {same_text_key(label.question) for label in trial.asked}
    free = [not {same_text_key(pair.one), same_text_key(pair.other)} & asked for pair in pairs]
    taught = tuple(pair for pair, out, clean in zip(pairs, held, free, strict=True) if clean and not out)
    return replace(trial, taught_pairs=taught, asked_pairs=tuple(p for p, out in zip(pairs, held, strict=True) if out))
