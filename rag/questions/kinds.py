"""Whether a printed text has a thing of the kind that a question asks for: an amount, a day, a name, a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.proof.mentions import same_name
from rag.prose.dates import find_dates
from rag.prose.entities import tokens
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.prose.language import written_in
from rag.prose.names import institutions
from rag.prose.questions import persons
from rag.prose.synonyms import in_full, in_words_of
from rag.prose.words import tagger
from rag.questions.measures import counts_off, is_of, measure_asked, only_counts_points
from rag.questions.parts import Part, Wanted, asks_which, enumerates

_TITLE_ASKED = re.compile(
    r"(?P<title>(?:(?!的)[㐀-鿿]){0,3}(?:长|经理|总监|秘书)|总裁|书记|主任|主席|首席[㐀-鿿]{2,3}官|创始人|总工程师)"
    r"(?:是谁|叫什么|姓什么|是哪位)"
)
_OFFICE = re.compile(
    r"\b(?P<rank>deputy |vice[ -]|former |acting )?"
    r"(?P<office>mayor|chairman|chairwoman|president|governor|director|minister|manager)\b",
    re.I,
)
# 「哪所监狱」 is told by the name of one, not of a court.
_HOUSE_ASKED = re.compile(
    r"哪[一两几]?[家所个座](?P<house>监狱|看守所|法院|检察院|医院|大学|学院|中学|小学|银行|基金(?=会|的?(?:资助|支持|资金|赞助))|机场|车站|酒店|交易所|设计院|研究院|研究所|事务所|出版社|协会|基金会|俱乐部)"
)
# 「哪家企业」 is no bureau.
_BUSINESS_ASKED = re.compile(r"哪[一两几]?[家个些](?:上市)?(?:公司|企业|车企|厂商|厂家|券商|平台|品牌|集团)")
_NO_BUSINESS = re.compile(r"(?:[局委部厅处]|委员会|政府|[法学医]院|检察院|大学|[协学]会)$")
# Up to a day something is counted; it does not happen then.
_UP_TO = re.compile(r"截[至止][到于]?$")
# 「哪天」 is not answered by a month.
_EXACT_DAY = re.compile(r"哪一?[天日]|几[号日]|\bwhat day\b")
# What no suffix of a company tells: 「霞浦海关」, 「市第三医院」, 「评估机构某某咨询」, 「供应商为某某贸易」.
_HOUSE = re.compile(
    r"[㐀-鿿]{2,6}(?:海关|税务局|法院|检察院|派出所|咨询|贸易|出行|书店|报社|杂志社|影院|剧院|餐厅|饭店|酒楼|饼家|茶楼|商行|工厂|工坊|农场|合作社)"
    r"|第[一二三四五六七八九十\d]+(?:人民)?(?:医院|中学|小学)"
    r"|(?:机构|供应商|进口商|出口商|承销商|开发商|运营商|承办方|主办方|杂志|报纸|媒体)(?:[为是系][“「《]?|[“「《])[㐀-鿿]{2,8}"
    r"|机构(?!数据|统计|报告|调研|最新)[㐀-鿿]{2,6}?(?:数据|统计|报告)显示"
)
# 「某片编剧是谁」; what anybody may be called is the asker's word, and no paper's.
_ROLE_ASKED = re.compile(
    r"(?P<before>[㐀-鿿]{2,12}?)(?:究竟|到底|都|又)?(?:是谁|是哪位|(?P<called>[姓叫](?:什么|啥)(?:名字)?))(?:[呢啊呀]?(?:[,。?]|$))"
)
_ANYBODY = re.compile(
    r"者$|[股名]$|[男女老小儿孩妈爸爹爷奶叔姨哥姐弟妹妻夫]|主角|高管|领导|头头|头儿|东家|对手|家伙|老大|高手|专家|学者|名人|明星|人物|负责人|代表|作者|记者|同事|伙伴|同伴|朋友|居民|市民|村民|村|客|[公司厂店校院局行社所]$|名字|品牌|产品|公司|企业"
)
_OF_A_ROLE = re.compile(r"[师人员家手主方商]$")
_LEAST_ROLE, _ROLES = 2, ("n", "nr", "nz", "vn", "v")
# The eras by which a Chinese or Japanese history dates.
_ERAS = (
    "民国|宣统|光绪|同治|咸丰|道光|嘉庆|乾隆|雍正|康熙|顺治|崇祯|天启|泰昌|万历|隆庆|嘉靖|正德|弘治|成化|天顺|景泰|正统|宣德|洪熙|永乐|建文|洪武"
    "|至正|至顺|天历|泰定|延祐|皇庆|至大|大德|至元|中统|咸淳|景定|开庆|宝祐|淳祐|嘉熙|端平|绍定|宝庆|嘉定|开禧|嘉泰|庆元|绍熙|淳熙|乾道|隆兴|绍兴|建炎"
    "|靖康|宣和|政和|大观|崇宁|元符|绍圣|元祐|元丰|熙宁|治平|嘉祐|皇祐|庆历|宝元|景祐|明道|天圣|天禧|大中祥符|景德|咸平|至道|淳化|端拱|雍熙|太平兴国|开宝|乾德|建隆"
    "|大定|明昌|承安|泰和|贞祐|武德|贞观|永徽|显庆|开元|天宝|至德|乾元|大历|建中|贞元|元和|长庆|宝历|大和|太和|开成|会昌|大中|咸通|乾符|广明|中和"
    "|建安|黄初|太康|永嘉|太元|元嘉|天监|太和|开皇|仁寿|大业|庆长|宽永|天正|文禄|享保|天保|明治|大正|昭和|平成|令和"
)
# A time that no calendar's year tells: 「建于857年」, 「明万历三十六年」, 「上世纪80年代」, 「唐代」.
_AGE = re.compile(
    r"公元前?\d+年?|(?<![\d距约近逾有今])\d{3}年(?!前|来|的?历史|间|左右|以上|之久|多|余|寿)"
    rf"|(?:{_ERAS})(?:元|[一二三四五六七八九十]{{1,3}})年"
    r"|世纪|年代|[周秦汉晋隋唐宋辽金元明清][朝代初末]|时期"
    r"|[正腊冬]月"
)
# 「每年正月十八」, 「藏历六月初四」
_LUNAR = re.compile(r"(?:正|腊|冬|[一二三四五六七八九十]{1,2})月(?:初|十|廿|二十|三十)[一二三四五六七八九十]?")
_DAY_OF_THE_WEEK = re.compile(r"(?:周|星期|礼拜)几")
_WEEKDAY = re.compile(r"周[一二三四五六日末](?![年期])|(?:星期|礼拜)[一二三四五六日天]")
# What is no day of a calendar, but tells when.
_THEN = re.compile(r"[首次翌当][日天晚]|[清凌]晨|[上中下]午|[傍夜]晚|前[夜夕]|[前后]不久")
# 「每日20时至次日7时」
_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])(?:时(?!间|速|期|代)|点(?!\d)|:[0-5]\d)|(?<![凌早上下晚中午夜晨])[凌早上下晚中午夜晨]+[一二三四五六七八九十]{1,2}[点时](?!\d)"
)
# Who may be a company; whose name is asked is none.
_A_PERSON = re.compile(r"叫什么名字|姓什么|哪[一两]?位|何人")
_A_NAME = re.compile(r"[叫姓]什么")
# 「多半姓什么」 is told by 「姓姚」, 「叫什么名字」 by a name in quotes or behind 名为, also of a ship.
_SURNAME_ASKED = re.compile(r"姓(?:什么|何)")
_SURNAME = re.compile(r"姓([㐀-鿿])")
_CALLED_ASKED = re.compile(r"[叫名字号](?:什么|何)名?字?")
_CALLED = re.compile(
    r"[“「『《]([^“”「」『』《》]{2,16})[”」』》]|(?:名[叫为]|取名|改名|更名为?|改称|命名为?|定名为?|称为|原名|本名|乳名|艺名|法名|法号|[字号])([㐀-鿿]{1,8})"
)
# Somebody has no name in quotes: 「行长叫什么名字」.
_OF_SOMEBODY = re.compile(
    r"(?:[长人者员生家师手民星]|教授|经理|总监|书记|主任|总裁|主席|男子|女子|孩子|冠军)(?:究竟|到底)?的?(?:名?叫|姓名|名字)"
)
_FOUNDED = re.compile(r"创[办立建]|发起成立|出资")
# What tells a reason, or what something is for.
_CAUSE = re.compile(
    r"因|由于|原因|为了|以便|旨在|受[^，。]{2,20}(?:影响|带动|推动|驱动|提振|制约|限制|冲击|挤压)|拖累|归功|归结|在于|导致|缘于|源于|出于|得益|所致|引发|致使|目的"
    r"|\b(?:because|due to|so that|cause)",
    re.I,
)


def needs_names(part: Part) -> bool:
    """Tell whether nothing but a person's name, or that of a house, answers a part."""
    named = _A_PERSON.search(part.asked.text) or (part.kind == "person" and _A_NAME.search(part.asked.text))
    return bool(named) or part.kind == "institution"


def has_kind(part: Part, text: str) -> bool:
    """Tell whether a sentence has the kind of thing that a part asks for, and not from the question itself."""
    # A part may leave out the name that it is about: 「…的负责人姓什么、叫什么」.
    return tells("\0".join([part.asked.text, *part.asked.names]), part.kind, text)


def tells(question: str, kind: Wanted, text: str) -> bool:
    """Tell whether a text has a thing of a kind (an amount, a day, a name) that is not a question's own."""
    question = fold(question)
    found: Sequence[str]
    if kind == "day":
        exact = _EXACT_DAY.search(question) is not None
        days = [day for day in find_dates(text) if day.day or not exact]
        if exact and "截" not in question:
            days = [day for day in days if not _UP_TO.search(text[: day.start])]
        found = [day.text for day in days]
        found += _LUNAR.findall(text)
        found += [] if exact else [*_AGE.findall(text), *_CLOCK.findall(text), *_THEN.findall(text)]
        if _DAY_OF_THE_WEEK.search(question):
            return _WEEKDAY.search(text) is not None or bool(found)
    elif kind == "amount":
        measure = measure_asked(question)
        found = [
            figure.text
            for figure in figures_of(text)
            if is_of(figure, text, measure) and not (measure is None and only_counts_points(figure))
        ]
        if not found and counts_off(question, fold(text)):
            return True
    elif kind == "institution":
        networks = (each.text for each in tokens(text) if each.tag == "ORG")
        found = list(dict.fromkeys([*institutions(text), *networks, *_HOUSE.findall(text)]))
        if _BUSINESS_ASKED.search(question):
            found = [each for each in found if not _NO_BUSINESS.search(each)]
        if asks_which(question):
            # No suffix tells that 甲、乙、丙等平台 are houses.
            return sum(fold(each) not in question for each in found) > 1 or enumerates(text)
    elif kind == "reason":
        return _CAUSE.search(text) is not None
    elif kind == "person" and (
        _SURNAME_ASKED.search(question) or (_CALLED_ASKED.search(question) and not _OF_SOMEBODY.search(question))
    ):
        called = _SURNAME if _SURNAME_ASKED.search(question) else _CALLED
        found = [*persons(text), *(next(filter(None, said.groups())) for said in called.finditer(text))]
    elif kind == "person":
        found = persons(text) if _A_PERSON.search(question) else [*persons(text), *institutions(text)]
    else:
        return True
    return any(fold(each) not in question for each in found)


def lacks_house(question: str, printed: str) -> bool:
    """Tell whether a question asks for a house of a kind (哪所监狱) that no name in a folded text is of."""
    asked = _HOUSE_ASKED.search(fold(question))
    return asked is not None and re.search(rf"[㐀-鿿]{asked['house']}", printed) is None


def is_anothers_office(question: str, names: Sequence[str], text: str) -> bool:
    """Tell whether a text gives the title that is asked for to somebody of another house only."""
    folded = in_full(fold(question))
    for name in sorted(names, key=len, reverse=True):
        folded = folded.replace(fold(name), "的")  # a title is no more than stands behind the name: 「青栎银行行长」
    asked = _TITLE_ASKED.search(folded)
    if not asked or not names:
        return False
    title = asked["title"]
    owners = [
        next(iter(institutions(found["before"])[-1:]), "")
        for found in re.finditer(rf"(?P<before>[㐀-鿿]{{2,16}}?){re.escape(title)}", in_full(fold(text)))
    ]
    return bool(owners) and all(owner and not any(same_name(name, owner) for name in names) for owner in owners)


def lacks_role(question: str, names: Sequence[str], article: str) -> bool:
    """Tell whether a question asks who is something (编剧) that a folded article prints in no equal word."""
    role = role_asked(fold(question), tuple(names))
    if not role:
        return False
    printed = in_words_of(fold(question), article)
    stem = _OF_A_ROLE.sub("", role)
    return role not in printed and not (len(stem) >= _LEAST_ROLE and stem in printed)


@lru_cache(maxsize=256)
def role_asked(question: str, names: tuple[str, ...]) -> str:
    """What a folded question asks who is, where a paper calls him so, too: 编剧, 裁判长; empty for none."""
    if office_asked(question):
        return ""  # what is printed of an office is told line by line
    for name in names:
        question = question.replace(fold(name), "的")
    found = _ROLE_ASKED.search(question)
    last = tagger()(found["before"])[-1:] if found else []
    role = last[0].word if last and last[0].flag in _ROLES else ""
    if found and found["called"] and not _OF_A_ROLE.search(role):
        return ""  # 「那份计划叫什么」
    return role if len(role) >= _LEAST_ROLE and not _ANYBODY.search(role) else ""


def office_asked(question: str) -> str:
    """The office of which a question asks who holds it, in full; empty where it asks for none."""
    asked = _TITLE_ASKED.search(in_full(fold(question)))
    return asked["title"] if asked else ""


def lacks_office(question: str, printed: str) -> bool:
    """Tell whether a question asks who holds an office that is not in a folded text: a sentence and what leads up."""
    english = written_in(printed) == "en" and re.search(r"\bwho\b", question, re.I)
    held = _OFFICE.search(question) if english else None
    if held:
        told = [rank for rank, office in _OFFICE.findall(printed) if fold(office) == fold(held["office"])]
        return not any(bool(rank) <= bool(held["rank"]) for rank in told)
    title = _TITLE_ASKED.search(in_full(fold(question)))
    if not title:
        return False
    office = title["title"]
    printed = in_full(printed).replace("副" + office, "")
    if office.endswith("创始人") and _FOUNDED.search(printed):
        return False
    # The characters before 长 may belong to the word before (「现任市长」).
    return not any(office[cut:] in printed.replace("副" + office[cut:], "") for cut in range(max(1, len(office) - 1)))
