"""Handlers that measure, choose and save: each may take a moment, and none holds up the rest of the page."""

from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from matcher.errors import MatcherError
from matcher.tune.choose import choose
from matcher.tune.goals import Goal
from matcher.tune.review import review
from matcher.types import Thresholds
from panels.actions import Act
from panels.tuning.curves import curves
from panels.tuning.goal import attention, goal_of, promise
from panels.tuning.measured import FEW
from panels.tuning.room import Room, Views, told_by
from panels.tuning.seen import Seen, Sight, Step
from panels.tuning.teach import estimate, no_questions, too_few
from panels.tuning.trust import calibration, fit_line, fit_result, trust
from panels.tuning.weak_spots import breakdown, weak_spots

_TABLE = 6  # where in the views the test questions stand
_INSPECTOR = 7  # where in the views the opened question, its effect and its mending stand


@dataclass(frozen=True, slots=True)
class Choosing:
    """The handlers of the goal, the save button, the estimate and the fit."""

    room: Room

    def measure(
        self,
        sight: Sight,
        answer_at: float,
        suggest_at: float,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Any, ...]:
        """Ask what was not asked yet, and show all of it, but for what was opened meanwhile."""
        self.room.measuring.measure(told_by(progress))
        return sight.show(lambda seen: _unasked(seen, self.results(seen, answer_at, suggest_at)))

    def open_page(self, sight: Sight) -> tuple[Any, ...]:
        """Return the page as it is saved, with what is measured already."""
        saved = _sliders(self.room.measuring.base.thresholds)
        return sight.show(lambda seen: _unasked(seen, self.results(seen, *saved, put=True)))

    def open_upload(self) -> dict[str, Any]:
        """Open what is to be done first, where there are no test questions yet."""
        opened: dict[str, Any] = gr.update(open=not self.room.measuring.now.kept)
        return opened

    def results(self, seen: Seen, answer_at: float, suggest_at: float, *, put: bool = False) -> tuple[Any, ...]:
        """Return the views, then the notes, the charts, the weak spots, whether to trust it, and the fit."""
        measured, base = self.room.measuring.now, self.room.measuring.base
        thresholds = self.room.stand(seen, answer_at, suggest_at)
        step = Step(seen, sliders=thresholds if put else None)
        fit = fit_line(self.room.measuring.tuning.fitted(), len(measured.kept), calibrated=base.matcher.calibrated)
        return (
            *self.room.show(step, thresholds),
            self.notes(),
            curves(measured.curve) if measured.curve else "",
            weak_spots(measured, base.thresholds),
            "",
            trust(measured.reliability) if measured.reliability else "",
            fit if measured.asked else "",
        )

    def notes(self) -> str:
        """Return what stands above all: what needs a look before the numbers are believed."""
        measured, base, tuning = self.room.measuring.now, self.room.measuring.base, self.room.measuring.tuning
        chosen, live = tuning.chosen(), base.live
        asked = None if measured.cold or not self.room.measuring.current else measured.asked
        found = review(chosen, base.matcher, live, base.entries(chosen.revision), asked) if chosen else None
        about = estimate(len(measured.asked), len(measured.kept)) if measured.cold and measured.asked else ""
        if measured.asked and not measured.cold and len(measured.asked) < FEW:
            about = too_few(len(measured.asked), FEW)
        if not measured.asked and not any(each.usable for each in measured.kept):
            about = no_questions(len(base.matcher.entries))
        return calibration(base.matcher) + attention(found) + about

    def break_down(self) -> str:
        """Return the breakdowns with the sliders as they are saved."""
        return breakdown(self.room.measuring.now, self.room.measuring.base.thresholds)

    def press_note(
        self,
        seen: Seen,
        answer_at: float,
        suggest_at: float,
        event: gr.EventData,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Any, ...]:
        """Do what was pressed in the notes; return the results, and what was promised."""
        act, measuring = Act.of(event), self.room.measuring
        if act.do == "cold":
            measuring.measure_cold(told_by(progress))
        elif act.do == "own":
            measuring.measure_own(told_by(progress))
        elif act.do == "keep":
            measuring.tuning.set_by_hand(measuring.base.thresholds, author=self.room.author)
        elif act.do == "rechoose":
            chosen = measuring.tuning.chosen()
            if chosen and chosen.goal:
                return self._chosen(seen, answer_at, suggest_at, chosen.goal, progress)
        return *self.results(seen, answer_at, suggest_at), gr.skip()

    def choose(
        self,
        seen: Seen,
        answer_at: float,
        suggest_at: float,
        event: gr.EventData,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Any, ...]:
        """Set the sliders for what is wanted, and say what that brings."""
        act = Act.of(event)
        return self._chosen(seen, answer_at, suggest_at, goal_of(act.to, act.typed.get("number", "")), progress)

    def save(self, seen: Seen, answer_at: float, suggest_at: float) -> tuple[Any, ...]:
        """Let visitors be answered by the sliders from now on, and keep what they were chosen for."""
        thresholds = self.room.stand(seen, answer_at, suggest_at)
        if seen.choice and seen.choice.thresholds == thresholds:
            self.room.measuring.tuning.accept(seen.choice, author=self.room.author, cold=seen.cold)
        else:
            self.room.measuring.tuning.set_by_hand(thresholds, author=self.room.author)
        weak = weak_spots(self.room.measuring.now, thresholds)
        return *self.room.show(Step(seen), thresholds), self.notes(), weak, ""

    def fit(
        self,
        seen: Seen,
        answer_at: float,
        suggest_at: float,
        event: gr.EventData,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> tuple[Seen, str, Any]:
        """Try a fit on the labels, use what was tried, or go back to the shipped one; nothing is used unasked."""
        act, tuning, said = Act.of(event), self.room.measuring.tuning, ""
        if act.do == "fit":
            seen = replace(seen, refit=self.room.measuring.refit(told_by(progress)))
            said = fit_result(seen.refit) if seen.refit else ""
        else:
            tuning.use_refit(seen.refit if act.do == "use-fit" else None)
        calibrated = self.room.measuring.base.matcher.calibrated
        line = fit_line(tuning.fitted(), len(self.room.measuring.now.kept), calibrated=calibrated)
        return seen, line + said, gr.skip() if self.room.measuring.current else next(self.room.asks)

    def _chosen(
        self, seen: Seen, answer_at: float, suggest_at: float, goal: Goal, progress: gr.Progress
    ) -> tuple[Any, ...]:
        measured = self.room.measuring.now
        if measured.asked is None:
            measured = self.room.measuring.measure(told_by(progress))
        if measured.asked is None:
            raise MatcherError("There is nothing to choose by yet: add test questions, or let the FAQ estimate it.")
        choice = choose(measured.asked, goal, progress=told_by(progress))
        chosen = replace(seen, choice=choice, cold=measured.cold)
        views: Views = self.room.show(Step(chosen, sliders=choice.thresholds), choice.thresholds)
        return (
            *views,
            *self.results(chosen, *_sliders(choice.thresholds))[len(views) :],
            promise(choice, cold=measured.cold),
        )


def _sliders(thresholds: Thresholds) -> tuple[float, float]:
    return round(thresholds.answer_at, 2), round(thresholds.suggest_at, 2)


def _unasked(seen: Seen, results: tuple[Any, ...]) -> tuple[Any, ...]:
    """Leave alone what is seen, a row of the table that somebody types in, and what stands where nothing is opened."""
    kept = {0}
    if seen.picked.changing is not None:
        kept.add(_TABLE)
    if not seen.inspection:
        kept.update(range(_INSPECTOR, _INSPECTOR + 3))
    return tuple(gr.skip() if place in kept else view for place, view in enumerate(results))
