"""What a line tells that is only near what is asked: several together for one, a piece for the total, all for a part.

「三座水库共腾出1.9亿立方米」 does not tell how much one of them did, nor 「每餐14元」 what a contract comes to.
All texts are folded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.prose.figures import figures_of
from rag.prose.sorts import of_another_sort
from rag.prose.synonyms import in_words_of
from rag.prose.words import is_place, tagger
from rag.questions.measures import MONEY, measure_asked, named_measure

_TOGETHER_ASKED = re.compile(
    r"(?<!公)共(?!享|有|产|和)|合计|总[额量数和计]|加起来|[两三四五六七八九十][座个家地县区市村校人条支所]"
)
# 「松窑、鹿门等三座水库…，共腾出…」
_SEVERAL = re.compile(
    r"(?P<several>[^,。;、:]{1,16}、[^,。;:]{1,40})[^。;]{0,30}?(?:(?<!公)共|合计)(?!享|有|产|和)[^,。;\d]{0,10}(?=\d)"
)
_MEMBERS = re.compile(r"、|以及|[和与及]")
_LEAST_OF_A_NAME = 2
_TOTAL = re.compile(r"总(?:金额|额|价|投资|造价|经费|费用|收入|成本|预算|支出|花费|货款)|[总一]共|合计")
_PER_PIECE = re.compile(r"每(?![年月日天])[^,。;:]{1,10}$")
_A_PIECE = re.compile(r"[/一每](?:平方米|平米|公斤|立方米|[份人餐次盒斤吨个件套张台辆本瓶桶度])")
# 「资助金额是多少」
_SUM_ASKED = re.compile(r"(?P<act>[㐀-鿿]{2})总?(?:金额|数额|额度|款额)(?:各自?|分别)?[是为有达约]*(?:多少|几)")
# What a sum is of that a paper tells in other words (「以3亿元中标」), or that says only which sum.
_NO_ACT = re.compile(
    r"合同|订单|协议|项目|工程|案|涉|[具整总全]体|实际|年度|最[终后高低多少]|[的了各每其该此]|成交|交易|损失"
)
# 「家电的进口额是多少」
_OF_A_THING = re.compile(r"(?P<thing>[㐀-鿿]{2,8})的(?=[^,。的]{2,8}?[是为有达约]*(?:多少|几))")
_SEGMENT = re.compile(r"[,;。]")
# 「在全国开了多少家」, 「全市共有…」
_SCOPE = re.compile(r"全(?:世界|[球国省市县州镇村])")
# 「由哪些单位承担」
_BY_WHOM = re.compile(r"^(?:又|都|分别)?[由归](?:哪|谁|什么)[^,。?]{0,6}?(?P<act>[㐀-鿿]{2})\??$")


def is_of_several_together(names: Sequence[str], question: str, line: str) -> bool:
    """Tell whether a line tells what several did together, of whom a question asks about one."""
    found = None if _TOGETHER_ASKED.search(question) else _SEVERAL.search(line)
    if found is None:
        return False
    own = [name for name in names if _is_one_of(name, found["several"])]
    # What that one did by itself may stand before the list, or behind.
    return len(own) == 1 and line.count(own[0][:_LEAST_OF_A_NAME]) == 1


def _is_one_of(name: str, several: str) -> bool:
    """Tell whether a name is of one member of a list, also cut short (鹿门水库 of 「松窑、鹿门、白荻三座水库」)."""
    *members, last = _MEMBERS.split(several)
    starts = {name[:length] for length in range(_LEAST_OF_A_NAME, len(name) + 1)}
    return last.startswith(name[:_LEAST_OF_A_NAME]) or any(
        member.endswith(start) for member in members for start in starts
    )


def is_of_a_piece(question: str, line: str) -> bool:
    """Tell whether a question asks what something comes to in all, and a line tells what a piece of it does."""
    if not _TOTAL.search(question) or "每" in question or measure_asked(question) != MONEY:
        return False
    told = [figure for figure in figures_of(line) if figure.unit in MONEY]
    return bool(told) and all(
        _PER_PIECE.search(line[: figure.start]) or _A_PIECE.match(line, figure.end) for figure in told
    )


def lacks_what_the_sum_is(question: str, line: str, leading: str) -> bool:
    """Tell whether neither a line nor what leads up to it tells of the act whose sum is asked for: 「资助金额」."""
    asked = _SUM_ASKED.search(question)
    if not asked or _NO_ACT.search(asked["act"]):
        return False
    printed = in_words_of(question, f"{leading}\n{line}")
    return not any(each in printed for each in asked["act"])


def is_of_the_whole(names: Sequence[str], question: str, line: str, leading: str, article: str) -> bool:
    """Tell whether a line tells of all there is in a place, or of another sort, where a question asks of one thing.

    「家电的进口额」 is not told by the imports of all goods, where the paper counts 家电 by itself.
    """
    thing = thing_asked(question, tuple(names))
    if not thing or not re.search(rf"{re.escape(thing)}[^,。;\d]{{0,6}}\d", article):
        return False
    own = [segment for segment in _SEGMENT.split(line) if thing in segment]
    if own:
        return all(of_another_sort(question, segment, "") for segment in own)
    return thing not in in_words_of(question, f"{leading}\n{line}")


def is_of_another_scope(question: str, line: str) -> bool:
    """Tell whether a line counts what there is in a city, where a question asks for all the country, or so."""
    asked, told = set(_SCOPE.findall(question)), set(_SCOPE.findall(line))
    return bool(asked and told) and asked.isdisjoint(told)


@lru_cache(maxsize=256)
def thing_asked(question: str, names: tuple[str, ...]) -> str:
    """The noun of a place's own things of which a question asks a measure: 家电 of 「某省家电的进口额是多少」."""
    found = list(_OF_A_THING.finditer(question))
    run = found[0]["thing"] if len(found) == 1 else ""
    places = [
        place[0]
        for name in names
        if (place := re.search(rf"{re.escape(name)}[省市县区州镇]?", run)) and (is_place(name) or is_place(place[0]))
    ]
    if not places or not named_measure(question[found[0].end() :]):
        return ""
    last = tagger()(run.rpartition(places[0])[2])[-1:]
    return next((word.word for word in last if word.flag[0] in "nj" and len(word.word) > 1), "")


def lacks_what_is_borne(part: str, question: str, names: Sequence[str], article: str) -> bool:
    """Tell whether a part asks by whom is done what was asked for before, and an article prints neither word.

    「总经费是多少，由哪些单位承担」
    """
    clause = part.rpartition(",")[2]
    asked = _BY_WHOM.match(clause)
    before = named_measure(question.partition(clause)[0], tuple(names)) if asked else ""
    if not asked or not before:
        return False
    printed = in_words_of(question, article)
    return not any(word in printed for word in (asked["act"], before))
