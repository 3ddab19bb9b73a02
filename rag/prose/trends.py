"""The words by which a paper says that a figure rose or fell, and what it compares it with.

All who read a movement read it by these; words that move one kind of sentence alone stay with who reads that kind.
"""

from __future__ import annotations

# Patterns, for alternatives of a regular expression.
# No 「最高出口额」, 「新高出现」.
ROSE = r"(?<!负)增长|增加|上升|提高|提升|上涨|扩大|回升|攀升|扩张|走高|(?<![最新更])高出(?![口现生价勤租])"
FELL = r"负增长|下降|减少|降低|下滑|下跌|回落|收窄|缩减|缩小|萎缩|走低"
# How much something rose or fell, as a noun.
GROWTH, DECLINE = r"增幅|增速|涨幅|升幅", r"降幅|跌幅"
UP, DOWN = rf"{ROSE}|{GROWTH}", rf"{FELL}|{DECLINE}"
# 「按年计息」 compares nothing.
_MOVES = rf"(?=(?:大幅|小幅|略|微)?(?:{UP}|{DOWN}|[增减涨跌升降]))"
YEAR = rf"同比|按年{_MOVES}|[较比](?:上年|去年)(?![年度]?[末底])(?:同期)?"
PREVIOUS = rf"环比|按[月季]{_MOVES}|[较比]上一?个?[月季]度?末?"
YEAR_END = r"[较比](?:(?:上年|去年)[年度]?[末底]|年初)"
