import pytest
from hypothesis import given
from hypothesis import strategies as st

from panels.markup import literal, plain, safe_markdown, table


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Within **30** days", "<p>Within <strong>30</strong> days</p>"),
        ("a\nb", "<p>a<br>&#10;b</p>"),
        ("<b>bold</b>", "<p><b>bold</b></p>"),
        (
            "[x](https://a.example)",
            '<p><a href="https://a.example" target="_blank" rel="noopener noreferrer">x</a></p>',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<script>alert(1)</script>", ""),
        ("<style>body{}</style>", ""),
        ("<form><input>ok</form>", "ok"),
        ("<p onclick=alert(1) style=x>ok</p>", "<p>ok</p>"),
        ("<a href='data:text/html,x'>x</a>", '<p><a target="_blank" rel="noopener noreferrer">x</a></p>'),
    ],
)
def test_markdown_keeps_its_looks_and_loses_its_teeth(text: str, html: str) -> None:
    assert safe_markdown(text) == html


def test_an_address_in_the_text_becomes_a_link() -> None:
    assert 'href="https://shop.example/help"' in safe_markdown("See https://shop.example/help for more")


@given(st.text())
def test_rendered_markdown_is_one_line(text: str) -> None:
    assert "\n" not in safe_markdown(text)


@given(st.text())
def test_literal_text_holds_no_mark_that_html_or_markdown_could_read(text: str) -> None:
    kept = literal(text).replace("<br>", "")
    assert not set("<>\"'*_`[]()!~|$\n") & set(kept)


def test_cells_of_a_table_are_text() -> None:
    assert '<td data-label="A">&lt;b&gt;</td>' in table(["A"], [["<b>"]], "C")


def test_markdown_becomes_the_text_that_a_reader_sees() -> None:
    text = "Yes, **every** [day](https://a.example)\n\n- one\n- two\n\nx<br>y <script>z</script> A &amp; B"
    assert plain(text) == "Yes, every day one two x y A & B"
