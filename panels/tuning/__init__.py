"""The admin page Tuning: what each slider buys on the owner's own questions, and what would make a question right."""

from panels.tuning.download import label_routes
from panels.tuning.page import build_tuning
from panels.tuning.trust import calibration

__all__ = ["build_tuning", "calibration", "label_routes"]
