"""What the owner wants in plain words, and what thresholds chosen for it buy."""

from enum import StrEnum
from html import escape

from matcher.errors import MatcherError
from matcher.tune.choose import Choice
from matcher.tune.goals import MAX_COST, AtMost, Cost, Goal
from matcher.tune.review import Review
from matcher.tune.verdicts import Span
from panels.actions import button, enter_button
from panels.report import banner
from panels.tuning.outcomes import HEADLINE_PLURALS


class Wish(StrEnum):
    """The two ways to say what is wanted."""

    AT_MOST = "at_most"
    COST = "cost"


_SENTENCES = {
    Wish.AT_MOST: ("At most", "wrong answers in 100 questions", 5),
    Wish.COST: ("A wrong answer costs as much as", "unanswered ones", 3),
}


def goal_form() -> str:
    """Return the two sentences, each with its number and its button."""
    lines = "".join(_sentence(wish, *parts) for wish, parts in _SENTENCES.items())
    return f"<h3>Or say what you want</h3>{lines}"


def goal_of(wish: str, number: str) -> Goal:
    """Return the goal. Raises MatcherError, with the value and the range, for a number that makes none."""
    most = 100.0 if wish == Wish.AT_MOST else MAX_COST
    try:
        value = float(number)
    except ValueError as error:
        raise MatcherError(f"Type a number from 0 to {most:g}.") from error
    if not 0 <= value <= most:
        raise MatcherError(f"{value:g} is not from 0 to {most:g}.")
    return AtMost(value / 100) if wish == Wish.AT_MOST else Cost(value)


def _sentence(wish: Wish, before: str, after: str, number: int) -> str:
    most = 100 if wish is Wish.AT_MOST else int(MAX_COST)
    press = enter_button("wish", "Set the sliders", wish.value, label=f"Set the sliders: {before} … {after}")
    return (
        f'<div class="fm-wish" data-fields><span>{before} <input name="number" class="fm-field fm-number" '
        f'type="number" min="0" max="{most}" step="any" value="{number}" aria-label="{before} … {after}"> {after}'
        f"</span>{press}</div>"
    )


def promise(choice: Choice, *, cold: bool) -> str:
    """Say what the sliders were set to, what that brings with which uncertainty, and how many questions are missing."""
    basis = "the estimate from the FAQ itself" if cold else f"your {choice.questions:,} test questions"
    head = f"The sliders are set for: {choice.goal.describe()}."
    if not choice.promised:
        text = f"But {choice.questions} test questions are too few to say what it brings. {_more(choice, cold)}"
        return banner("warn", head, text)
    said = ", ".join(_said(choice.promised[name], words) for name, words in HEADLINE_PLURALS.items())
    mood, kept = _kept(choice)
    text = f"By {basis}, asked when they had no say in the choice, 100 visitors will get: {said}. {kept}"
    return banner(mood, head, f"{text} {_more(choice, cold)}") + _details(choice)


def attention(review: Review | None) -> str:
    """Say that the saved choice needs another look, why, and what moved; nothing where it holds."""
    if review is None or not review.needed:
        return ""
    reasons = "".join(f"<li>{escape(each[:1].upper() + each[1:])}.</li>" for each in review.reasons)
    moved = "".join(f"<li>{escape(each[:1].upper() + each[1:])}.</li>" for each in review.moved)
    if moved:
        said = f"<p>What moved since:</p><ul>{moved}</ul>"
    elif review.now and review.chosen.promised:
        said = "<p>By your test questions, what visitors get is still what was to be expected.</p>"
    else:
        said = ""
    again = button("rechoose", f"Choose again: {review.chosen.goal.describe()}") if review.chosen.goal else ""
    keep = button("keep", "Keep the sliders as they are saved")
    return (
        f'<div class="fm-banner fm-warn"><strong>The saved sliders need another look.</strong><ul>{reasons}</ul>{said}'
        f'<div class="fm-acts">{again}{keep}</div></div>'
    )


def _kept(choice: Choice) -> tuple[str, str]:
    if choice.within_goal is None or not isinstance(choice.goal, AtMost):
        return "good", ""
    if choice.surely_within_goal:
        return "good", "That surely keeps to your limit."
    if choice.within_goal:
        high = choice.promised["wrong_answers"].high
        return "good", f"That keeps to your limit as far as can be told; it could still be up to {high:.0f} wrong ones."
    return "warn", "That may be over your limit: ask for fewer wrong answers, or add test questions."


def _more(choice: Choice, cold: bool) -> str:
    if cold:
        return "Add test questions of your own to know rather than to estimate."
    if not choice.more:
        return "There are enough test questions to be sure within 5 points."
    return f"Add {choice.more:,} more test questions to be sure within 5 points."


def _details(choice: Choice) -> str:
    low, high = choice.answer_at_from, choice.answer_at_to
    cost = ""
    if choice.costs:
        cost = f" Cost per 100 visitors, in unanswered questions: {_said(choice.costs, 'on average')}."
    return (
        f'<details class="fm-small"><summary>The numbers</summary><p>Answer from '
        f"{choice.thresholds.answer_at:.3f} on, suggest from {choice.thresholds.suggest_at:.3f} on. With other "
        f"questions of the same kind, the first would have come to lie between {low:.2f} and {high:.2f}.{cost} "
        "Estimated by cross-validation, with 95 % intervals.</p></details>"
    )


def _said(span: Span, words: str) -> str:
    return f"{span.value:.0f} {words} ({max(0.0, span.low):.0f} to {span.high:.0f})"
