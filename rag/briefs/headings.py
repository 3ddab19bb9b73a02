"""The words of a digest that no article prints: title, headings, why an article is left out."""

from __future__ import annotations

from collections.abc import Sequence

from rag.prose.language import language_of, written_in
from rag.types import Article, Language

MOST_ARTICLES = 100

TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
        "empty": "没有可以引用的正文",
        "many": f"一次最多汇编{MOST_ARTICLES}篇",
        "off": "另有{}篇没有讲到这个主题",
        "slight": "只是顺带提到这个主题",
        "mentioned": "提到“{}”的其他报道",
        "only": "没有专门写“{}”的报道，以下只是提到它",
        "absent": "资料库中没有关于“{}”的报道。",
        "other": "其他",
        "each": "各篇要点",
        "differences": "数字不一致之处",
        "theme": "【{}】",
        "digest": "{}综述",
        "date": "{0.year}年{0.month}月{0.day}日",
        "until": "{}至{}",
    },
    "en": {
        "empty": "no text that could be quoted",
        "many": f"a digest takes at most {MOST_ARTICLES} articles",
        "off": "{} more say nothing of the subject",
        "slight": "mentions the subject only in passing",
        "mentioned": "Other reports that mention {}",
        "only": "No report is on {}; these mention it",
        "absent": "The archive has no report on {}.",
        "other": "Also reported",
        "each": "What was reported",
        "differences": "Where figures differ",
        "theme": "{}:",
        "digest": "Digest: {}",
        "date": "{0.day} {0:%B} {0.year}",
        "until": "{} to {}",
    },
}


def language(articles: Sequence[Article], topic: str | None) -> Language:
    """The language of a digest: its topic's, else its headlines'."""
    return language_of(topic) if topic else written_in("\n".join(article.title for article in articles[:20]))


def off_topic(topic: str, count: int) -> str:
    """Say how many articles a digest passed over because they say nothing of its topic."""
    return TEXTS[language((), topic)]["off"].format(count)


def title_of(articles: Sequence[Article], topic: str | None) -> str:
    """Name a digest: by its topic, else by the paper and the days of its articles."""
    texts = TEXTS[language(articles, topic)]
    if topic:
        return texts["digest"].format(topic)
    papers = {article.newspaper for article in articles}
    days = sorted({article.date for article in articles if article.date})
    about = [name for name in papers if name] if len(papers) == 1 else []
    if days:
        first, last = (texts["date"].format(day) for day in (days[0], days[-1]))
        about.append(first if first == last else texts["until"].format(first, last))
    return texts["digest"].format(" ".join(about)).strip()
