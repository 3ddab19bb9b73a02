"""Who somebody is, and who said what: whether a question asks it, and where a paper tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.prose.folding import fold
from rag.prose.names import TITLES, is_speech, people
from rag.prose.questions import persons
from rag.prose.speech import HOLDS, SAYS, TELLS
from rag.prose.synonyms import in_words_of
from rag.questions.parts import kind_of, parts_of

_WHAT = r"(?:职务|职位|身份|头衔|来头|单位|职业|官职|职称|机构|名头)"
# 「是什么身份」, 「单位和头衔是什么」, 「在哪家单位任职」, 「是哪个公司的」, 「是干什么的」
_ASKED = re.compile(
    rf"什么(?:职|身份|人物?(?!工)|头衔|来头|官)|[干做]什么的|任(?:何|什么)职|何许人|{_WHAT}(?:[和与及、]{_WHAT})*(?:分别|各自?|究竟|到底|又|都)*(?:是|为|叫)(?:什么|哪)"
    r"|(?:在|于|供职|就职|任职)[^，。？?]{0,4}?哪[一个家所]{0,2}(?:单位|机构|公司|部门|银行|券商|企业)?(?:任职|供职|就职|工作|上班|做事|任教|[，。？?]|$)"
    rf"|(?:是|属于?)哪[一个家所]{{0,2}}(?:单位|机构|公司|部门|银行|券商|企业)的(?:人|专家|人士|{TITLES})?(?:[，。？?]|$)"
)
# 「他是什么身份」: who is meant was asked for before.
_OF_HIM = re.compile(
    r"^[，,]?(?:而|又|并且?|那么?)?(?:他|她|此人|其|本人|这位[^，。是]{1,6}|这个人)?(?:又|的|还|本身|当时|现在|在|是)*"
)
# 「谁认为…」, 「“…”是哪位专家的看法」, 「把…称作…的是谁」
_WHO_SAYS = re.compile(
    rf"{SAYS}|{HOLDS}|{TELLS}|预[计测言]|看[法来待]|观点|评价|形容|比作|话|主张|提醒|警告|见解|言论|观察|出自|之口|之手"
    r"|采访|受访|发言|出面|表态"
)
# 「他还说了什么」, 「怎么看…」
_WHAT_HE_SAYS = re.compile(
    rf"(?<!被)(?:{SAYS}|{HOLDS}|[谈讲提]|提醒|警告|预计|主张|提议)(?:到|过|了)*(?:什么|哪)|怎么(?:看|说|评价)|如何(?:看|评价)"
)

# What is somebody's words: a quotation, a turn in a dialogue.
_IS_SAID = re.compile(r"[“「]|[^，。：？]{1,12}：")
# 「某公司是谁接受的采访」: who spoke for it.
_SPEAKS_FOR = re.compile(r"接受[^，。？?]{0,8}采访|受访|出面|发言|表态|出来(?:说|回应)")
# 「在开幕式上说了什么」: what is said in a 报告 or at work is said on no occasion.
_OCCASION = re.compile(
    r"在(?P<occasion>[^,。?、]{2,20}?(?:仪式|[幕典礼]式|典礼|[大年晚午酒峰宴茶展博例研洽签]会|会议|会上|论坛|宴会|发布会|座谈会|讲座|首映|颁奖礼?|庭审))(?:[上中]|期间|现场|当天|时)"
)
_AT = re.compile(r"[上中]$")
_LEAST_OF_AN_OCCASION = 0.3


def asks_what_he_is(names: Sequence[str], question: str) -> bool:
    """Tell whether a question asks what somebody is whom it names: 「张三是谁」, 「张三的头衔是什么」."""
    named = "|".join(re.escape(name) for name in names)
    folded = fold(question)
    return bool(names) and (
        re.search(rf"(?:{named})(?:究竟|到底)?[是叫](?:谁|哪位)(?:[，。？?]|$)", folded) is not None
        or _ASKED.search(folded) is not None
    )


def asks_what_that_one_is(clause: str) -> bool:
    """Tell whether a part of a question asks what he is for whom another part asks: 「…是哪位专家，他是什么身份？」."""
    folded = fold(clause)
    begins = _OF_HIM.match(folded)
    asked = _ASKED.search(folded)
    return begins is not None and asked is not None and asked.start() <= begins.end()


def introduces(name: str, text: str) -> bool:
    """Tell whether a text says what somebody is: a title before his name, or behind it."""
    return (
        re.search(
            rf"{TITLES}[：:“]?{re.escape(name)}|{re.escape(name)}(?:[，,（(]|是|系|为|现?任|曾任|担任|出任|作为)[^。；]{{0,24}}?{TITLES}",
            text,
        )
        is not None
    )


def another_speaks(question: str, text: str, before: Sequence[str]) -> bool:
    """Tell whether a question asks what somebody says, and a text, with what stands before it, is not his.

    It is another's where only others speak in it, or where it is a quotation or a question and he did not speak before.
    """
    folded = fold(question)
    asked = persons(folded) if _WHAT_HE_SAYS.search(folded) else []
    if not asked or any(name in fold(text) for name in asked):
        return False
    led = before[-1] if before else ""
    turns = tuple(f"{name}：" for name in asked)
    goes_on = led.startswith(turns) or (is_speech(led) and any(name in fold(led) for name in asked))
    return bool(people(text)) or (_IS_SAID.match(text) is not None and not goes_on)


def was_said_elsewhere(question: str, article: str) -> bool:
    """Tell whether a folded question asks what was said on an occasion that a folded article has little of."""
    found = _OCCASION.search(question) if _WHAT_HE_SAYS.search(question) else None
    if not found:
        return False
    occasion = _AT.sub("", found["occasion"])
    pairs = [occasion[at : at + 2] for at in range(len(occasion) - 1)]
    printed = in_words_of(question, article)
    return sum(pair in printed for pair in pairs) < _LEAST_OF_AN_OCCASION * len(pairs)


@lru_cache(maxsize=256)
def asks_who_says(question: str) -> bool:
    """Tell whether a question asks who said, thought or called something."""
    return any(kind_of(part) == "person" and _WHO_SAYS.search(part) for part in parts_of(fold(question)))


@lru_cache(maxsize=256)
def asks_who_spoke_for_it(question: str) -> bool:
    """Tell whether a question asks who spoke for somebody: his words tell it, whatever they are."""
    return any(kind_of(part) == "person" and _SPEAKS_FOR.search(part) for part in parts_of(fold(question)))


def goes_on_after(text: str, before: Sequence[str]) -> int | None:
    """Find in what stands before a sentence, in its paragraph, by its place who speaks on in it without being named."""
    if people(text):
        return None
    return next((at for at in reversed(range(len(before))) if is_speech(before[at])), None)


def spoken_by(text: str, leading: Sequence[str]) -> str | None:
    """Find who says or does what a sentence tells: whom it names last, or else whom what leads up to it does."""
    for each in (text, *reversed(leading)):
        if named := people(each):
            return named[-1]
    return None
