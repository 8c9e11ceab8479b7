"""What goes live while a page is open: the page follows, and a line says so; nothing that was typed is touched."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from matcher.background_study import FAILURES
from panels.history import History
from panels.meanwhile_line import meanwhile_html
from panels.shelf import Shelf

_STANDING = 17  # what Shelf.show returns
_VIEWS = 7  # what History.show returns

# A task under way is left alone, and so is what this page itself made live: it shows that a moment later by itself.
FOLLOW = """
const shown = () => document.querySelector('#live [data-pulse]')?.dataset.pulse;
const number = (pulse) => pulse.split(' ')[0];
window.addEventListener('fm-pulse', ({ detail: { live } }) => {
  if (shown() === undefined || shown() === live) return;
  if (number(shown()) === number(live)) { trigger('study', {}); return; }
  setTimeout(() => {
    if (number(shown()) === number(live) || document.querySelector('#stop')) return;
    window.fm?.hold();
    trigger('follow', {
      editing: Boolean(document.querySelector('#editor')?.offsetParent),
      comparing: Boolean(document.querySelector('#history-changes')?.offsetParent),
    });
  }, 700);
});
"""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What the page does where something went live that it did not make live itself."""

    shelf: Shelf
    history: History

    def follow(self, event: gr.EventData, *given: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Show what is live and its history, and the entries where the draft changes nothing.

        given: what Shelf.show takes, then what was chosen in the history.
        """
        page, chosen = given[:-3], given[-3:]
        try:
            return self._follow(event, page, chosen)
        except FAILURES:  # the page stays as it is, and looks again soon
            return (gr.skip(),) * (_STANDING + _VIEWS)

    def _follow(self, event: gr.EventData, page: tuple[Any, ...], chosen: tuple[Any, ...]) -> tuple[Any, ...]:
        data = event._data if isinstance(event._data, dict) else {}
        bench = self.shelf.bench.open(self.shelf.person(page[0]).draft)
        said = meanwhile_html(bench, page[-1], editing=bool(data.get("editing")))
        views = self.history.follow(*chosen) if data.get("comparing") else self.history.show(chosen[2])
        if bench.changes:
            return (self.shelf.show_live(), said, *[gr.skip()] * (_STANDING - 2), *views)
        live, _, *rest = self.shelf.show(*page)
        return (live, said, *rest, *views)

    def know(self) -> tuple[int, str]:
        """Put the line away; return the revision that the person knows of now, and no line."""
        return self.shelf.bench.knowledge_base.newest().number, ""
