"""A brief of an interview tells what was replied, and by whom."""

from __future__ import annotations

from rag.briefs.choose import choose
from rag.briefs.wording import named
from rag.prose.sentences import sentences_of
from tests.test_summarize import article_of

ARTICLE = article_of(
    "对话云湾港务董事长顾远舟：腹地比码头要紧",
    "云湾港去年集装箱吞吐量达到412万标箱，同比增长13.8%。日前，云湾港务董事长顾远舟接受了本报记者专访。",
    "记者：去年增长的动力是什么？",
    "顾远舟：主要是海铁联运。去年我们完成海铁联运68万标箱，增长42%。",
    "记者：您怎么看与邻港的竞争？",
    "顾远舟：邻港是老师。腹地比码头要紧，码头再大也要有货。",
)


def test_that_somebody_was_interviewed_is_no_line_of_a_brief() -> None:
    for wanted in (1, 2, 3):
        chosen = choose(ARTICLE, sentences_of(ARTICLE), wanted)
        assert not any("接受了" in each.text for each in chosen)
    assert any("腹地比码头要紧" in each.text for each in choose(ARTICLE, sentences_of(ARTICLE), 2))


def test_who_replies_is_put_before_his_words() -> None:
    sentences = sentences_of(ARTICLE)
    [at] = [n for n, each in enumerate(sentences) if each.text.startswith("腹地")]
    assert named(ARTICLE, sentences, at) == ("顾远舟：腹地比码头要紧，码头再大也要有货。", sentences[at - 1])


def test_a_label_of_a_story_is_nobody_who_replies() -> None:
    article = article_of("云湾港扩建", "扩建要点：新建两个泊位。码头再大也要有货。")
    assert named(article, sentences_of(article), 1) is None
