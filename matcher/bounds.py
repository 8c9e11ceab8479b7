"""How much may get worse: the bounds that keep a change from going live."""

from dataclasses import dataclass

from matcher.compare import Comparison, Verdict


@dataclass(frozen=True, slots=True)
class Bounds:
    """Each is None where it is not asked for.

    max_worse, min_better and max_changed count questions; max_wrong_rise and max_right_drop are shares of all
    questions, in [0, 1]: wrong answers more, and right answers fewer, than before. max_missing counts labels whose
    expected entry is gone. Raises ValueError, with the value and the range, for one out of range.
    """

    max_worse: int | None = None
    min_better: int | None = None
    max_changed: int | None = None
    max_wrong_rise: float | None = None
    max_right_drop: float | None = None
    max_missing: int | None = None

    def __post_init__(self) -> None:
        for name in ("max_worse", "min_better", "max_changed", "max_missing"):
            count = getattr(self, name)
            if count is not None and count < 0:
                raise ValueError(f"{name} is {count}, but must not be below 0")
        for name in ("max_wrong_rise", "max_right_drop"):
            share = getattr(self, name)
            if share is not None and not 0.0 <= share <= 1.0:
                raise ValueError(f"{name} is {share:g}, but must lie between 0 and 1")

    def broken(self, comparison: Comparison) -> tuple[str, ...]:
        """Say which bounds the comparison breaks, a line each; nothing where all hold."""
        worse, better = comparison.count(Verdict.WORSE), comparison.count(Verdict.BETTER)
        changed, missing = len(comparison.changes), len(comparison.missing)
        wrong, right = comparison.wrong_rise, comparison.right_drop
        at_most = [
            (self.max_worse, worse, f"replies that get worse: {worse:,}"),
            (self.max_changed, changed, f"replies that change: {changed:,}"),
            (self.max_missing, missing, f"labels whose entry is gone: {missing:,}"),
            (self.max_wrong_rise, wrong, f"rise of wrong answers: {wrong:.4g} of all questions"),
            (self.max_right_drop, right, f"drop of right answers: {right:.4g} of all questions"),
        ]
        lines = [f"{said}, at most {most:g} allowed" for most, found, said in at_most if _above(found, most)]
        if self.min_better is not None and better < self.min_better:
            lines.append(f"replies that get better: {better:,}, at least {self.min_better:,} needed")
        return tuple(lines)


def _above(found: float, bound: float | None) -> bool:
    return bound is not None and found > bound
