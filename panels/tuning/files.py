"""Handlers of the file of test questions: read, report, add."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from matcher.errors import MatcherError
from matcher.ingest import Limits
from matcher.settings import Settings
from panels.report import banner, counted
from panels.tuning.label_file import file_report
from panels.tuning.room import Room
from panels.tuning.seen import Seen


@dataclass(frozen=True, slots=True)
class Files:
    """Nothing is kept before a button says so. Handlers return seen, the report, both buttons, and so on."""

    room: Room
    settings: Settings

    def read(self, seen: Seen, path: str) -> tuple[Any, ...]:
        """Read an upload, forget the file, and say what is in it; an empty drop zone comes first."""
        labels, file = self.room.measuring.base.labels, Path(path)
        try:
            found = labels.read(file, name=file.name, limits=Limits.from_settings(self.settings))
        except MatcherError as error:
            said = banner("bad", "This file can’t be taken.", str(error))
            return None, replace(seen, file=None), said, *_buttons("", "")
        finally:
            file.unlink(missing_ok=True)
        known = len(labels.all())
        taken = counted(len(found.labels), "test question", "test questions") if found.labels else ""
        add = f"Add {taken}" if taken else ""
        swap = f"Put them in place of the {known:,} there are" if known and taken else ""
        return None, replace(seen, file=found), file_report(found, known), *_buttons(add, swap)

    def add(self, seen: Seen) -> tuple[Any, ...]:
        """Keep the questions of the file beside those there are."""
        if seen.file is None:
            raise MatcherError("Upload a file first.")
        new = self.room.measuring.base.labels.add(seen.file.labels, author=self.room.author)
        changed = len(seen.file.labels) - new
        more = f" {counted(changed, 'question', 'questions')} of them were there and took what the file says."
        said = banner("good", f"Added: {counted(new, 'test question', 'test questions')}.", more if changed else "")
        return replace(seen, file=None), said, *_buttons("", ""), gr.update(open=False), next(self.room.asks)

    def swap(self, seen: Seen) -> tuple[Any, ...]:
        """Keep the questions of the file in place of all there were."""
        if seen.file is None:
            raise MatcherError("Upload a file first.")
        self.room.measuring.base.labels.replace(seen.file.labels, author=self.room.author)
        said = banner("good", f"There are now {counted(len(seen.file.labels), 'test question', 'test questions')}.", "")
        return replace(seen, file=None), said, *_buttons("", ""), gr.update(open=False), next(self.room.asks)


def _buttons(add: str, swap: str) -> tuple[Any, Any]:
    """Return the updates of both buttons; one without words is hidden."""
    return gr.update(value=add, visible=bool(add)), gr.update(value=swap, visible=bool(swap))
