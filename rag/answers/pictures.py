"""Questions on the pictures of a page: what stands under them and whose they are, as its captions tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.articles import parse_page
from rag.listings.entries import Entry
from rag.prose.folding import fold
from rag.prose.language import language_of
from rag.questions.parts import units_of
from rag.types import Article, Fragment, Page

_PICTURE = r"(?:照片|图片|配图|插图|题图|相片|图说|摄影作品)"
_WHO = r"(?:谁|哪位|何人|作者|摄影[者师]?|拍摄者|署名|来源|出处|提供|供图)"
_ASKS = re.compile(
    rf"{_PICTURE}[，,]?[^，。？?]{{0,12}}(?:{_WHO}|说明|配文|文字|标题|写(?:了|着|的是)?什么|是什么内容|讲(?:了|的是)?什么)"
    rf"|{_PICTURE}[^，。？?]{{0,6}}[拍摄]+[的了]?是?(?:什么|啥|哪|何)|{_PICTURE}[^。？?]{{0,24}}(?:摄影[者师]|拍摄者|谁[拍摄])"
    rf"|(?:谁|哪位|何人)[^，。？?]{{0,8}}(?:拍|摄|提供)[^，。？?]{{0,12}}{_PICTURE}"
    r"|\bcaptions?\b|\bphotographers?\b|\bwho\b.{0,20}\b(?:photo(?:graph)?s?|pictures?)\b"
    r"|\b(?:photo(?:graph)?s?|pictures?)\b.{0,20}\b(?:credit|by whom)",
    re.I,
)
# How a picture is asked for: no words of its caption.
_ASKING = re.compile(
    rf"{_PICTURE}|{_WHO}|记者|[图其]中|说明|配文|文字|标题|内容|什么|场[合景]|[哪何]里|[拍摄影]+[者师的了]*|版面?[上中里]?|[这那上本][一两几]?[张幅个]|报纸?[上中里]?|页面?[上中里]?"
    r"|\b(?:took|take|taken|the|photo\w*|pictures?|captions?|credit\w*|page|says?|under|below|shown)\b"
)
_MOST = 3


@dataclass(frozen=True, slots=True)
class _Picture:
    caption: Fragment
    article: Article  # the one that it stands nearest to


def asks_of_pictures(question: str) -> bool:
    """Tell whether a question is on a picture: who took it, what stands under it."""
    return _ASKS.search(question) is not None


def answer_of_pictures(question: str, pages: Iterable[Page], articles: Sequence[Article]) -> tuple[Entry, ...] | None:
    """Say what the captions of some pages say of the picture that a question means.

    Of several pictures, those whose captions have the most of its words; ``None`` where no caption has any.
    """
    pictures = [picture for page in pages for picture in _pictures(page, articles)]
    wanted = set(units_of(_ASKING.sub("，", fold(question))))
    shared = [len(wanted & set(units_of(picture.caption.text))) for picture in pictures]
    most = max(shared, default=0)
    if not most and (wanted or len(pictures) > _MOST):
        return None
    chosen = [picture for picture, held in zip(pictures, shared, strict=True) if held == most][:_MOST]
    language = language_of(question)
    return tuple(Entry(_told(picture.caption, language), (picture.article,)) for picture in chosen) or None


def _pictures(page: Page, articles: Sequence[Article]) -> Iterator[_Picture]:
    """The pictures of a page under which something stands, each with the article that it is printed next to."""
    spans = [
        (span, article)
        for article in articles
        for place in article.places
        if place.source == page.source
        for span in place.spans
    ]
    if not spans:
        return
    for caption in parse_page(page).fragments:
        if caption.kind == "caption":
            start, end = caption.spans[0][0], caption.spans[-1][1]
            _, near = min(spans, key=lambda row: max(row[0][0] - end, start - row[0][1]))
            yield _Picture(caption, near)


def _told(caption: Fragment, language: str) -> str:
    if language == "en":
        return f"The picture captioned “{caption.text}” is " + (
            f"credited to {caption.credit}." if caption.credit else "not credited."
        )
    return f"图片说明是“{caption.text}”，" + (f"署名{caption.credit}。" if caption.credit else "没有署名。")
