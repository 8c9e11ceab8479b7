"""What JSON holds is counted outside of strings, however the text is cut into blocks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import IngestError
from matcher.ingest import Limits, json_size, read_faq
from matcher.ingest.json_size import check_json_size


def _plain(text: str) -> str:
    """What stands outside of strings, told one character after another."""
    outside, inside, place = [], False, 0
    while place < len(text):
        letter = text[place]
        if inside and letter == "\\" and text[place + 1 : place + 2] != "\n":
            place += 1
        elif inside:
            inside = letter not in '"\n'
        elif letter == '"':
            inside = True
        else:
            outside.append(letter)
        place += 1
    return "".join(outside)


@given(st.text(alphabet='"\\\n{[,:a', max_size=40), st.integers(1, 9))
def test_blocks_leave_out_what_stands_in_strings(text: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_size, "_BLOCK", block)
        assert "".join(json_size._outside_strings(text)).replace("\0", "") == _plain(text)


def test_commas_and_colons_in_answers_do_not_count() -> None:
    answer = "Yes, no: {a, b}, [c], d; see: e, f, g, h, i, j, k. " * 3
    rows = [{"question": f"How {number}?", "answer": answer} for number in range(10_000)]
    text = json.dumps(rows)
    assert text.count(",") > 300_000
    check_json_size(text, "faq", Limits(max_rows=10_000))


@pytest.mark.parametrize(
    ("row", "message"),
    [('{"k": 1, "l": 2, "m": 3}', "more than 350,000 keys"), ('"a", "b", "c", "d", "e"', "more than 600,000 values")],
)
def test_what_is_too_much_follows_the_rows_allowed(row: str, message: str) -> None:
    data = f"[{', '.join([row] * 125_000)}]".encode()
    with pytest.raises(IngestError, match=f"^faq: {message}; split the file, or allow more with FAQ_MAX_ROWS"):
        read_faq(data, name="faq", limits=Limits(max_rows=25_000))
