"""Choose thresholds for an FAQ."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.shared import Alternates, AsJson, Faq, print_json, progress_bars, read_entries
from matcher.errors import MatcherError
from matcher.fair import FairMatchers
from matcher.ingest import ingest_labels
from matcher.matcher import Matcher, encode_all
from matcher.settings import load_settings
from matcher.tune.asked import Asked
from matcher.tune.cold import DEFAULT_MIX, Mix, cold_start
from matcher.tune.goals import DEFAULT_GOAL, AtMost, Cost, Goal
from matcher.tune.refit import refit
from matcher.tune.report import write_report
from matcher.tune.summary import Tuned, summarise
from matcher.tune.verdicts import VERDICTS
from matcher.types import Entry, Label, Progress

KEYS = """
Keys of the JSON:

answer_at, suggest_at: the thresholds, as FAQ_ANSWER_AT and FAQ_SUGGEST_AT take them.

buys: what they buy, of 100 visitors' questions: right (answers), wrong_answers (those to out-of-scope questions
included), suggestions (did-you-means) and no_answer, each as value, low and high of its 95 % interval. Estimated by
cross-validation, on questions that the choice did not see; empty with fewer than 10 questions.

cost: with --cost, per 100 visitors, in unanswered questions. within_goal, surely_within_goal: with --max-wrong, whether
the estimate, and whether the upper end of its interval, keep the bound.

on_these_questions: the same thresholds on all of the questions, of 100: right, offered (did-you-mean with the right
one), declined (rightly), in_vain (did-you-mean without), missed (wrongly declined), wrong, intruded (answered though
out of scope). before: the thresholds of the settings, likewise.

answer_at_range: where the choice falls when some of the questions are left out. more_questions_needed: until each
number is known within 5 points. ece: calibration error of the confidence. refit: whether a confidence fitted on the
labels would be better; the thresholds are for the confidence in use.
"""


Labels = Annotated[
    Path | None,
    typer.Argument(help="CSV question,expected_id (or the expected question); empty is out of scope. None: cold start"),
]
CostOf = Annotated[
    float | None, typer.Option(help="a wrong answer costs as much as this many unanswered questions (1 if not given)")
]
MaxWrong = Annotated[
    float | None, typer.Option(help="at most this share of all visitors' questions may get a wrong answer, 0 to 1")
]
Own = Annotated[float, typer.Option(help="cold start: assumed share of questions that the FAQ answers")]
Near = Annotated[float, typer.Option(help="cold start: assumed share that is close to the FAQ, but not in it")]
OffTopic = Annotated[float, typer.Option(help="cold start: assumed share about something else")]
Report = Annotated[Path | None, typer.Option(help="write a page that can be mailed to this file")]
Details = Annotated[bool, typer.Option("--details", help="with --json: curve, calibration and every question")]


def tune_command(
    faq: Faq,
    labels: Labels = None,
    alternates: Alternates = None,
    cost: CostOf = None,
    max_wrong: MaxWrong = None,
    own: Own = DEFAULT_MIX.own,
    near: Near = DEFAULT_MIX.near,
    off_topic: OffTopic = DEFAULT_MIX.off_topic,
    report: Report = None,
    details: Details = False,
    as_json: AsJson = False,
) -> None:
    """Choose both thresholds for a goal, and say what they buy; without LABELS, by a test built from the FAQ itself.

    The denominator is always all visitors' questions: with --max-wrong 0.05, at most 5 in 100 questions, answered or
    not, get a wrong answer. Without --cost and --max-wrong, a wrong answer costs as much as an unanswered question.
    """
    goal, mix = _goal(cost, max_wrong), _mix(own, near, off_topic)
    entries = read_entries(faq, alternates, answers_required=False)
    kept = _read_labels(labels, entries) if labels else ()
    with progress_bars() as progress:
        matcher = Matcher.from_entries(entries, load_settings(), progress)
        tuned = _with_labels(matcher, kept, goal, progress) if labels else _cold(matcher, goal, mix, progress)
    if report:
        write_report(tuned, faq.name, report)
    if as_json:
        print_json(tuned.as_dict(details=details))
    else:
        typer.echo(_text(tuned))


def _with_labels(matcher: Matcher, labels: tuple[Label, ...], goal: Goal, progress: Progress) -> Tuned:
    questions = [label.question for label in labels]
    vectors = encode_all(questions, matcher.encoder, progress)
    asked = Asked.of(labels, matcher.ask_many(questions, vectors=vectors))
    fitted = refit(FairMatchers((matcher,)), labels, vectors, progress=progress)  # no study learned from these labels
    return summarise(matcher, asked, goal, refit=fitted, progress=progress)


def _cold(matcher: Matcher, goal: Goal, mix: Mix, progress: Progress) -> Tuned:
    return summarise(matcher, cold_start(matcher, mix, progress=progress), goal, mix=mix, progress=progress)


def _read_labels(path: Path, entries: tuple[Entry, ...]) -> tuple[Label, ...]:
    """Read the labels; rows that were not taken are told on standard error."""
    read = ingest_labels(path, entries)
    for line in read.describe():
        typer.echo(line, err=True)
    if not read.labels:
        raise MatcherError(f"{read.file}: no row could be taken")
    return read.labels


def _goal(cost: float | None, max_wrong: float | None) -> Goal:
    if cost is not None and max_wrong is not None:
        raise MatcherError("--cost and --max-wrong are two ways to say what matters; give one of them")
    try:
        if max_wrong is not None:
            return AtMost(max_wrong)
        return DEFAULT_GOAL if cost is None else Cost(cost)
    except ValueError as error:
        raise MatcherError(str(error)) from error


def _mix(own: float, near: float, off_topic: float) -> Mix:
    try:
        return Mix(own, near, off_topic)
    except ValueError as error:
        raise MatcherError(str(error)) from error


def _text(tuned: Tuned) -> str:
    choice = tuned.choice
    source = f"{len(tuned.asked)} questions made from the FAQ itself" if tuned.mix else f"{len(tuned.asked)} labels"
    lines = [
        f"{choice.goal.describe()}, by {source}:",
        f"  FAQ_ANSWER_AT={choice.thresholds.answer_at:.3f} FAQ_SUGGEST_AT={choice.thresholds.suggest_at:.3f}",
        "",
    ]
    if choice.promised:
        lines.append("of 100 visitors (estimated on held-out questions)  95 % interval")
        lines += [
            f"  {name.replace('_', ' '):14} {span.value:5.1f}{'':27}  {span.low:.1f} to {span.high:.1f}"
            for name, span in choice.promised.items()
        ]
    lines += ["", "of 100 visitors, on all of these questions          now  before"]
    lines += [
        f"  {verdict.heading:45} {getattr(tuned.totals, verdict.value):8.1f}  "
        f"{getattr(tuned.totals_before, verdict.value):6.1f}"
        for verdict in VERDICTS
    ]
    if choice.within_goal is False:
        found = choice.promised["wrong_answers"]
        lines += ["", f"On held-out questions the goal is missed ({found.value:.1f} in 100); more labels would help."]
    if choice.more and not tuned.mix:
        lines += ["", f"Add {choice.more} more test questions to be sure within 5 points."]
    if tuned.refit:
        lines += ["", tuned.refit.describe()]
    return "\n".join(lines)
