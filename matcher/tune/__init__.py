"""Thresholds that a person without statistics gets right.

Read top to bottom: asked (questions asked once, with their labels) -> verdicts (what becomes of each at given
thresholds) -> curve and reliability (the same for all thresholds) -> goals -> pick -> choose (thresholds for a goal,
and what they buy) -> chosen and review (what was chosen, and whether it still holds). Beside them: left_out and cold
(a test without labels), refit (confidence on the owner's labels), inspect (one question), fixes (what would make it
right). tuning puts them to work on a knowledge base; summary and report put them on a page.
"""
