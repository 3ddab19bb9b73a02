"""Lines that tell of two by name, what a writer may make of them, and the same with the two exchanged.

A shape is a printed line and drafts that say what it says; each draft turns wrong where its two change places. What is
said of each is told in the line itself, so that no list of names or verbs can stand in for its syntax.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rag.types import Article, Block, Place
from tests.faults import Correct, Faulty

Shape = tuple[str, tuple[str, ...]]

_HOUSES = (
    ("海川银行", "江川证券"), ("霜桥集团", "白鹭股份"), ("青禾科技", "北辰特钢"), ("砚池药业", "墨池生物"),
    ("晨汐航空", "晚汐物流"), ("岚汀电池", "远汀锂业"), ("松浦农牧", "芦浦乳业"), ("云雀控股", "杏坞酒业"),
)  # fmt: skip
_PERSONS = (("张伟", "李明"), ("钱望舒", "孟庆禾"), ("卫承志", "陆季安"), ("谭静姝", "郁文柏"))
_PLACES = (("南屿市", "北辰市"), ("松浦市", "芦浦县"), ("霜桥县", "鹤洲市"), ("砚山市", "麦垄县"))
# Who does it, and to whom.
_ACTS_OF_HOUSES: tuple[Shape, ...] = (
    ("{a}拟收购{b}51%的股权。", ("{a}收购{b}51%的股权。", "{b}51%的股权将由{a}收购。", "{b}拟被{a}收购51%的股权。")),
    ("{a}向{b}提供贷款5亿元。", ("{a}为{b}提供了5亿元贷款。", "{b}获{a}提供贷款5亿元。", "5亿元贷款由{a}提供给{b}。")),
    ("{a}起诉{b}，索赔5亿元。", ("{a}向{b}索赔5亿元。", "{b}被{a}起诉。", "{a}已将{b}起诉，索赔5亿元。")),
    ("{a}将所持30%股权转让给{b}。", ("{a}向{b}转让30%股权。", "{a}把30%的股权转让给了{b}。")),
    ("{a}昨天公告，拟向{b}增资3亿元。", ("{a}拟向{b}增资3亿元。", "{b}拟获{a}增资3亿元。", "{a}对{b}增资3亿元。")),
    ("{b}一审败诉，被判赔偿{a}800万元。", ("{b}须赔偿{a}800万元。", "{b}被判向{a}赔偿800万元。")),
    ("{a}入股{b}，持股5%。", ("{a}已入股{b}。", "{b}获{a}入股5%。")),
    ("{a}去年采购{b}的设备1200台。", ("{a}向{b}采购设备1200台。", "{a}从{b}采购了1200台设备。")),
    ("{a}为{b}担保2亿元。", ("{a}替{b}担保2亿元。", "{b}的2亿元由{a}担保。")),
    ("{a}终止了与{b}的合作，并要求{b}退还货款300万元。", ("{a}要求{b}退还300万元货款。", "{b}被{a}要求退还300万元。")),
    ("{a}的市值首次超过{b}，达到900亿元。", ("{a}的市值超过{b}。", "{b}的市值被{a}超过。")),
    ("{a}委托{b}销售产品20万件。", ("{a}委托{b}销售20万件产品。", "{b}受{a}委托销售20万件产品。")),
)  # fmt: skip
_ACTS_OF_PERSONS: tuple[Shape, ...] = (
    ("{a}接替{b}出任队长。", ("{a}接替了{b}。", "{b}的队长一职由{a}接替。")),
    ("{a}赠送{b}图书500册。", ("{a}向{b}赠送图书500册。", "{b}获{a}赠送500册图书。", "{a}将500册图书赠送给{b}。")),
    ("{a}在决赛中击败{b}，得到26分。", ("{a}击败了{b}。", "{b}被{a}击败。", "{b}在决赛中遭{a}击败。")),
    ("{a}举报{b}虚开发票12张。", ("{a}举报{b}虚开12张发票。", "{b}被{a}举报虚开发票12张。")),
)  # fmt: skip
_ACTS_OF_PLACES: tuple[Shape, ...] = (
    ("{a}支援{b}救灾物资300吨。", ("{a}向{b}支援300吨救灾物资。", "{b}获{a}支援物资300吨。")),
    ("{a}去年的税收反超{b}，多出2亿元。", ("{a}税收反超{b}。", "{b}的税收被{a}反超。")),
)  # fmt: skip
# Whose office, age or place it is.
_OF_PERSONS: tuple[Shape, ...] = (
    ("海川银行董事长为{a}，行长为{b}。", ("海川银行的董事长为{a}。", "海川银行的行长是{b}。", "{b}任海川银行行长。")),
    ("会上，海川银行董事长{a}、行长{b}先后发言。", ("海川银行董事长{a}在会上发言。", "海川银行行长{b}发了言。")),
    ("{a}担任海川银行董事长，{b}担任行长。", ("{a}担任海川银行董事长。", "海川银行的行长是{b}。")),
    ("{a}任海川银行行长，{b}任江川银行行长。", ("{a}任海川银行行长。", "江川银行的行长是{b}。")),
    ("获奖影片的导演为{a}，编剧为{b}。", ("获奖影片的导演是{a}。", "获奖影片的编剧是{b}。")),
    ("{a}今年45岁，{b}今年38岁。", ("{a}今年45岁。", "{b}今年38岁。", "45岁的{a}。")),
    ("{a}去年领取薪酬120万元，{b}则为98万元。", ("{a}去年的薪酬为120万元。", "{b}去年领取薪酬98万元。")),
    ("{a}出生于南屿市，{b}出生于北辰市。", ("{a}出生于南屿市。", "{b}出生在北辰市。")),
    ("{a}买入500万股，{b}卖出300万股。", ("{a}买入500万股。", "{b}卖出了300万股。")),
    ("{a}买入海川银行500万股，{b}卖出海川银行300万股。", ("{a}买入海川银行500万股。", "{b}卖出海川银行300万股。")),
)  # fmt: skip
_OF_HOUSES: tuple[Shape, ...] = (
    ("{a}注册地在南屿市，{b}注册地在北辰市。", ("{a}的注册地在南屿市。", "{b}注册地位于北辰市。")),
    ("{a}总部设在南屿市，{b}则把总部放在北辰市。", ("{a}的总部设在南屿市。", "{b}总部在北辰市。")),
    ("{a}董事长为张伟，{b}董事长为李明。", ("{a}的董事长是张伟。", "{b}董事长李明。", "李明为{b}董事长。")),
    ("{a}将在南屿市建厂，投资12亿元；{b}将在北辰市建厂，投资8亿元。", ("{a}将在南屿市建厂。", "{b}在北辰市建厂。")),
    ("{a}由张伟创办，{b}由李明创办。", ("{a}由张伟创办。", "{b}的创办者是李明。")),
)  # fmt: skip
_OF_PLACES: tuple[Shape, ...] = (
    ("{a}市长为张伟，{b}市长为李明。", ("{a}的市长是张伟。", "{b}市长李明。")),
    ("公司的新工厂设在{a}，总部设在{b}。", ("公司的新工厂在{a}。", "公司的总部设在{b}。", "公司总部在{b}。")),
    ("会议在{a}举行，展览在{b}举行。", ("会议在{a}举行。", "展览在{b}举行。", "会议的举办地是{a}。")),
)  # fmt: skip
# What is no owner by name: kinds, measures, terms, ordinals.
_KINDS: tuple[tuple[tuple[tuple[str, str], ...], tuple[Shape, ...]], ...] = (
    (
        (("A股", "H股"), ("B股", "A股"), ("甲类股", "乙类股")),
        (
            ("海川银行{a}收于5.2元，{b}收于6.1港元。", ("海川银行{a}收于5.2元。", "{b}收报6.1港元。")),
            ("{a}上涨2.3%，{b}上涨1.1%。", ("{a}上涨2.3%。", "{b}涨1.1%。", "涨1.1%的是{b}。")),
        ),
    ),
    (
        (("男性", "女性"), ("甲组", "乙组"), ("老人", "青年"), ("城镇居民", "农村居民"), ("线上", "线下")),
        (
            ("{a}占57%，{b}占43%。", ("{a}占57%。", "{b}占43%。", "其中{b}的占比为43%。")),
            ("参加者中{a}有120人，{b}有95人。", ("{a}有120人。", "{b}参加者有95人。")),
        ),
    ),
    (
        (("M2", "M1"), ("M1", "M0"), ("社融", "信贷")),
        (
            ("{a}同比增长8.3%，{b}同比增长2.1%。", ("{a}同比增长8.3%。", "{b}同比增长2.1%。", "{b}的同比增速为2.1%。")),
            (
                "{a}余额300万亿元，同比增长8.3%；{b}余额70万亿元，同比增长2.1%。",
                ("{a}余额300万亿元。", "{b}余额70万亿元，同比增长2.1%。", "{a}余额同比增长8.3%。"),
            ),
        ),
    ),
    (
        (("CPI", "PPI"), ("核心CPI", "CPI"), ("进口价格", "出口价格")),
        (("{a}同比上涨0.5%，{b}同比下降2.1%。", ("{a}同比上涨0.5%。", "{b}同比下降2.1%。")),),
    ),
    (
        (("1年期", "5年期"), ("3年期", "10年期"), ("一年期", "三年期")),
        (
            ("{a}LPR为3.1%，{b}以上LPR为3.6%。", ("{a}LPR为3.1%。", "{b}以上LPR为3.6%。")),
            ("{a}存款利率为1.1%，{b}为1.5%。", ("{a}存款利率为1.1%。", "{b}存款利率为1.5%。")),
            ("{a}国债收益率报1.9%，{b}国债收益率报2.2%。", ("{a}国债的收益率为1.9%。", "{b}国债收益率报2.2%。")),
        ),
    ),
    (
        (("第一", "第二"), ("第二", "第三")),
        (
            ("{a}大股东持股25%，{b}大股东持股12%。", ("{a}大股东持股25%。", "{b}大股东持有12%的股份。")),
            ("{a}工厂年产20万台，{b}工厂年产35万台。", ("{a}工厂年产20万台。", "{b}工厂的年产量为35万台。")),
        ),
    ),
    (
        (("一等奖", "二等奖"), ("B轮", "C轮"), ("2号线", "3号线"), ("甲级", "乙级")),
        (("{a}为10万元，{b}为5万元。", ("{a}为10万元。", "{b}是5万元。")),),
    ),
    (
        (("进口", "出口"), ("流入", "流出"), ("买入", "卖出"), ("收入", "支出"), ("新增贷款", "新增存款")),
        (
            ("{a}12.5亿元，{b}10.5亿元。", ("{a}12.5亿元。", "{b}10.5亿元。", "{b}额为10.5亿元。")),
            ("上月，南屿市{a}12.5亿元，{b}10.5亿元。", ("南屿市上月{a}12.5亿元。", "上月，南屿市{b}10.5亿元。")),
        ),
    ),
    (
        (("计提减值", "核销"), ("营业成本", "营业收入"), ("研发费用", "销售费用")),
        (("海川银行{a}12.5亿元，{b}10.5亿元。", ("海川银行{a}12.5亿元。", "海川银行{b}10.5亿元。")),),
    ),
)

# What else an article has.
_BESIDE = "消息传出后，不少读者打来电话询问。本报将继续关注事情的进展，更多细节预计下周公布。"


def exchanged() -> tuple[list[Correct], list[Faulty]]:
    """Make the right drafts of every shape with every two of its kind, and those with the two exchanged."""
    right: list[Correct] = []
    wrong: list[Faulty] = []
    for kind, pairs, shapes in _groups():
        for line, drafts in shapes:
            for one, other in pairs:
                printed = line.format(a=one, b=other)
                article = _article(f"x{len(right)}", printed + _BESIDE)
                right.append(Correct(printed, article, kind))
                for draft in drafts:
                    right.append(Correct(draft.format(a=one, b=other), article, kind))
                    wrong.append(Faulty(draft.format(a=other, b=one), kind, right[-1]))
    return right, wrong


def _groups() -> Iterator[tuple[str, Sequence[tuple[str, str]], Sequence[Shape]]]:
    yield "side", _HOUSES, _ACTS_OF_HOUSES
    yield "side", _PERSONS, _ACTS_OF_PERSONS
    yield "side", _PLACES, _ACTS_OF_PLACES
    yield "attribute", _PERSONS, _OF_PERSONS
    yield "attribute", _HOUSES, _OF_HOUSES
    yield "attribute", _PLACES, _OF_PLACES
    for pairs, shapes in _KINDS:
        yield "kind", pairs, shapes


def _article(number: str, body: str) -> Article:
    return Article(
        number,
        "本地要闻",
        (),
        body,
        (Block("paragraph", 0, len(body)),),
        (),
        (Place(number, None, date(2026, 3, 18), None, ((0, len(body)),)),),
    )
