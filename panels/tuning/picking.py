"""What pressing something in the picture, the curves and the table does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from matcher.errors import MatcherError
from matcher.ingest.report import shorten
from matcher.types import KeptLabel, Thresholds
from panels.actions import Act, button
from panels.tuning.label_file import typed_label
from panels.tuning.measured import Measuring
from panels.tuning.outcomes import ALL
from panels.tuning.seen import Seen, Step
from panels.tuning.sliders import push_suggest


@dataclass(frozen=True, slots=True)
class Picking:
    """Each method is one thing that can be pressed; author is whom a changed label is by."""

    measuring: Measuring
    author: str

    def press(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Do what was pressed. Raises MatcherError for what can't be done, and for what there is not."""
        does: dict[str, Callable[[Seen, Thresholds, Act], Step]] = {
            "show": self.show,
            "page": self.turn,
            "at": self.put,
            "open": self.open,
            "add": self.add,
            "change": self.change,
            "cancel": self.cancel,
            "save": self.save,
            "delete": self.delete,
            "undo": self.undo,
        }
        if act.do not in does:
            raise MatcherError("This page is out of date. Load it again.")
        return does[act.do](replace(seen, fresh=False), thresholds, act)

    def show(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Show the questions of an outcome; all of them where it is shown already."""
        outcome = ALL if act.to == seen.picked.outcome else act.to
        return Step(replace(seen, picked=replace(seen.picked, outcome=outcome, page=0), said=""))

    def turn(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Turn to a page."""
        return Step(replace(seen, picked=replace(seen.picked, page=_number(act.to))))

    def put(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Put the first slider where a chart was pressed, and show the questions of its line."""
        place, _, outcome = act.to.partition(" ")
        try:
            moved = push_suggest(float(place), thresholds.suggest_at)
        except ValueError as error:
            raise MatcherError("The sliders go from 0 to 1.") from error
        picked = replace(seen.picked, outcome=outcome, page=0) if outcome else seen.picked
        return Step(replace(seen, picked=picked), sliders=moved)

    def open(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Open a question in the inspector."""
        found = self.measuring.inspect(act.to)
        return Step(replace(seen, inspection=found, effect=None, told="", fresh=True), mend=True)

    def add(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Show an empty row to type in."""
        return Step(replace(seen, picked=replace(seen.picked, changing=0), said=""))

    def change(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Show a row to change its label."""
        return Step(replace(seen, picked=replace(seen.picked, changing=_number(act.to)), said=""))

    def cancel(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Leave the label as it is."""
        return Step(replace(seen, picked=replace(seen.picked, changing=None), said=""))

    def save(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Keep what was typed. Raises MatcherError where it is no label."""
        labels = self.measuring.base.labels
        label = typed_label(self.measuring.base, act.typed.get("question", ""), act.typed.get("expected", ""))
        if _number(act.to):
            labels.edit(_number(act.to), label, author=self.author)
        else:
            labels.add([label], author=self.author)
        said = f"Kept: “{escape(shorten(label.question, 80))}”."
        return Step(replace(seen, picked=replace(seen.picked, changing=None), said=said), ask=True)

    def delete(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Forget a label; undo brings it back."""
        number = _number(act.to)
        gone = self._label(number)
        self.measuring.base.labels.delete([number])
        said = f"Deleted: “{escape(shorten(gone.label.question, 80))}”. {button('undo', 'Bring it back')}"
        return Step(replace(seen, deleted=gone, said=said), ask=True)

    def undo(self, seen: Seen, thresholds: Thresholds, act: Act) -> Step:
        """Bring back the label that was deleted last."""
        if seen.deleted is None:
            raise MatcherError("There is nothing to bring back.")
        self.measuring.base.labels.add([seen.deleted.label], author=self.author)
        said = f"It is back: “{escape(shorten(seen.deleted.label.question, 80))}”."
        return Step(replace(seen, deleted=None, said=said), ask=True)

    def _label(self, number: int) -> KeptLabel:
        for kept in self.measuring.base.labels.all():
            if kept.number == number:
                return kept
        raise MatcherError("This test question is not there any more.")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise MatcherError("This page is out of date. Load it again.")
    return int(text)
