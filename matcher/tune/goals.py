"""What an owner may want of the thresholds, in terms that need no statistics."""

from dataclasses import dataclass

MAX_COST = 1000.0


@dataclass(frozen=True, slots=True)
class AtMost:
    """At most this share of all visitors' questions may get a wrong answer, in [0, 1]; 0.05 is 5 in 100.

    The share is of all questions asked, answered or not. Answers to out-of-scope questions are wrong answers. Within
    the bound, as many questions as possible are answered.
    """

    wrong: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.wrong <= 1.0:
            raise ValueError(f"the share of wrong answers is {self.wrong:g}, but must lie between 0 and 1")

    def describe(self) -> str:
        """Say it in plain words."""
        return f"at most {100 * self.wrong:g} wrong answers in 100 visitors' questions"


@dataclass(frozen=True, slots=True)
class Cost:
    """A wrong answer costs as much as this many questions that could be answered and are not, in [0, 1000].

    Right answers and rightly declined questions cost nothing. At 1, as many replies as possible are right.
    """

    of_wrong: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.of_wrong <= MAX_COST:
            raise ValueError(
                f"the cost of a wrong answer is {self.of_wrong:g}, but must lie between 0 and {MAX_COST:g}"
            )

    def describe(self) -> str:
        """Say it in plain words."""
        return f"a wrong answer costs as much as {self.of_wrong:g} unanswered ones"


Goal = AtMost | Cost

DEFAULT_GOAL = Cost(1.0)
"""As many replies right as possible: what the shipped thresholds were chosen for."""
