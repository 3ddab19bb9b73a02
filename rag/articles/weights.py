"""The weights of what speaks for and against a reading of a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for and against a reading, in one unit; set by thought and by trial on the development pages."""

    story: float = -3.3
    dated: float = 2.0
    dated_back: float = 0.6
    points_back: float = -1.8
    signed: float = 2.5
    signed_twice: float = -2.0
    coverage: float = 3.4
    untitled: float = -4.0
    untitled_continuation: float = -1.5
    more_lines: float = -0.3
    blank_between: float = -2.25
    announces: float = 6.0
    announces_least: float = -2.5
    announces_most: float = 0.5
    likeness: float = 12.0
    likeness_usual: float = 0.055
    likeness_sure: float = 0.07
    likeness_surely: float = 110.0
    likeness_most: float = 8.0
    likeness_bare: float = 2.0
    likeness_apart: float = 0.04
    likeness_ratio: float = 1.7
    unlike_text: float = 0.7
    unlike_text_most: float = 1.0
    likeness_assumed: float = 3.0
    unlikeness: float = 110.0
    unlikeness_most: float = 5.0
    unlikeness_brief: float = 0.3
    parted: float = -1.6
    turned: float = -3.0
    alike: float = 1.6
    indented: float = 6.0
    near: float = 6.0
    series: float = 6.0
    series_numbered: float = 12.0
    series_edge: float = 2.0
    series_width: float = 9.0
    series_widest: float = 15.0
    parts: float = -2.0
    remeasured: float = -1.2
    remeasured_most: float = -3.5
    asks: float = -2.0
    more_subheads: float = -1.2
    label: float = -0.6
    long_label: float = -1.2
    stray: float = -2.2
    edge: float = -1.4
    foreign: float = -0.6
    unsure: float = 3.0
    doubt: float = 1.3
    other_side: float = -1.7
    other_slot: float = -1.5
    unsigned: float = -2.5
    signed_below: float = -0.6
    signed_over: float = -0.7
    signed_late: float = -2.5
    signs_above: float = -2.5
    listed: float = -3.0
    notice: float = -6.0
    rubric: float = 2.0
    new_style: float = -4.0
    torn: float = -3.0
    misplaced: float = -3.0
    scant: float = -1.5
    farther: float = -0.4


WEIGHTS = Weights()
