import pytest

from matcher.background_study import StudyState
from matcher.study import StudyReport
from panels.study_line import study_line


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (StudyState("off"), ""),
        (StudyState("studying", 0.404), "Studying … 40%. The chat answers meanwhile."),
        (StudyState("failed"), "The study failed; the chat answers without it. The log says why."),
        (
            StudyState("done", 1.0, StudyReport(True, 1214, 187 / 1214, 1199 / 1214)),
            "Studied: tried on 1,214 of its own texts: 187 reached their entry before, 1,199 after studying.",
        ),
        (
            StudyState("done", 1.0, StudyReport(False, 214, 0.5, 0.5)),
            "Study brought nothing here, so it is not used.",
        ),
        (
            StudyState("done", 1.0, StudyReport(False, 3, 0.0, 0.0)),
            "Too few phrasings to study: give entries alternates or longer answers.",
        ),
    ],
)
def test_every_state_is_one_plain_sentence(state: StudyState, line: str) -> None:
    assert study_line(state) == line
