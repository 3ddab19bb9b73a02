"""What a question asks of the archive itself: how many articles, which, who wrote them, where they were printed."""

from __future__ import annotations

import re
from typing import Literal

from rag.answers.choice import WORK

Topic = Literal["count", "headlines", "subheads", "writers", "papers", "author", "continued", "printed"]

# 「这话出自谁」 asks who said it, 「这篇出自谁」 who wrote it.
_NOT_SAID = r"(?<![话法点断述喻测解语句])(?<!结论)(?<!建议)(?<!比方)"
_WROTE = r"(?:采写|撰写|执笔|署名|写作|合写|写)"
# In the order in which an answer gives them; a question may ask several at once.
_PATTERNS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "headlines",
        re.compile(
            rf"(?:哪些|哪几篇|(?<![被受因])什么|哪几条|哪篇){WORK}|{WORK}(?:有哪些|都有什么|分别是)|(?<!小)(?:标题|题目)(?:分别|各)?(?:是|有|都|叫)*(?:什么|哪些|啥)"
            rf"|{WORK}(?:叫|起了?|用了?)(?:什么|啥)|(?:标题|题目)(?:和|与|及|、|跟)(?:作者|记者)|(?:什么|啥)(?:标题|题目)|(?:标题|题目)[^，。？]{{0,4}}(?:告诉|发给|给)我"
            rf"|(?:有没有|有无|是否有)[^，。？]{{1,30}}(?:的|过|[讲写谈][^，。？]{{1,20}}){WORK}(?:吗|呢|么)?(?:[，。？?]|$)|有[^，。？]{{1,24}}的{WORK}[吗么呢]"
            rf"|(?:列出|列举|给出)[^，。？]{{0,12}}(?:标题|题目|{WORK})|(?<!小)(?:标题|题目)(?:都|也|分别|各)?(?:列|说|写|报)(?:一下|出来|给我)|(?:写|发表|(?<!开)发|登)[了过](?:哪些|什么|哪几篇)(?={WORK}|[，。？?]|$)"
            r"|\b(?:which|what) (?:articles|stories|headlines)\b|\blist\b.{0,30}\b(?:headlines|titles|articles)\b"
            r"|\bwhat (?:is|was|are|were) the (?:headline|title)s?\b",
            re.I,
        ),
    ),
    (
        "subheads",
        re.compile(
            r"(?:[小分]标题|小题)(?:分别|一共|总共|各|都|共)*(?:是|有|叫|写)*(?:什么|啥|哪|几|多少)|(?:哪些|哪几个|几个|多少个?|什么|啥)(?:[小分]标题|小题)"
            r"|(?:列出|列举|给出|告诉我)[^，。？]{0,16}(?:[小分]标题|小题)"
            r"|\b(?:which|what|how many|list)\b.{0,40}\b(?:sub-?heads?|sub-?headings?|crossheads?)\b",
            re.I,
        ),
    ),
    (
        "count",
        re.compile(
            rf"(?:多少|(?<![这那])几)\s*[篇则](?:{WORK})?|(?:多少|几)[个条]?{WORK}|{WORK}(?:一共|总共|共)?有?(?:多少|几)[篇条则]"
            r"|\bhow many (?:articles|stories|reports|pieces|items)\b",
            re.I,
        ),
    ),
    (
        "writers",
        re.compile(
            rf"(?:几|多少)[位名个](?:记者|作者)[^，。？]{{0,4}}(?:署名|供稿|{_WROTE})|(?:署名|作者|记者)(?:的|一共|总共|共)*有?(?:几|多少)[位名个]"
            r"|\bhow many (?:authors|reporters|writers|journalists)\b",
            re.I,
        ),
    ),
    (
        "papers",
        re.compile(
            r"(?:哪些|哪几[家份种张]|几[家份种张])报纸?(?![道告])|\b(?:which|what|how many) (?:news)?papers\b", re.I
        ),
    ),
    (
        "author",
        re.compile(
            rf"(?:标题|题目)(?:和|与|及|、|跟)(?:作者|记者)|作者(?:分别)?(?:是|为|有|叫)*(?:谁|哪)|(?<![照按为给替跟向])(?<!照着)(?:谁|何人)(?:一起|一块儿?|共同|合作|联合)*{_WROTE}|署名(?:是|为|有)*(?:谁|哪)|署(?:的|了)?(?:是|的)?(?:谁|哪位)(?:记者|作者)?的?名|{WORK}的(?:作者|记者)"
            rf"|(?:哪[几一两]?[位名些]|[几两][位名])(?:记者|作者)?(?:共同|一起|联合)?{_WROTE}|(?:记者|作者)(?:分别)?(?:是|叫)(?:谁|什么名字|哪)"
            rf"|{_NOT_SAID}出自(?:谁|哪[几一两]?[位名些])(?:记者|作者)?的?(?:之手|笔下|手笔)?(?=[？?，,]|$)|(?:由|{_NOT_SAID}出自)(?:谁|哪[几一两]?[位名些])[^，。？]{{0,4}}{_WROTE}|(?:的|、|和)作者[和与、]|作者(?:和|与|及)"
            r"|\bwho wrote\b|\bwho (?:is|was|are|were) the (?:author|writer|reporter)s?\b|\bwritten by whom\b",
            re.I,
        ),
    ),
    (
        "continued",
        re.compile(
            r"(?:上接|下转|转自|接自|续自|续接|承接)[^，。？]{0,6}(?:哪|几|什么)|(?:转到|转至|续到|接着)[^，。？]{0,6}(?:哪|第?几|什么)[个一]?[版页]"
            r"|(?:从|由|在)(?:哪|第?几)[个一]?[版页][^，。？]{0,6}[转接续]|[转接续][^，。？]{0,6}(?:哪|第?几)[个一]?[版页]"
            r"|\bcontinue[sd]?\b.{0,30}\b(?:which|what) page|(?:which|what) page\b.{0,60}\bcontinue",
            re.I,
        ),
    ),
    (
        "printed",
        re.compile(
            rf"(?:登|刊|发表|刊登|刊发|刊载|印)(?:在|于|了)*(?:哪|第?几(?![篇则条])|什么|何)|(?:在|是)(?:哪一?|第?几)个?[版页](?:的|上|刊|登|[？?]|$)"
            rf"|{WORK}(?:是|在)?(?:哪天|哪一天|何时|什么时候)|(?:哪天|哪一天|何时|什么时候)(?:刊登|发表|见报|刊发)|见报(?:日期|时间)"
            r"|\b(?:which|what) page\b|\bwhen was\b.{0,60}\b(?:published|printed)\b",
            re.I,
        ),
    ),
)
OF_MANY: tuple[Topic, ...] = ("count", "headlines", "writers", "papers")
# Somebody's thesis or song has a title and a writer, too.
_OTHER_WORK = re.compile(
    r"(?:论文|传记|自传|回忆录|小说|诗集|专著|著作|剧本|歌曲|专辑|课题|演讲|讲座|歌词|词曲|主题曲|旋律|乐曲|曲子|原[著作]|角色|(?<!篇)作品|[份部首本封](?:[^，。？篇]{0,10})?(?:报告|研究|书|信|诗|歌|戏|剧)|[的、和][词曲])[，,]?的?(?:原本|最初|最早)?(?:标题|题目|书名|作者|署名|是?由?(?:谁|哪位)|叫什么)|书名(?:是|叫)"
)


def topics_of(question: str) -> tuple[Topic, ...]:
    """Tell what a question asks of the archive itself: nothing, for a question on what was reported."""
    if _OTHER_WORK.search(question):
        return ()
    return tuple(topic for topic, pattern in _PATTERNS if pattern.search(question))
