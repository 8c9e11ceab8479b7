"""Everything that tuning finds out about an FAQ, in one piece: what the command prints and the report shows."""

from dataclasses import asdict, dataclass

import numpy as np

from matcher.matcher import Matcher
from matcher.tune.asked import Asked
from matcher.tune.choose import Choice, choose
from matcher.tune.cold import Mix
from matcher.tune.curve import Curve, Line, curve
from matcher.tune.goals import Goal
from matcher.tune.refit import Refit
from matcher.tune.reliability import Reliability, reliability
from matcher.tune.verdicts import VERDICTS, Totals, totals, verdicts
from matcher.types import Progress, Thresholds

_BY_FAQ, _BY_LABELS = "the FAQ itself", "labels"


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """A choice of thresholds, with what it is based on.

    mix: what visitors were assumed to ask where the test was built from the FAQ itself, None with labels; before:
    thresholds that were in use; refit: None where the test was built from the FAQ itself.
    """

    asked: Asked
    choice: Choice
    before: Thresholds
    curve: Curve
    reliability: Reliability
    models: dict[str, str]
    calibrated: bool
    mix: Mix | None
    refit: Refit | None

    @property
    def totals(self) -> Totals:
        """Of 100 visitors, what these very questions come to with the choice."""
        return totals(self.asked, self.choice.thresholds)

    @property
    def totals_before(self) -> Totals:
        """Of 100 visitors, what these very questions come to with the thresholds in use."""
        return totals(self.asked, self.before)

    def as_dict(self, *, details: bool = False) -> dict[str, object]:
        """Plain values for JSON; details adds the curve, the reliability diagram and a row a question."""
        choice = self.choice
        found: dict[str, object] = {
            "answer_at": choice.thresholds.answer_at,
            "suggest_at": choice.thresholds.suggest_at,
            "goal": choice.goal.describe(),
            "tested_with": _BY_FAQ if self.mix else _BY_LABELS,
            "assumed_mix": asdict(self.mix) if self.mix else None,
            "questions": len(self.asked),
            "out_of_scope": int((~self.asked.outcomes.in_scope).sum()),
            "buys": {name: asdict(span) for name, span in choice.promised.items()},
            "cost": asdict(choice.costs) if choice.costs else None,
            "on_these_questions": asdict(self.totals),
            "before": {**asdict(self.before), "on_these_questions": asdict(self.totals_before)},
            "answer_at_range": [choice.answer_at_from, choice.answer_at_to],
            "within_goal": choice.within_goal,
            "surely_within_goal": choice.surely_within_goal,
            "more_questions_needed": choice.more,
            "calibrated": self.calibrated,
            "ece": self.reliability.ece,
            "refit": _refit_dict(self.refit) if self.refit else None,
            "models": self.models,
        }
        return {**found, **self._details()} if details else found

    def _details(self) -> dict[str, object]:
        lines = {name: _line(getattr(self.curve, name)) for name in ("answered", "precision", "wrong", "intruded")}
        found = verdicts(self.asked, self.choice.thresholds).tolist()
        rows = [
            {"question": label.question, "expected": sorted(label.expected), "verdict": VERDICTS[number].value}
            for label, number in zip(self.asked.labels, found, strict=True)
        ]
        bins = [asdict(each) for each in self.reliability.bins]
        return {"curve": {"at": _rounded(self.curve.at), **lines}, "reliability": bins, "replies": rows}


def summarise(
    matcher: Matcher,
    asked: Asked,
    goal: Goal,
    *,
    mix: Mix | None = None,
    refit: Refit | None = None,
    progress: Progress | None = None,
) -> Tuned:
    """Choose thresholds for the goal on questions that were asked of this matcher, and say what they buy."""
    return Tuned(
        asked,
        choose(asked, goal, progress=progress),
        matcher.thresholds,
        curve(asked),
        reliability(asked),
        matcher.models,
        matcher.calibrated,
        mix,
        refit,
    )


def _refit_dict(refit: Refit) -> dict[str, object]:
    values = asdict(refit)
    return {**values, "log_loss": list(refit.log_loss), "brier": list(refit.brier), "says": refit.describe()}


def _line(line: Line) -> dict[str, list[float]]:
    return {name: _rounded(getattr(line, name)) for name in ("value", "low", "high")}


def _rounded(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    rounded: list[float] = np.round(values, 4).tolist()
    return rounded
