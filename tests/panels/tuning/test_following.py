from pathlib import Path
from typing import Any

import gradio as gr

from panels.pulse import measures_pulse
from panels.tuning.choosing import Choosing
from panels.tuning.following import Following
from panels.tuning.listing import Picked
from panels.tuning.room import Room
from panels.tuning.seen import Seen, Sight
from tests.bases import CARDS, DELIVERY
from tests.panels.tuning.rooms import AT, pressed, room_over

SLIDERS = (AT.answer_at, AT.suggest_at)


def look(room: Room, measured: str, *, shown: bool = True) -> tuple[Any, Any]:
    return Following(room).look(gr.EventData(None, {"measured": measured, "shown": shown}))


def test_where_the_numbers_are_of_what_is_live_nothing_is_said(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        now = measures_pulse(room.measuring.base)
        assert f'data-measured="{now}"' in Choosing(room).open_page(Sight())[4]
        assert look(room, now) == (gr.skip(), "")


def test_another_revision_is_told_and_measured_when_asked_to(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        before = measures_pulse(room.measuring.base)
        room.measuring.base.publish([DELIVERY, CARDS], author="<Bob>")
        wanted, line = look(room, before)
        assert wanted == gr.skip()
        for text in ("Revision 3 is live now.", "published by &lt;Bob&gt;", "of revision 2.", "Measure again"):
            assert text in line
        assert Following(room).press(pressed("known")) == (gr.skip(), "")
        wanted, line = Following(room).press(pressed("measure"))
        assert isinstance(wanted, int) and line == ""
        measured = Choosing(room).measure(Sight(), *SLIDERS, gr.Progress())
        assert f'data-measured="{measures_pulse(room.measuring.base)}"' in measured[4]


def test_a_page_that_is_not_looked_at_and_one_without_numbers_are_measured_at_once(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        before = measures_pulse(room.measuring.base)
        room.measuring.base.publish([DELIVERY, CARDS], author="Bob")
        assert isinstance(look(room, before, shown=False)[0], int)
    with room_over(tmp_path / "without", ()) as room:
        before = measures_pulse(room.measuring.base)
        room.measuring.base.publish([DELIVERY, CARDS], author="Bob")
        assert isinstance(look(room, before)[0], int)


def test_what_the_same_revision_learned_is_measured_at_once(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        assert isinstance(look(room, f"{room.measuring.base.live.number} before its study")[0], int)


def test_what_is_typed_into_the_table_stays_while_the_page_measures(tmp_path: Path) -> None:
    with room_over(tmp_path) as room:
        typing = Seen(picked=Picked(changing=0))
        assert Choosing(room).measure(Sight(typing), *SLIDERS, gr.Progress())[6] == gr.skip()
        assert "fm-" in Choosing(room).measure(Sight(), *SLIDERS, gr.Progress())[6]
