"""Names of persons and institutions in Chinese prose, as far as a check of an answer needs them."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

from rag.prose.speech import HOLDS, SAYS

# A noun is no verb: 「童年回忆」, 「颇为感慨」.
_SPEECH = rf"(?:{SAYS}|{HOLDS}|预计|宣布|公告|(?<!的)回忆(?=[说道：:，])|(?<!不禁)(?<!不由)感慨(?=[道：:])|写道)"
TITLES = (
    r"(?:董事长|总经理|副总经理|总裁|副总裁|行长|副行长|首席[㐀-鿿]{2}官|首席经济学家|首席分析师|首席研究员|创始人|合伙人|主任|副主任|教授|研究员|"
    r"秘书长|会长|副会长|院长|院士|市长|省长|部长|局长|处长|司长|县长|区长|书记|负责人|总监|总工程师|工程师|厂长|经理|记者|主席|理事长|分析师|经济学家|医生|店主|主管|专家|校长|所长|馆长)"
)
# What the names of houses end in: those that deal in money, other firms, and those that are no firms.
_FINANCIAL = "银行 农商行 城商行 证券 基金 保险 财险 寿险 人寿 信托 期货 理财 金融租赁 消费金融"
_FIRMS = (
    "公司 集团 股份 科技 汽车 能源 航空 电力 药业 乳业 茶业 酒业 牧业 种业 矿业 重工 特钢 光电 化工 置业 地产 生物 "
    "制药 物流 半导体 实业 航运 快递 影业 医械 农牧 锂业"
)
_PUBLIC = "大学 学院 医院 研究院 研究所 研究中心 协会 商会 学会 交易所 委员会 管理局 监管局 总局 总署 财政部 商务部"
# So do names in print (「北辰钢铁」); a question that has the word asks for the thing as often (「钢铁价格」).
_THINGS = "电子 铁路 港口 机场 钢铁 食品 医药 电器 传媒 水泥 轮胎 船舶 纺织 软件 资本 港务 海运 餐饮 文旅"
# Names in questions alone: print has them for no house as often (「饮食文化」, 「产业联盟」).
_GATHERINGS = "文化 联盟"
FINANCIAL, KINDS_IN_PRINT, KINDS_ASKED = (tuple(kinds.split()) for kinds in (_FINANCIAL, _THINGS, _GATHERINGS))
KINDS = (*FINANCIAL, *_FIRMS.split(), *_PUBLIC.split())
_SUFFIX = rf"(?:{'|'.join((*KINDS, *KINDS_IN_PRINT))})"
# What a house is called by in a question.
INSTITUTION = re.compile(rf"(?:{'|'.join((*KINDS, *KINDS_ASKED))})")
# The last sign of a house's whole or short name (中行, 体育局).
INSTITUTION_END = re.compile(r"[行司团院部局会社所]$")
# Where a kind's word goes on, it is of a thing: 「资本充足率」, 「二级资本债」, 「房地产贷款」.
_COMPOUND = (
    r"(?<=资本)(?:充足|债|净额|公积|支出|开支|市场|工具|补充|金|性|新规|缺口|实力|消耗|结构|回报|利得)"
    r"|(?<=房地产)(?:贷款|信贷|市场|行业|业|开发|投资|政策|调控|项目)"
)
_INSTITUTION = re.compile(rf"(?P<name>[㐀-鿿]{{2}})(?P<suffix>{_SUFFIX})(?!{_COMPOUND})")
# What stands before 银行 or 公司 without naming one.
_GENERIC = re.compile(
    r"^[该其此对在与及由被把将了]|^本行|[的该各她他它我你要多家些等个位只支款份是为和与及在对向由被让把其某外本两三四五六七八九十条类所有于以]$|"
    r"(?:商业|政策|国有|大型|中小|股份|上市|上述|这些|部分|其他|城市|农村|相关|外资|民营|全国|地方|区域|国内|省级|市级|县级|有限|责任|分|子|总|母|控股|"
    r"投资|受访|龙头|头部|中央|主要|同类|我国|企业|新能|清洁|高等|综合|公立|民办|年|绿色|普惠|金融|数字|新兴|可再|智能|先进|信息|硬|高新|燃油|动|乘用|商用|"
    r"公司|集团|注册|社会|产业|民间|补充|实收|层次|[一二]级|[季年]度|月份|[半全今去同][年期])$"
)
# 「该行不良率为…」, 「截至去年末，其不良率为…」: of the house that was named before.
_THAT_HOUSE = re.compile(
    r"(?:^|[，,；;“])(?:该(?:行|社|院|校|所|司|公司|集团|企业|机构|券商)|本行|其(?![中实余他它次间后时]))"
)
# 「该船由某某航运订造」, 「这款药…」, and no 该行
_THAT_THING = re.compile(r"[“]?(?:该(?![行社院校司公集企机券])[㐀-鿿]|这[个款种项艘座条只台辆架部支枚][㐀-鿿])")
# 「归母净利润48.6亿元，…」: what is counted stands first, and not whose it is.
_NO_HOUSE = re.compile(
    r"(?:归母|扣非)?(?:净利|利润|营收|营业[收总]|收入|保费|不良|拨备|资本充足|核心一级|总资产|资产总额|贷款|存款|毛利|净息差|研发"
    r"|产能|销量|产量|交付|订单|市值|负债|综合成本|偿付能力|[车产寿健]险)[^，。；]{0,16}\d"
)
_TITLE = re.compile(TITLES)
_TITLED = re.compile(rf"{TITLES}(?P<name>[㐀-鿿]{{2}})")
# The whole name, where what stands behind it cannot be of it.
_TITLED_WHOLE = re.compile(rf"{TITLES}(?P<name>[㐀-鿿]{{2,3}})(?=[的在是和与跟被将说对为因]|\W|$)")
# A run in which nobody speaks is passed over whole, or it is read again from each of its signs.
_SPOKEN = re.compile(
    rf"(?P<head>[㐀-鿿·]{{2,}}?)(?:向[^，。]{{2,14}}|对[^，。]{{2,14}}|在[^，。]{{2,20}}|日前|近日|随后|还|也|则|进一步)?{_SPEECH}"
    r"|[㐀-鿿·]+"
)
_SAYS = re.compile(_SPEECH)
# 「在某某看来，…」
_SEEN_BY = re.compile(r"在(?P<name>[㐀-鿿]{2,4})看来")
_SERVES = re.compile(r"在(?P<house>[^，。；、在]{2,16}?)(?:任职|就职|供职)")
# Somebody who is not named: 「某银行相关负责人表示」.
_UNNAMED = re.compile(
    rf"^(?P<who>[^，。：；]{{2,24}}?(?:负责人|人士|专家|分析师|发言人|工作人员))[^，。：；]{{0,10}}?{_SPEECH}"
)
_NO_PERSON = re.compile(
    r"(?:信中|书中|诗中|日记|如是|如此|这样|市场|外界|各方|券商|投行|法院|文章|报道|新规|政策|办法|意见|会议|规划|纪要|[年季财公日周月]报|声明|来信|一方|自己|记者|专家|人士|公司|银行|集团|人员|报告|分析|业内|文件|通知|方案|公告|数据|显示|负责人|企业|部门|双方|有人|代表|居民|学者|高管|机构|协会|"
    r"政府|委员会|该行|他们|她|他|我|大家|经理|老师|主任|教授|行长|董事长|局|部|委|院|会|所|处|司|该行|银行|我行|据了解|此外|同时|并且?|者|其|商|方|厂|店|人|们|品|年|月|日)$"
)


def find_names(text: str) -> list[str]:
    """Find names of persons (by title or speech) and institutions in a text, each once, in order of kind."""
    return list(dict.fromkeys([*institutions(text), *people(text)]))


def people(text: str) -> list[str]:
    """Find names of persons, by title or speech."""
    return [*(match["name"] for match in _TITLED.finditer(text) if _is_person(match["name"])), *speakers(text)]


def titled(text: str) -> list[str]:
    """Find the persons whom a text gives a title before their names, as far as the names' ends are plain."""
    return [match["name"] for match in _TITLED_WHOLE.finditer(text) if _is_person(match["name"])]


def has_title(text: str) -> bool:
    """Tell whether a text gives somebody's title."""
    return _TITLE.search(text) is not None


def institutions(text: str) -> list[str]:
    """Find names of institutions: the two characters before its kind (河东银行) tell one from others."""
    return [
        match["name"] + match["suffix"] for match in _INSTITUTION.finditer(text) if not _GENERIC.search(match["name"])
    ]


def leans_on_a_house(text: str) -> bool:
    """Tell whether a clause of a text has for its subject a house that was named before (该行, 其)."""
    return not institutions(text) and _THAT_HOUSE.search(text) is not None


def leans_on_a_thing(text: str) -> bool:
    """Tell whether a text begins with a thing that was named before, and that is no house (该船, 这款药)."""
    return _THAT_THING.match(text) is not None


def leaves_out_its_house(text: str) -> bool:
    """Tell whether a sentence begins with what it counts and names no house: whose it is was said before."""
    return _NO_HOUSE.match(text) is not None and not institutions(text)


def speakers(text: str) -> list[str]:
    """Find the persons whom a text has say something."""
    found = []
    for match in _SPOKEN.finditer(text):
        head = match["head"]
        if head is None:
            continue
        titled = list(_TITLE.finditer(head))
        name = head[titled[-1].end() :] if titled else head
        begins = titled or match.start() == 0 or text[match.start() - 1] in "，。；：”」、\n "
        if (
            begins
            and 2 <= len(name) <= 4
            and not _NO_PERSON.search(name)
            and not (len(name) == 4 and not _is_person(name))
        ):
            found.append(name)
        elif len(name) > 3:
            found += [name[-length:] for length in (3, 2) if _is_person(name[-length:])][:1]
    found += [match["name"] for match in _SEEN_BY.finditer(text) if _is_person(match["name"])]
    return list(dict.fromkeys(found))


def is_speech(text: str) -> bool:
    """Tell whether a text has somebody whom it names say something."""
    return _SAYS.search(text) is not None and bool(people(text))


def is_speech_word(word: str) -> bool:
    """Tell whether a word only has somebody say something."""
    return _SAYS.fullmatch(word) is not None


def houses_served(text: str) -> list[str]:
    """Find the houses in which a text has somebody work (「他在某公司任职」)."""
    return [match["house"] for match in _SERVES.finditer(text)]


def is_served(house: str, text: str) -> bool:
    """Tell whether a text has somebody with a title, or at work, in a house."""
    house = re.escape(house)
    return re.search(rf"{house}[^，。；、]{{0,12}}?(?:{TITLES}|任职|就职|供职|工作|任教|入职)", text) is not None


def unnamed_speaker(text: str) -> str | None:
    """Find who says a text by what he is (「某银行相关负责人」), where he is not named."""
    said = _UNNAMED.match(text)
    return said["who"] if said else None


@cache
def surnames(*kinds: Literal["usual", "rare", "spoken"]) -> frozenset[str]:
    """List the family names, of one sign or two, of some kinds in ``data/surnames.txt``."""
    text = resources.files("rag").joinpath("data/surnames.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return frozenset(name for kind, *names in rows if kind in kinds for name in names)


def is_surname(character: str) -> bool:
    """Tell whether a character is a surname."""
    return character in surnames("usual", "spoken")


def _is_person(word: str) -> bool:
    if _NO_PERSON.search(word):
        return False
    names = surnames("usual", "spoken")
    return (word[0] in names and len(word) <= 3) or word[:2] in names


def known(name: str, text: str) -> bool:
    """Tell whether a text has a name, in full or as a short form of it (工行 for 工商银行)."""
    if name in text.replace(" ", "").replace("\n", ""):
        return True
    return (
        len(name) == 2
        and name[-1] in "行司院校所"
        and re.search(rf"{re.escape(name[0])}[㐀-鿿]{{1,6}}{name[-1]}", text) is not None
    )
