"""Find out what a file is: workbook, JSON, YAML or text; then its format; then what each row says."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.errors import IngestError
from matcher.ingest.choices import Choices
from matcher.ingest.columns import FAQ_COLUMNS
from matcher.ingest.encoding import decode, decode_as
from matcher.ingest.faq_format import FaqFormat
from matcher.ingest.fit import Fitted, fit
from matcher.ingest.formats import LAYOUTS, TREES
from matcher.ingest.formats.trees import TreeFormat, each_item
from matcher.ingest.limits import Limits
from matcher.ingest.report import RowProblem, shorten
from matcher.ingest.rows import Draft
from matcher.ingest.sheets import Left, fit_sheets, sheet_drafts
from matcher.ingest.table import shown, text_grid
from matcher.ingest.tree import Tree, looks_like_json, looks_like_yaml, read_json, read_yaml
from matcher.ingest.workbook import chosen_sheets, is_workbook, read_workbook

_PREVIEW_ITEMS = 5
_SAMPLE_ITEMS = 1_000
_NO_ANSWERS = (
    "these are intents of Watson, questions without answers; read them as alternates or labels of entries "
    "that have the answers, or choose another format if the second column holds answers"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a report says of the file as a whole, and its drafts; guessed is what isn't certain, in words."""

    format: FaqFormat
    encoding: str
    delimiter: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    guessed: tuple[str, ...]
    drafts: Callable[[], Iterator[Draft | RowProblem]]


def understand(data: bytes, file: str, limits: Limits, choices: Choices, needed: Sequence[str]) -> Understood:
    """Find out what the file is, as far as choices don't say it. Raises IngestError where that fails."""
    choices.check(file)
    if is_workbook(data):
        grids, left_out = read_workbook(data, file, limits)
        chosen = chosen_sheets(grids, choices.sheet)
        left_out = (*left_out, *(f"sheet {grid.sheet} (not chosen)" for grid in grids if grid not in chosen))
        return _of_tables(fit_sheets(chosen, choices, needed), left_out, ())
    text, encoding = read_text(data, file, choices)
    sure = encoding.startswith("utf") or choices.encoding is not None
    guessed = () if sure else (f"the encoding is taken for {encoding}",)
    if _is_tree(text, choices):
        return _of_tree(text, encoding, file, limits, choices, guessed)
    grid = text_grid(text, encoding, choices.delimiter, file, limits, FAQ_COLUMNS)
    return _of_tables([fit(grid, choices, needed)], (), guessed)


def read_text(data: bytes, file: str, choices: Choices) -> tuple[str, str]:
    """Text and encoding, as chosen or as found."""
    if choices.encoding is not None:
        return decode_as(data, choices.encoding, file), choices.encoding
    return decode(data, file)


def _is_tree(text: str, choices: Choices) -> bool:
    if choices.format is not None:
        return choices.format in TREES
    return not choices.columns and not choices.delimiter and (looks_like_json(text) or looks_like_yaml(text))


def _of_tables(fitted: Sequence[Fitted | Left], left_out: tuple[str, ...], guessed: tuple[str, ...]) -> Understood:
    used = [each for each in fitted if isinstance(each, Fitted)]
    other = [each for each in fitted if isinstance(each, Left)]
    first = next((each for each in used if not each.guessed), used[0])
    if first.format is FaqFormat.WATSON_CSV:
        raise IngestError(f"{first.table.file}: {_NO_ANSWERS}")
    unused: dict[str, None] = {}
    for each in used:
        positions = set(each.table.columns.values())
        names = [name for position, name in enumerate(each.table.header) if position not in positions and name]
        unused.update(dict.fromkeys((*names, *each.left_out)))
    grid = first.table.grid
    return Understood(
        first.format,
        grid.encoding,
        grid.delimiter,
        _named_columns(first),
        (*unused, *left_out, *(f"sheet {each.sheet} ({each.reason})" for each in other)),
        grid.preview(),
        (*guessed, *(_guess(each) for each in used if each.guessed), *(each.doubt for each in other if each.doubt)),
        lambda: _drafts_of(used),
    )


def _named_columns(fitted: Fitted) -> dict[str, str]:
    """Field to the column it is read from, as the header names it."""
    return {field: fitted.table.header[position] for field, position in fitted.table.columns.items()}


def _guess(fitted: Fitted) -> str:
    columns = ", ".join(f"{field} from {shorten(name)}" for field, name in _named_columns(fitted).items())
    table = fitted.table
    where = f"sheet {shorten(table.grid.sheet)}" if table.grid.sheet else "the table"
    if table.has_header:
        return (
            f"{where} has its header in row {table.header_row}, below rows that may be entries; it is read as {columns}"
        )
    return f"{where} has no header that is known, and is read as {columns}"


def _drafts_of(fitted: Sequence[Fitted]) -> Iterator[Draft | RowProblem]:
    for each in fitted:
        yield from sheet_drafts(each) if each.table.grid.sheet else LAYOUTS[each.format].drafts(each.table)


def _of_tree(
    text: str, encoding: str, file: str, limits: Limits, choices: Choices, guessed: tuple[str, ...]
) -> Understood:
    is_yaml = choices.format is FaqFormat.RASA_YAML or (choices.format is None and not looks_like_json(text))
    tree = read_yaml(text, file, limits) if is_yaml else read_json(text, file, limits)
    name, found, items = _find_format(tree, file, choices)
    if len(items) > limits.max_rows:
        raise IngestError(
            f"{file}: more than {limits.max_rows:,} rows; split the file, or allow more with FAQ_MAX_ROWS"
        )
    numbers = tree.lines if len(tree.lines) == len(items) else range(1, len(items) + 1)
    used = {key.partition(".")[0] for key in found.keys.values()}
    keys = dict.fromkeys(str(key) for item in items[:_SAMPLE_ITEMS] if isinstance(item, dict) for key in item)
    unknown = (shorten(key) for key in keys if key not in used and not found.known(key))
    return Understood(
        name,
        encoding,
        "",
        found.keys,
        (*unknown, *found.left_out(tree.value)),
        tuple((shown(json.dumps(item, ensure_ascii=False)),) for item in items[:_PREVIEW_ITEMS]),
        guessed,
        lambda: _drafts_of_tree(found, tree, list(zip(numbers, items, strict=True))),
    )


def _drafts_of_tree(found: TreeFormat, tree: Tree, items: Sequence[tuple[int, object]]) -> Iterator[Draft | RowProblem]:
    yield from each_item(found, items)
    yield from tree.bad


def _find_format(tree: Tree, file: str, choices: Choices) -> tuple[FaqFormat, TreeFormat, Sequence[object]]:
    for name, found in TREES.items():
        items = found.items(tree.value) if choices.format in (None, name) else None
        if items is None:
            continue
        lines = tree.lines and name is FaqFormat.QNABOT_JSON
        return (FaqFormat.QNABOT_JSONL if lines else name), found, items
    first = tree.value[0] if isinstance(tree.value, list) and tree.value else tree.value
    keys = ", ".join(shorten(str(key), 40) for key in list(first)[:20]) if isinstance(first, dict) else "none"
    what = choices.format.display_name if choices.format else "a format that is known"
    raise IngestError(f"{file}: there are no questions and answers as in {what}; keys found: {keys}")
