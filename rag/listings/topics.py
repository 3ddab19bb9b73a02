"""What a question asks of the archive itself: how many articles, which, who wrote them, where they were printed."""

from __future__ import annotations

import re
from typing import Literal

from rag.listings.choice import WORK

Topic = Literal[
    "count", "headlines", "subheads", "writers", "papers", "most", "days", "span", "author", "continued", "printed"
]

# 「这话出自谁」 asks who said it, 「这篇出自谁」 who wrote it.
_NOT_SAID = r"(?<![话法点断述喻测解语句])(?<!结论)(?<!建议)(?<!比方)"
_WROTE = r"(?:采写|撰写|执笔|署名|写作|合写|写)"
# In the order in which an answer gives them; a question may ask several at once.
_PATTERNS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "headlines",
        re.compile(
            rf"(?:哪些|哪几篇|(?<![被受因])什么|哪几条|哪篇){WORK}|哪几?[篇则](?=提到|提及|写到|讲到|谈到|涉及|报道)|{WORK}(?:有哪些|都有什么|分别是)|(?<!小)(?:标题|题目)(?:分别|各)?(?:是|有|都|叫)*(?:什么|哪些|啥)"
            rf"|{WORK}(?:叫|起了?|用了?)(?:什么|啥)|(?:标题|题目)(?:和|与|及|、|跟)(?:作者|记者)|(?:什么|啥)(?:标题|题目)|(?:标题|题目)[^，。？]{{0,4}}(?:告诉|发给|给)我"
            rf"|(?:有没有|有无|是否有)[^，。？]{{1,30}}(?:的|过|[讲写谈][^，。？]{{1,20}}){WORK}(?:吗|呢|么)?(?:[，。？?]|$)|有[^，。？]{{1,24}}的{WORK}[吗么呢]"
            rf"|(?:列出|列举|给出)[^，。？]{{0,12}}(?:标题|题目|{WORK})|(?<!小)(?:标题|题目)(?:都|也|分别|各)?(?:列|说|写|报)(?:一下|出来|给我)|(?:写|发表|(?<!开)发|登)[了过](?:哪些|什么|哪几篇)(?={WORK}|[，。？?]|$)"
            rf"|(?:没有?|未|无)署名的?{WORK}|哪[一几两]?些?[篇则条](?:{WORK})?(?:是|由)[^，。？]{{0,4}}[位名个](?:记者|作者|人)[^，。？]{{0,4}}{_WROTE}的"
            r"|\bwhich (?:article|story|report|piece)\b.{0,24}\bby (?:two|three|four|five|\d)"
            r" (?:authors|writers|reporters|journalists)\b"
            r"|\b(?:unsigned|anonymous) (?:articles|stories|reports)\b"
            r"|\b(?:are|is) there (?:any |some )?(?:recent |new )?(?:articles|stories|reports|news|coverage)\b"
            r"|\b(?:which|what) (?:articles|stories|headlines|reports|news)\b"
            r"|\blist\b.{0,30}\b(?:headlines|titles|articles)\b"
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
            r"哪(?:些|几[位名])(?:记者|作者)?(?:都|曾)*(?:写|采写|报道|关注)过"
            r"|^(?:资料库?[里中]?|库[里中]|报纸[上里]?)?(?:一共|总共|都|共)*有(?:哪些|哪几[位名]|谁|[几多][位名少])(?:记者|作者)[？?。]?$"
            rf"|(?:几|多少)[位名个](?:记者|作者)[^，。？]{{0,4}}(?:署名|供稿|{_WROTE})|(?:署名|作者|记者)(?:的|一共|总共|共)*有?(?:几|多少)[位名个]"
            r"|\b(?:how many|which|what) (?:authors|reporters|writers|journalists)\b",
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
        "most",
        re.compile(
            rf"(?:谁|哪[一几]?[位名个些]?(?:记者|作者))[^，。？]{{0,8}}(?:写|发|署名|{WORK}|稿)(?:得|的|了)?(?:{WORK}|稿|篇数|数量?)?最多"
            rf"|(?:写稿?|发稿|署名|{WORK}|稿子?)(?:量|数)?最多的(?:{WORK}的)?(?:是)?(?:谁|哪|记者|作者)"
            rf"|谁(?:写|发)[的得了]?(?:{WORK}|稿子?)?(?:更|比较)?多(?:一[些点])?[？?。\s]*$"
            r"|\bwho (?:wrote|has written|writes|published) (?:the )?(?:most|more)\b|\bmost prolific\b"
            r"|\b(?:which|what) (?:author|reporter|writer|journalist)\b.{0,30}\bmost\b",
            re.I,
        ),
    ),
    (
        "days",
        re.compile(
            r"哪(?:[一几些]?[天日期]|几天|[一个]*日期|[个几一]*月)的?(?:报纸|报上|报道(?![了过]))|(?:报纸|报上)[都在是]*(?:哪[一几些]?[天日]|什么时候|何时)[^，。？]{0,3}(?:提到|提及|报道|[写登刊讲])"
            r"|(?:哪[一几些]?[天日]|什么时候|何时)(?:上[了过]报|见[了过]报|被报道)"
            r"|\b(?:which|what) (?:days?|dates?|issues?)\b.{0,40}"
            r"\b(?:papers?|newspapers?|articles?|stories|mention\w*|print\w*)\b",
            re.I,
        ),
    ),
    (
        "span",
        re.compile(
            r"(?:资料|档案|库|收录|报纸|报道|文章|剪报)[^，。？]{0,8}(?:哪[一]?[天日年月]|什么时候|何时|几[月号])[^，。？]{0,6}[到至]了?(?:哪|什么时候|何时|几)"
            r"|(?:时间|日期)(?:跨度|范围|区间)"
            r"|\b(?:what|which|how many) (?:dates|days|period|years|months|time)\b.{0,30}"
            r"\b(?:archive|library|collection)\b.{0,12}\b(?:covers?|spans?)\b"
            r"|\bhow far back\b",
            re.I,
        ),
    ),
    (
        "author",
        re.compile(
            rf"(?:标题|题目)(?:和|与|及|、|跟)(?:作者|记者)|作者(?:分别)?(?:是|为|有|叫)*(?:谁|哪)|(?<![照按为给替跟向])(?<!照着)(?:谁|何人)(?:一起|一块儿?|共同|合作|联合)*{_WROTE}|署名(?:是|为|有)*(?:谁|哪)|署(?:的|了)?(?:是|的)?(?:谁|哪位)(?:记者|作者)?的?名|{WORK}的(?:作者|记者)"
            rf"|(?:哪[几一两三四五]?[位名些]|[几两][位名])(?:记者|作者)?(?:共同|一起|联合)?{_WROTE}|(?:记者|作者)(?:分别)?(?:是|叫)(?:谁|什么名字|哪)"
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
            rf"|{WORK}(?:是|在)?(?:哪天|哪一天|何时|什么时候)|(?:哪天|哪一天|何时|什么时候)(?:刊登|发表|见报|刊发|[登刊](?:出来?)?的?(?=[？?，。]|$))|见报(?:日期|时间)"
            r"|\b(?:which|what) page\b|\bwhen was\b.{0,60}\b(?:published|printed)\b",
            re.I,
        ),
    ),
)
# 「开头不在这儿，前半截在哪一版」: of a story's other half, and not of where the whole was printed.
_HALF = r"\b(?:(?:first|other|second) (?:half|part)|beginning|rest)\b"
_OTHER_HALF = re.compile(
    r"(?:[前后上下另]一?半(?:[截段篇]|部?分)?|[上下前后]文|开头|结尾|[头尾]一?半)[^，。？]{0,4}[在是见到登印刊]"
    r"[的于了]?(?:哪|第?几)[一个]*[版页][上面]?(?=[呢吗啊]|\W|$)"
    rf"|\b(?:which|what) page\b.{{0,24}}{_HALF}|{_HALF} of (?:the|this|that) \w+\b.{{0,24}}\b(?:which|what) page\b",
    re.I,
)
OF_MANY: tuple[Topic, ...] = ("count", "headlines", "writers", "papers", "most", "days", "span")
# 「一共几篇？分别是哪些？」
_AND_WHICH = re.compile(r"(?:分别|各|都)(?:是|有|叫)(?:哪|什么)|\b(?:and )?which(?: ones)?(?: are they)?\W*$", re.I)
# What asks for articles where a paper, a page or days are named: 「A2版登了什么」, 「今日要闻」, 「最近怎么样」.
_OF_DAYS = re.compile(
    rf"(?:登|刊登|刊发|发表|报道)(?:[了过]|[了过]?些)(?:什么|哪些|啥)(?={WORK}|[，。？?]|$)|(?:要闻|新闻|消息|头条|动态|报道|文章)(?:是什么|有哪些|[吗呢么])?[？?。！]?$"
    r"|(?:最近|近来|近期|近日)(?:的?情况|过得|得)?(?:怎么样|咋样|如何)了?[？?。！]?$|有(?:什么|啥|哪些)(?:动态|动向|大事|事情?)[？?。]?$"
    r"|[\dA-Za-z一二三四五六七八九十头]版[上面]?(?:都|还)?有(?:些)?(?:什么|啥)[？?。]?$"
    r"|\bwhat(?:'s|’s| is| are) new\b"
    r"|^\W*(?:(?:show me|list|give me|any|all|the|some)\s+)*(?:(?:recent|latest|newest|new|unsigned)\s+)?"
    r"(?:news|headlines|stories|articles|reports)\b|\bwhat did (?:the )?(?:newspapers|papers)\b",
    re.I,
)
_OF_A_PAPER = re.compile(
    r"\bwhat(?:'s|’s| is| was| were)\s+(?:there\s+|printed\s+|new\s+)?(?:in|on)\b"
    r"|\bwhat did\b.{0,40}\b(?:print|publish|run|carry|report)\b(?! (?:that|as))|头版头?条?(?:是|有|登)",
    re.I,
)
_NOTICES = re.compile(
    r"(?:哪些|什么|几[条则篇处个]|有没有|有无|列出|登了?|刊登了?|发表了?)[^，。？]{0,8}(?:更正|勘误)"
    r"|(?:更正|勘误)(?:启事|声明)?(?:有哪些|是什么)|(?:更正|勘误)[了过]?(?:的是)?(?:哪些|哪几|什么|几[条则篇处个])(?:报道|文章|内容)?"
    r"|(?:更正|勘误)[了过](?:吗|没有?|么)[？?。\s]*$"
    r"|\b(?:which|what|any|list)\b.{0,30}\bcorrections?\b|\b(?:was|were|been|ever) corrected\W*$",
    re.I,
)
# 「这个数字后来更正过吗」, 「更正了什么」: of what was told before.
_OF_THIS = re.compile(
    r"^(?:那么?|请问)?[，,]?(?:(?:[这那][个条篇一]?|该)?(?:数字|数据|说法|报道|文章|消息)?(?:后来|之后)?(?:有没有|是否|有无)?(?:被)?更正"
    r"|(?:报社|报纸|它)?后来)|\b(?:it|this|that)\b",
    re.I,
)
# Somebody's thesis or song has a title and a writer, too.
_OTHER_WORK = re.compile(
    r"(?:论文|传记|自传|回忆录|小说|诗集|专著|著作|剧本|歌曲|专辑|课题|演讲|讲座|歌词|词曲|主题曲|旋律|乐曲|曲子|原[著作]|角色|(?<!篇)作品|[份部首本封](?:[^，。？篇]{0,10})?(?:报告|研究|书|信|诗|歌|戏|剧)|[的、和][词曲])[，,]?的?(?:原本|最初|最早)?(?:标题|题目|书名|作者|署名|是?由?(?:谁|哪位)|叫什么)|书名(?:是|叫)"
)


def topics_of(question: str) -> tuple[Topic, ...]:
    """Tell what a question asks of the archive itself: nothing, for a question on what was reported."""
    if _OTHER_WORK.search(question):
        return ()
    rest = _OTHER_HALF.sub("", question)
    halved = rest != question
    found = tuple(t for t, pattern in _PATTERNS if pattern.search(rest) or (halved and t == "continued"))
    if "count" in found and "headlines" not in found and _AND_WHICH.search(question):
        found = ("headlines", *found)
    whose = {"most", "writers"}.intersection(found)
    return tuple(topic for topic in found if not (topic == "author" and whose))


def asks_of_notices(question: str) -> bool:
    """Tell whether a question asks for the notices by which a paper corrected itself (「5日的报纸有哪些更正」)."""
    return _NOTICES.search(question) is not None


def asks_whether_corrected(question: str) -> bool:
    """Tell whether a follow-up asks for the notices that correct what was told before (「后来更正过吗？」)."""
    return asks_of_notices(question) and _OF_THIS.search(question) is not None


def asks_of_printing(question: str, *, of_a_paper: bool) -> bool:
    """Tell whether a question that names days, or ``of_a_paper`` or a page, asks what was printed then and there."""
    return bool(_OF_DAYS.search(question) or (of_a_paper and _OF_A_PAPER.search(question)))
