"""What stands where there is nothing to show yet: the next step."""

from html import escape

from panels.actions import button
from panels.report import banner, counted

_EXAMPLE = (
    "question,expected\n"
    "how do i send this back,How do I return a product?\n"
    "where is my parcel,delivery-track\n"
    "do you sell cars,\n"
)
FORMAT = (
    "<details><summary>What the file looks like</summary><p>A CSV with a header and two columns: what a visitor asked, "
    "and the entry that should answer, by its question or its id. Leave the second empty where it should not be "
    f"answered.</p><pre>{escape(_EXAMPLE)}</pre></details>"
)


def no_questions(entries: int) -> str:
    """Return what to do where there is not one test question."""
    start = button("cold", "Estimate from the FAQ itself", look="fm-act fm-main")
    return (
        '<div class="fm-empty"><h3>How good are the answers? Nobody has checked yet.</h3>'
        "<p>To show what the sliders bring, this page needs test questions: what visitors really asked, and which "
        "entry should have answered. 50 from your inbox already tell a lot.</p><ol>"
        "<li><strong>Start at once:</strong> let the FAQ test itself. Each of its "
        f"{entries:,} entries is asked in words that it does not know yet, among questions that nobody should answer. "
        f"That is an estimate, and takes a moment.<br>{start}</li>"
        "<li><strong>Then add your own:</strong> upload a file under Test questions below, or try questions one by one "
        "and say which answer is right.</li></ol></div>"
    )


def not_asked(questions: int) -> str:
    """Return what stands there until the test questions were asked."""
    return f'<p class="fm-note">Trying {questions:,} test questions …</p>'


def estimate(questions: int, kept: int) -> str:
    """Say that the numbers come from the FAQ itself, and what to do next."""
    text = (
        f"{questions:,} questions made from the FAQ itself: wordings that were left out and asked, entries that were "
        "left out wholly, and small talk. Visitors ask differently: add test questions of your own below."
    )
    own = counted(kept, "test question", "test questions")
    back = f"<p>{button('own', f'Show my {own} instead')}</p>" if kept else ""
    return banner("warn", "This is an estimate.", text) + back


def too_few(questions: int, needed: int) -> str:
    """Say that the picture means little yet, and what to do next."""
    head = f"Only {counted(questions, 'test question', 'test questions')}: the picture means little yet."
    text = f"Add at least {needed - questions} more, or look at what the FAQ itself lets expect."
    return banner("warn", head, text) + f"<p>{button('cold', 'Estimate from the FAQ itself')}</p>"


def studying(share: float) -> str:
    """Say that what is live still changes."""
    return (
        f'<p class="fm-note">The FAQ is being studied ({share:.0%}); the numbers are taken anew once that is done.</p>'
    )
