"""An article that its file marks, with its headline: nothing is left to tell but what goes with the text."""

from __future__ import annotations

from collections.abc import Sequence

from rag.articles.bylines import closing_credit, opening_credit
from rag.articles.flow import Item
from rag.articles.layout import LABEL, Draft, Layout, with_text

_LEAD, _TAIL = 160, 80


def lay_out_marked(items: Sequence[Item], title: tuple[int, int], raw: str) -> Layout:
    """One story of all text; ``raw`` is the page's text in ``plain`` signs."""
    apart = ("caption", "furniture")
    layout = Layout([], [item for item in items if item.kind in apart])
    draft = Draft([], [], [], [], [], [], None, None)
    told = with_text([item for item in items if item.kind not in apart])
    texts = [at for at, item in enumerate(told) if _is_text(item)]
    first, last = (texts[0], texts[-1]) if texts else (len(told), -1)
    for at, item in enumerate(told):
        if title[0] <= item.lines[0].start < title[1]:
            draft.headline.append(item)
        elif item.kind == "byline":
            draft.bylines.append(item)
        elif item.kind == "jump":
            draft.jumps.append(item)
        elif _is_text(item):
            draft.add_text(item)
        elif first < at < last:
            draft.add_subhead(item)
        elif not draft.headline and item.lines[0].width > LABEL:
            draft.kicker.append(item)
        elif at < first and item.lines[0].width <= LABEL:
            draft.labels.append(item)
        else:
            layout.loose.append(item)
    _sign(draft, raw)
    layout.drafts.append(draft)
    return layout


def _is_text(item: Item) -> bool:
    return item.kind == "paragraph" or (item.kind == "display" and (item.doubt < 0 or item.lines[-1].is_sentence))


def _sign(draft: Draft, raw: str) -> None:
    """Read the writers whom the text's own first or last words name."""
    texts = [item for kind, items in draft.blocks if kind == "paragraph" for item in items]
    if texts:
        first, last = texts[0].lines, texts[-1].lines
        draft.opening = opening_credit(raw[first[0].start : min(first[-1].end, first[0].start + _LEAD)])
        draft.closing = closing_credit(raw[max(last[0].start, last[-1].end - _TAIL) : last[-1].end])
