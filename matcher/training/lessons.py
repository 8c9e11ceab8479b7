"""What a reranker learns from: a question beside the right phrasing and its hardest competitors."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matcher.encoder import Encoder
from matcher.errors import IngestError
from matcher.ingest.cells import same_text_key
from matcher.matcher import Matcher
from matcher.reranking import candidate_text
from matcher.training.contrasts import SOURCE as CONTRAST
from matcher.training.contrasts import contrast, restate
from matcher.training.near_copies import NearCopyFaq, Part, near_copy_faqs, read_near_copies
from matcher.training.simulate import DataSet, read_data_sets, simulate
from matcher.training.typing_noise import mistype
from matcher.types import Candidate, Entry, Label, Progress, Result

# Only sets whose licence lets weights be shipped; the number of FAQs simulated from each, 250 questions each at most.
FAQ_ROUNDS = {"clinc150": 20, "hwu64": 8, "slurp": 8, "covidfaq_jhu": 8}
PAIRED, TEMPLATED = "rqe", "medquad_qa"
PAIRED_ROUNDS, TEMPLATED_ROUNDS = 8, 8
DATA_SETS = (*FAQ_ROUNDS, PAIRED, TEMPLATED)
NEAR_COPIES = "near copies"

_HARD, _FROM, _MIDDLE, _RANDOM = 3, 7, 1, 1  # competitors: 3 of the first 7, one of the rest found, one of all
_CONTRASTS = 0.25  # lists of contrasts, as a share of those of public data
_BESIDE = 1  # competitors beside an entry and its near copy
_LEAST = 0.002  # probabilities are kept away from 0, where their logarithm has no end
_MISTYPED = 0.2  # share of the questions about near copies with typing noise
_FOCUSES = 1500  # subjects of medquad_qa that an FAQ is made of
_ASKED_AS = {
    "symptoms": ("how do i know if i have {}", "signs of {}", "what does {} feel like"),
    "treatment": ("how is {} treated", "what helps against {}", "can {} be cured", "medicine for {}"),
    "causes": ("why do people get {}", "what leads to {}", "where does {} come from"),
    "inheritance": ("is {} hereditary", "can i pass {} on to my children", "does {} run in families"),
    "prevention": ("how to avoid {}", "how do i keep from getting {}", "protect yourself from {}"),
    "susceptibility": ("who gets {}", "am i at risk for {}", "who is likely to have {}"),
    "outlook": ("how long do people with {} live", "prognosis of {}", "will {} go away"),
    "exams and tests": ("test for {}", "how do doctors find {}", "how is {} diagnosed"),
    "information": ("what's {}", "tell me about {}", "explain {}", "{}"),
    "frequency": ("how common is {}", "how many people have {}", "is {} rare"),
    "genetic changes": ("which genes cause {}", "mutations behind {}", "genetics of {}"),
    "research": ("studies on {}", "clinical trials for {}", "is there research about {}"),
    "complications": ("what can {} lead to", "what else can happen with {}", "problems that come with {}"),
    "stages": ("stages of {}", "how far can {} spread", "what do the stages of {} mean"),
    "considerations": ("what should i keep in mind about {}", "anything to know about {}"),
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question and texts that may answer it; right: whether each does; none of them may.

    prior: (texts,) log odds of each against "none of them" as the matcher sees it without a reranker; None where it
    was not asked.
    """

    question: str
    texts: tuple[str, ...]
    right: tuple[bool, ...]
    source: str
    prior: tuple[float, ...] | None


def build_lessons(data: Path, encoder: Encoder, seed: int, progress: Progress | None = None) -> list[Lesson]:
    """Make lessons of every data set in the folder and of near copies; the matcher itself finds the competitors.

    Raises IngestError for a data set that is missing.
    """
    lessons: list[Lesson] = []
    rng = np.random.default_rng(seed)
    public = read_data_sets(data, tuple(FAQ_ROUNDS))
    sets = [(data_set, FAQ_ROUNDS[data_set.name]) for data_set in public]
    sets += [(paired_faq(data), PAIRED_ROUNDS), (templated_faq(data, rng), TEMPLATED_ROUNDS)]
    for data_set, rounds in sets:
        strangers = [label.question for other, _ in sets if other.name != data_set.name for label in other.labels]
        for number, faq in enumerate(simulate(data_set, rounds, strangers, rng), 1):
            lessons += faq_lessons(faq.name, faq.entries, faq.labels, encoder, rng)
            if progress:
                progress(f"lessons from {faq.name}", number / rounds)
    lessons += contrast_lessons([data_set for data_set, _ in sets], int(_CONTRASTS * len(lessons)), rng)
    lessons += near_copy_lessons(encoder, seed, progress)
    return sorted(lessons, key=lambda one: (one.source, one.question, one.texts))


def paired_faq(data: Path) -> DataSet:
    """Make rqe's short questions entries, and labels of what doctors and patients really asked; training part only."""
    rows = [row for row in _rows(data, PAIRED) if row["split"] == "train" and row["label"] == "1"]
    entries = {same_text_key(row["text_b"]): Entry(str(i), row["text_b"], "") for i, row in enumerate(rows)}
    expected: dict[str, set[str]] = {}
    for row in rows:
        if same_text_key(row["text_a"]) != same_text_key(row["text_b"]):
            expected.setdefault(row["text_a"], set()).add(entries[same_text_key(row["text_b"])].id)
    labels = tuple(Label(text, frozenset(ids)) for text, ids in expected.items())
    return DataSet(PAIRED, tuple(entries.values()), labels)


def templated_faq(data: Path, rng: np.random.Generator) -> DataSet:
    """Make an FAQ of questions about illnesses, asked in words of our own: close entries with different answers."""
    found: dict[str, list[tuple[str, Entry]]] = {}
    for i, row in enumerate(_rows(data, TEMPLATED)):
        if row["qtype"] in _ASKED_AS and len(row["focus"].split()) <= 5:
            entry = Entry(str(i), row["text_a"], row["text_b"][:400])
            found.setdefault(row["focus"].casefold(), []).append((row["qtype"], entry))
    focuses = [focus for focus, rows in found.items() if len({kind for kind, _ in rows}) > 2]
    chosen = [focuses[i] for i in rng.permutation(len(focuses))[:_FOCUSES].tolist()]
    entries, labels = [], []
    for focus in chosen:
        for kind, same in _by_kind(found[focus]):
            entries += same[:1]
            texts = _ASKED_AS[kind]
            asked = texts[int(rng.integers(len(texts)))].format(focus)
            labels.append(Label(asked, frozenset({same[0].id})))
    return DataSet(TEMPLATED, tuple(entries), tuple(labels))


def faq_lessons(
    name: str, entries: Sequence[Entry], labels: Sequence[Label], encoder: Encoder, rng: np.random.Generator
) -> Iterator[Lesson]:
    """Put the questions to the matcher; give what it finds, right ones first."""
    matcher = Matcher.build(entries, encoder)
    answers = dict(zip((entry.id for entry in entries), matcher.source.answers.tolist(), strict=True))
    with_answers = rng.random(len(labels)) < 0.5
    for label, result, long in zip(
        labels, matcher.ask_many([label.question for label in labels]), with_answers.tolist(), strict=True
    ):
        lesson = _lesson(name, label, result, answers, long, rng)
        if lesson:
            yield lesson


def _lesson(
    name: str, label: Label, result: Result, answers: dict[str, int], long: bool, rng: np.random.Generator
) -> Lesson | None:
    accepted = {answers[entry_id] for entry_id in label.expected if entry_id in answers}
    own = same_text_key(label.question)
    usable = [c for c in result.candidates if same_text_key(c.phrasing) != own or answers[c.entry.id] in accepted]
    right = [c for c in usable if answers[c.entry.id] in accepted]
    wrong = [c for c in usable if answers[c.entry.id] not in accepted]
    if not wrong or (label.expected and not right):
        return None
    near, rest = wrong[:_FROM], wrong[_FROM:]
    picked = [near[i] for i in sorted(rng.permutation(len(near))[:_HARD].tolist())]
    picked += [rest[i] for i in rng.permutation(len(rest))[: _MIDDLE + _RANDOM].tolist()]
    chosen = [*right[:1], *picked]
    texts = tuple(candidate_text(c.phrasing, c.entry if long else replace(c.entry, answer="")) for c in chosen)
    right_ones = tuple(answers[c.entry.id] in accepted for c in chosen)
    return Lesson(label.question, texts, right_ones, name, _prior(result, chosen))


def near_copy_lessons(encoder: Encoder, seed: int, progress: Progress | None = None) -> list[Lesson]:
    """Make lessons of the project's own near copies, those that are not held out."""
    lessons: list[Lesson] = []
    rng = np.random.default_rng([seed, 1])
    files = read_near_copies(Part.LEARNED)
    for number, (name, pairs) in enumerate(files.items(), 1):
        for faq in near_copy_faqs(name, pairs, rng):
            lessons += _beside_rivals(faq, encoder, rng)
        if progress:
            progress("lessons from near copies", number / len(files))
    return lessons


def _beside_rivals(faq: NearCopyFaq, encoder: Encoder, rng: np.random.Generator) -> Iterator[Lesson]:
    """Put the questions to the matcher; give the right entry, its near copy, and the first of the others."""
    matcher = Matcher.build(faq.entries, encoder)
    asked = [mistype(x.question, rng) if rng.random() < _MISTYPED else x.question for x in faq.labels]
    for label, result in zip(faq.labels, matcher.ask_many(asked), strict=True):
        found = {candidate.entry.id: candidate for candidate in result.candidates}
        right = next(iter(label.expected), None)
        if right and right not in found:
            continue
        pair = [one for one in (right, faq.rival[right]) if one in found] if right else []
        others = [one for one in found if one not in pair][: _BESIDE if pair else _BESIDE + 1]
        chosen = [found[one] for one in (*pair, *others)]
        right_ones = tuple(candidate.entry.id == right for candidate in chosen)
        texts = tuple(candidate.phrasing for candidate in chosen)
        yield Lesson(result.question, texts, right_ones, NEAR_COPIES, _prior(result, chosen))


def _prior(result: Result, chosen: Sequence[Candidate]) -> tuple[float, ...]:
    """Log odds of the chosen candidates against none of all that were found."""
    none = max(1.0 - sum(candidate.confidence for candidate in result.candidates), _LEAST)
    return tuple(float(np.log(max(candidate.confidence, _LEAST) / none)) for candidate in chosen)


def contrast_lessons(sets: Sequence[DataSet], count: int, rng: np.random.Generator) -> list[Lesson]:
    """Make lists in which the competitor is the right text itself, its sense changed by a rule."""
    pairs = [pair for data_set in sets for pair in _same_sense(data_set, rng)]
    lessons: list[Lesson] = []
    for i in rng.permutation(len(pairs)).tolist():
        if len(lessons) >= count:
            break
        question, text = pairs[i]
        changed = contrast(text, rng)
        if changed is None:
            continue
        other = pairs[int(rng.integers(len(pairs)))][1]
        lessons.append(_contrasted(question, text, changed, other, rng))
    return lessons


def _contrasted(question: str, text: str, changed: str, other: str, rng: np.random.Generator) -> Lesson:
    """One of: the question beside both; the text restated beside both; the changed text asked; no right text there."""
    kind = rng.random()
    asked = question if kind < 0.35 else restate(text, rng)
    if 0.6 <= kind < 0.8:
        text, changed, asked = changed, text, restate(changed, rng)
    if rng.random() < 0.2:
        asked = mistype(asked, rng)
    shown = [changed, other] if kind >= 0.8 else [text, changed, other]
    again = contrast(text, rng)
    if again is not None and same_text_key(again) not in {same_text_key(one) for one in (*shown, text)}:
        shown.append(again)
    return Lesson(asked, tuple(shown), tuple(one == text for one in shown), CONTRAST, None)


def _same_sense(data: DataSet, rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Pairs of texts that reach the same entry: a label and a phrasing, or two phrasings."""
    by_id = {entry.id: entry for entry in data.entries}
    for label in data.labels:
        for entry_id in sorted(label.expected)[:1]:
            phrasings = by_id[entry_id].phrasings if entry_id in by_id else ()
            if phrasings:
                yield label.question, phrasings[int(rng.integers(len(phrasings)))]


def _by_kind(rows: Sequence[tuple[str, Entry]]) -> Iterator[tuple[str, list[Entry]]]:
    for kind in dict.fromkeys(kind for kind, _ in rows):
        yield kind, [entry for other, entry in rows if other == kind]


def _rows(data: Path, name: str) -> list[dict[str, str]]:
    path = data / name / "pairs.csv.gz"
    if not path.is_file():
        raise IngestError(f"{path}: there is no such file; the folder must hold the data set {name}")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
