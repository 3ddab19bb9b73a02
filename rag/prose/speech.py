"""The verbs by which a paper has somebody speak or think.

Patterns, for alternatives of a regular expression. Verbs that have somebody speak in one place alone (「他叹」 behind a
quotation, 「预计」 before a figure) stay with who reads that place.
"""

from __future__ import annotations

SAYS = r"表示|回应|指出|介绍|透露|坦言|强调|称|说|告诉|解释|直言|补充|呼吁"
HOLDS = r"认为|判断|分析|建议|提出"
TELLS = r"回忆|感慨|写道"
