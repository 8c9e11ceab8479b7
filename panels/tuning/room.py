"""What happens between a press and what is shown: each handler returns the views of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import gradio as gr

from matcher.types import Progress, Thresholds
from panels.actions import Act
from panels.pulse import measured_with
from panels.questions import checked_question
from panels.tuning.curves import marks
from panels.tuning.fixing import Fixing
from panels.tuning.inspector import EMPTY, inspector
from panels.tuning.measured import Measured, Measuring
from panels.tuning.mending import effect_html, mending
from panels.tuning.picking import Picking
from panels.tuning.picture import picture
from panels.tuning.questions import questions
from panels.tuning.seen import Seen, Step
from panels.tuning.sliders import exact, push_answer, push_suggest, rounded, saved_state
from panels.tuning.teach import not_asked

Views = tuple[Any, ...]
"""seen, both sliders, picture, marks, saved, table, inspector, effect, ways to mend, and a number that is another one
each time there is something to measure."""


@dataclass(frozen=True, slots=True)
class Room:
    """The handlers of what is pressed and moved. A slider is never set while it is dragged."""

    measuring: Measuring
    author: str
    asks: Iterator[int] = field(default_factory=lambda: count(1))

    def stand(self, seen: Seen, answer_at: float, suggest_at: float) -> Thresholds:
        """Return what the sliders stand for: what was chosen or saved, where they show that."""
        known = [self.measuring.base.thresholds]
        if seen.choice:
            known.insert(0, seen.choice.thresholds)
        return exact(push_suggest(answer_at, suggest_at), known)

    def move_answer(self, seen: Seen, answer_at: float, suggest_at: float) -> Views:
        """Show what comes of moving the first slider; the second never stands above it."""
        moved = push_suggest(answer_at, suggest_at)
        views = list(self.show(Step(replace(seen, fresh=False)), self.stand(seen, moved.answer_at, moved.suggest_at)))
        if moved.suggest_at != suggest_at:
            views[2] = moved.suggest_at
        return tuple(views)

    def move_suggest(self, seen: Seen, answer_at: float, suggest_at: float) -> Views:
        """Show what comes of moving the second slider; the first never stands below it."""
        moved = push_answer(answer_at, suggest_at)
        views = list(self.show(Step(replace(seen, fresh=False)), self.stand(seen, moved.answer_at, moved.suggest_at)))
        if moved.answer_at != answer_at:
            views[1] = moved.answer_at
        return tuple(views)

    def press(self, seen: Seen, answer_at: float, suggest_at: float, event: gr.EventData) -> Views:
        """Do what was pressed in the picture, the charts, the table or the inspector."""
        act, thresholds = Act.of(event), self.stand(seen, answer_at, suggest_at)
        if act.do == "right":
            return self.show(self._fixing.press(seen, thresholds, act), thresholds)
        return self.show(self._picking.press(seen, thresholds, act), thresholds)

    def mend(
        self,
        seen: Seen,
        answer_at: float,
        suggest_at: float,
        event: gr.EventData,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - Gradio finds it by its default
    ) -> Views:
        """Do what was pressed beside an opened question, which may take a moment."""
        thresholds = self.stand(seen, answer_at, suggest_at)
        return self.show(self._fixing.press(seen, thresholds, Act.of(event), told_by(progress)), thresholds)

    def search(self, seen: Seen, answer_at: float, suggest_at: float, words: str) -> Views:
        """Show the test questions that hold the words."""
        picked = replace(seen.picked, search=words, page=0)
        return self.show(Step(replace(seen, picked=picked, fresh=False)), self.stand(seen, answer_at, suggest_at))

    def try_question(self, seen: Seen, answer_at: float, suggest_at: float, question: str) -> Views:
        """Open a question that was typed."""
        act = Act("open", checked_question(question))
        thresholds = self.stand(seen, answer_at, suggest_at)
        return self.show(self._picking.press(seen, thresholds, act), thresholds)

    def show(self, step: Step, thresholds: Thresholds) -> Views:
        """Return the views after a step. Asks no model."""
        seen, measured = step.seen, self.measuring.now
        sliders: tuple[Any, Any] = (gr.skip(), gr.skip())
        if step.sliders:
            sliders = rounded(step.sliders)
            thresholds = self.stand(seen, *sliders)
        return (
            seen,
            *sliders,
            _picture(measured, thresholds, seen.picked.outcome),
            _measured(measured) + marks(thresholds, self.measuring.base.thresholds),
            saved_state(thresholds, self.measuring.base.thresholds),
            _said(seen) + questions(measured, thresholds, seen.picked),
            inspector(seen.inspection, thresholds, measured, fresh=seen.fresh) if seen.inspection else EMPTY,
            effect_html(seen.effect, _tried(measured)) if seen.effect else seen.told,
            _mending(step, measured),
            next(self.asks) if step.ask else gr.skip(),
        )

    @property
    def _picking(self) -> Picking:
        return Picking(self.measuring, self.author)

    @property
    def _fixing(self) -> Fixing:
        return Fixing(self.measuring, self.author)


def told_by(progress: gr.Progress) -> Progress:
    """Return what the engine reports its progress to."""
    return lambda doing, share: progress(share, desc=doing[:1].upper() + doing[1:])


def _measured(measured: Measured) -> str:
    """Mark what the page shows the numbers of, for it to be compared with what is live."""
    return f'<span data-measured="{measured_with(measured.revision, measured.matcher)}"></span>'


def _tried(measured: Measured) -> int:
    return len(measured.asked) if measured.asked and not measured.cold else 0


def _said(seen: Seen) -> str:
    return f'<p class="fm-said">{seen.said}</p>' if seen.said else ""


def _mending(step: Step, measured: Measured) -> Any:  # noqa: ANN401 - what gr.skip() returns
    if not step.mend:
        return gr.skip()
    return mending(step.seen.inspection, measured) if step.seen.inspection else ""


def _picture(measured: Measured, thresholds: Thresholds, outcome: str) -> str:
    if measured.asked:
        return picture(measured.asked, thresholds, outcome)
    return not_asked(len(measured.kept)) if any(each.usable for each in measured.kept) else ""
