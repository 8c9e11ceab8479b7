"""The first two steps of an upload: what was read, which can be corrected, and what became of the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from matcher.errors import MatcherError
from matcher.ingest import FIELDS, FaqFormat, MergeMode
from matcher.ingest.formats import LAYOUTS, TREES
from matcher.ingest.report import shorten
from matcher.workbench import Workbench
from panels.errors import shown_to_user
from panels.person import Person
from panels.report import banner, counted, limits_line, report, understood
from panels.upload import DELIMITERS, ENCODINGS, FILE_TYPES, Said, Upload

_MODES = [
    ("Replace all: what is not in the file goes", MergeMode.REPLACE_ALL.value),
    ("Add or update, by id", MergeMode.BY_ID.value),
    ("Add or update, by question", MergeMode.BY_QUESTION.value),
]
_HEADERS = [("Found out", ""), ("Yes, it names the columns", "yes"), ("No, it is an entry", "no")]
_FORMATS = [format for format in FaqFormat if format in LAYOUTS or format in TREES]


@dataclass(frozen=True, slots=True)
class Uploading:
    """What the two steps do. Nothing changes but by take, and then the draft only."""

    bench: Workbench
    default_name: str

    def read(self, path: str, kept: Any, mode: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Read an upload; return the empty drop zone, the upload and all that is shown of it."""
        try:
            upload = Upload.read(Path(path), self.bench.limits)
        except MatcherError as error:
            return None, None, *self._refused(banner("bad", "This file can’t be taken.", str(error)))
        seen, corrections, *rest = self.shown(upload, kept, mode)
        unsure = upload.ingested is None or upload.ingested.report.needs_confirmation
        return None, upload, seen, {**corrections, "open": unsure}, *rest

    def correct(self, upload: Upload | None, kept: Any, mode: str, *said: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Read again with the format, encoding, delimiter, header or sheet that was said."""
        if upload is None:
            return None, *self._refused("")
        choices = _said(said).choices(upload.choices)
        again = upload.again(choices)
        return again, *self.shown(again, kept, mode)

    def choose_columns(self, upload: Upload | None, kept: Any, mode: str, *said: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Read again with the columns that were said."""
        if upload is None:
            return None, *self._refused("")
        choices = _said(said).with_columns(upload.choices)
        again = upload.again(choices)
        return again, *self.shown(again, kept, mode)

    def shown(self, upload: Upload, kept: Any, mode: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Return what is seen of an upload: step 1, the corrections, step 2."""
        corrections = (gr.update(visible=True), *self._dropdowns(upload))
        if upload.ingested is None:
            return understood(upload), *corrections, "", gr.update(visible=False), gr.update(visible=False)
        return (
            understood(upload),
            *corrections,
            report(upload.ingested),
            gr.update(visible=True),
            self.weigh(upload, kept, mode),
        )

    def weigh(self, upload: Upload | None, kept: Any, mode: str) -> Any:  # noqa: ANN401
        """Return the button that takes the file into the draft: it says what that would do."""
        if upload is None or upload.ingested is None:
            return gr.update(visible=False)
        draft_id = Person.of(kept, self.default_name).draft
        merged = self.bench.weigh(draft_id, upload.name, upload.ingested, MergeMode(mode))
        counts = {"add": merged.added, "change": merged.updated, "remove": merged.removed}
        does = ", ".join(f"{word} {count:,}" for word, count in counts.items() if count)
        refused = upload.ingested.report.refused_count
        left = f", leave out {counted(refused, 'row', 'rows')}" if refused else ""
        return gr.update(visible=True, value=f"Take into the draft: {does or 'changes nothing'}{left}")

    def take(self, upload: Upload | None, kept: Any, mode: str) -> None:  # noqa: ANN401
        """Merge the file into the draft."""
        if upload is None or upload.ingested is None:
            raise gr.Error("Upload a file first.", print_exception=False)
        person = Person.of(kept, self.default_name)
        self.bench.take(person.draft, person.name, upload.name, upload.ingested, MergeMode(mode))

    def _refused(self, said: str) -> tuple[Any, ...]:
        hidden = gr.update(visible=False)
        return said, hidden, *[gr.skip()] * (5 + len(FIELDS)), "", hidden, hidden

    def _dropdowns(self, upload: Upload) -> tuple[Any, ...]:
        read, choices = upload.ingested and upload.ingested.report, upload.choices
        found = {
            "format": read.format.display_name if read else "",
            "encoding": read.encoding if read else "",
            "delimiter": DELIMITERS.get(read.delimiter, read.delimiter) if read else "",
        }
        formats = [(each.display_name, each.value) for each in _FORMATS]
        encodings = [(name, name) for name in ENCODINGS]
        sheets = upload.peeked.sheets if upload.peeked else ()
        is_text = upload.peeked is not None and not sheets
        return (
            _detected(found["format"], formats, choices.format or ""),
            _detected(found["encoding"], encodings, choices.encoding or "", visible=not sheets),
            _detected(
                found["delimiter"], [(t, d) for d, t in DELIMITERS.items()], choices.delimiter or "", visible=is_text
            ),
            gr.update(
                value={True: "yes", False: "no", None: ""}[choices.has_header], visible=upload.peeked is not None
            ),
            _detected("All that fit", [(name, name) for name in sheets], choices.sheet or "", visible=bool(sheets)),
            *_columns(upload),
        )


def build_upload(bench: Workbench, identity: gr.BrowserState, default_name: str) -> Any:  # noqa: ANN401
    """Add the two steps to the page; return the event after which a file is in the draft."""
    doing = Uploading(bench, default_name)
    gr.HTML(f"<h3>New file</h3>{limits_line(bench.limits)}", padding=False)
    file = gr.File(label="FAQ file", file_types=list(FILE_TYPES), height=130, elem_id="upload")
    upload = gr.State()
    seen = gr.HTML(padding=False, elem_id="report")
    corrections = gr.Accordion("Not as meant? Correct how it was read", open=False, visible=False, elem_id="correct")
    with corrections:
        said = _corrections()
    rows = gr.HTML(padding=False, elem_id="rows")
    mode = gr.Radio(_MODES, value=_MODES[0][1], label="What happens to the entries that are there?", visible=False,
                    elem_id="mode")  # fmt: skip
    take = gr.Button("Take into the draft", variant="primary", visible=False, elem_id="take")

    private: dict[str, Any] = {"api_visibility": "private", "show_progress_on": seen}
    views = [seen, corrections, *said, rows, mode, take]
    given = [upload, identity, mode]
    file.upload(shown_to_user(doing.read), [file, identity, mode], [file, upload, *views], **private)
    for field in said[:5]:
        field.input(shown_to_user(doing.correct), [*given, *said], [upload, *views], **private)
    for field in said[5:]:
        field.input(shown_to_user(doing.choose_columns), [*given, *said], [upload, *views], **private)
    mode.input(shown_to_user(doing.weigh), given, take, api_visibility="private")
    return take.click(shown_to_user(doing.take), given, None, **private)


def _corrections() -> Sequence[gr.Dropdown]:
    with gr.Row(elem_classes="fm-columns fm-tight"):
        format, encoding, delimiter = (
            gr.Dropdown([("Found out", "")], value="", label=label, elem_id=f"said-{label.lower()}", min_width=170)
            for label in ("Format", "Encoding", "Delimiter")
        )
        header = gr.Dropdown(_HEADERS, value="", label="First row is a header", elem_id="said-header", min_width=170)
        sheet = gr.Dropdown([("All that fit", "")], value="", label="Sheet", elem_id="said-sheet", min_width=170)
    with gr.Row(elem_classes="fm-columns fm-tight"):
        columns = [
            gr.Dropdown(
                [("none", 0)], value=0, label=f"{field.capitalize()} is in", elem_id=f"said-{field}", min_width=170
            )  # fmt: skip
            for field in FIELDS
        ]
    return format, encoding, delimiter, header, sheet, *columns


def _said(values: Sequence[Any]) -> Said:
    format, encoding, delimiter, header, sheet = (text or "" for text in values[:5])
    return Said(format, encoding, delimiter, header, sheet, tuple(int(number or 0) for number in values[5:]))


def _detected(found: str, others: list[tuple[str, str]], value: str, *, visible: bool = True) -> Any:  # noqa: ANN401
    """Return a dropdown whose first choice is what was found out."""
    first = (f"{found} (found out)" if found else "Find out", "")
    known = [*others, *([(value, value)] if value and value not in {each for _, each in others} else [])]
    return gr.update(choices=[first, *known], value=str(value), visible=visible)


def _columns(upload: Upload) -> list[Any]:
    names = upload.header
    first = upload.peeked.rows[0] if upload.peeked and upload.peeked.rows else ()
    choices = [("none", 0)]
    for number, name in enumerate(names, 1):
        shown = name if name in first or not name else f"{name}: {first[number - 1]}"
        choices.append((shorten(shown, 40) or f"column {number}", number))
    return [gr.update(choices=choices, value=number, visible=bool(names)) for number in upload.columns.values()]
