"""Text from people turned into HTML that can't do harm, whoever wrote it."""

import re
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt

# Raw HTML is let through by the parser, for many FAQ files hold some; what is not listed here is taken out after.
_markdown = MarkdownIt("commonmark", {"html": True, "breaks": True, "linkify": True}).enable(
    ["table", "strikethrough", "linkify"]
)
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_ADDED = {"a": {"target": "_blank"}, "img": {"loading": "lazy", "referrerpolicy": "no-referrer"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Everything that Markdown could read as a mark, in ASCII; letters of all languages pass as they are.
_MARKS = re.compile(r"[!-/:-@\[-`{-~\n\r]")


def safe_markdown(text: str) -> str:
    """Render Markdown to sanitised HTML in one line: no scripts, handlers, forms or frames; links open in a new tab.

    One line, for the chat component reads its messages as Markdown again, where a blank line would end the HTML.
    """
    clean = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values=_ADDED,
    )
    return clean.strip().replace("\n", "&#10;")


class Html(str):
    """Text that is HTML already, for a cell of a table."""

    __slots__ = ()


def plain(text: str) -> str:
    """Return Markdown as the text that a reader sees, in one line."""
    html = re.sub(r"<(?=br|/?(?:p|li|td|th|div|h\d)\b)", " <", _markdown.render(text), flags=re.IGNORECASE)
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


def literal(text: str) -> str:
    """Return HTML that shows the text as it was typed, even where it is read as Markdown again."""
    return _MARKS.sub(_reference, text)


def listed(items: list[tuple[str, str]]) -> str:
    """Return a definition list of plain text terms and of descriptions that are HTML already."""
    rows = "".join(f"<div><dt>{escape(term)}</dt><dd>{description}</dd></div>" for term, description in items)
    return f'<dl class="fm-facts">{rows}</dl>'


def table(head: list[str], rows: list[list[str]], caption: str) -> str:
    """Return a table that scrolls in itself where it is too wide; cells are plain text, or Html."""
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join(f"<tr>{_cells(head, row)}</tr>" for row in rows)
    return (
        f'<div class="fm-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _cells(head: list[str], row: list[str]) -> str:
    """Return the cells of one row; each carries its column's name, for windows too narrow for columns."""
    named = zip(head, row, strict=True)
    return "".join(f'<td data-label="{escape(name)}">{_cell(cell)}</td>' for name, cell in named)


def _cell(cell: str) -> str:
    return cell if isinstance(cell, Html) else escape(cell)


def _reference(match: re.Match[str]) -> str:
    return "<br>" if match.group() == "\n" else f"&#{ord(match.group())};"
