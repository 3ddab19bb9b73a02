"""Whether a printed sentence has the kind of thing that a question asks for, in a paper's own words."""

from __future__ import annotations

import pytest

from rag.evidence.worth import score
from rag.listings.topics import topics_of
from rag.questions.kinds import is_anothers_office, lacks_office, tells
from rag.questions.parts import kind_of
from tests.scoring import one_part, printed


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("这台柴油机有几个缸？", "青野柴油机为直列六缸，排量9升。", "青野柴油机排量9升，很省油。"),
        ("新桥有几条车道？", "桥上设双向八车道。", "桥上设有人行道。"),
        ("反对党得到几个席位？", "反对党可得31席。", "反对党得票率为41.6%。"),
        ("上赛季输了几场？", "球队上赛季战绩为20胜9败。", "球队上赛季名列第三。"),
        ("他自己赔过几次钱？", "他自己掏钱赔过九回。", "他自己掏钱赔过。"),
        ("俱乐部拿过几次杯赛冠军？", "俱乐部曾两度夺得杯赛冠军。", "俱乐部夺得杯赛冠军。"),
        ("路上要多长时间？", "到机场只需两个半小时。", "到机场要走18公里。"),
        ("要求多久答复？", "要求主管部门在一个月内答复。", "要求主管部门答复这46人。"),
        ("全部案件多长时间内办完？", "全部案件力争在15个工作日内结案。", "全部案件共15件。"),
        ("城被围了多少天？", "城被围五十三日，粮尽而降。", "城中有53人。"),
        ("海湾封锁了多久？", "封锁该湾达七周。", "封锁该湾的有7艘船。"),
        ("口服药多久吃一次？", "国内首个每周一次给药的药品。", "每盒168元。"),
        ("鱼卖一斤净赚多少钱？", "一斤只净赚一块五。", "一斤只净赚一点。"),
        ("收购花了多少钱？", "对价2.15亿澳元。", "持股比例40%。"),
        ("早上冷到零下多少度？", "最低气温降至零下46.3℃。", "最低气温有记录以来最低，持续3天。"),
        ("枪能打多远？", "有效射程不过三十步。", "装弹要两人。"),
        ("减持前持有多少股份？", "持股7.3%的第二大股东拟减持。", "第二大股东拟减持，涉及3家券商。"),
        ("多少户牧民用上了贷款？", "贷款惠及牧户940家。", "贷款总额1.3亿元。"),
        ("金价涨一成，首饰会少卖多少？", "金价每涨一成，销量大约下滑两成。", "首饰门店增多。"),
        ("合并后还剩多少本金没还？", "拟兑付剩余本金4亿元。", "拟兑付本金，共发行3期。"),
        ("公司登记了多少家政员？", "登记的家政员有2300人。", "月薪上涨。"),
        ("茶厂和茶店各占多少个？", "其中，茶厂31个，茶店46个。", "茶厂占三成五，即35%。"),
    ],
)
def test_an_amount_is_told_in_a_word_of_its_own(question: str, told: str, untold: str) -> None:
    assert kind_of(question) == "amount"
    assert tells(question, "amount", told)
    assert not tells(question, "amount", untold)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("检修安排在星期几？", "物业说周三停电检修。", "物业说停电检修。"),
        ("寺庙建于何时？", "寺庙始建于金大定九年。", "寺庙始建于城西郊。"),
        ("村里哪天抢灯？", "每年正月十八抢灯。", "每年冬天抢灯。"),
        ("额度什么时候卖光的？", "额度首日上午即售罄。", "额度已售罄。"),
        ("青禾银行是哪一天发债的？", "5月6日，青禾银行发行了债券。", "截至5月6日，青禾银行等发行了债券。"),
        ("名单统计截至哪一天？", "截至5月6日，发债的有青禾银行等。", "发债的有青禾银行等。"),
    ],
)
def test_a_day_is_told_by_other_calendars(question: str, told: str, untold: str) -> None:
    assert kind_of(question) == "day"
    assert tells(question, "day", told)
    assert not tells(question, "day", untold)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("寨里的人家大多姓什么？", "九成以上姓姚。", "全寨217户。"),
        ("僧人的号叫什么？", "僧人慧某，号石帆。", "僧人在山中出家。"),
        ("相撞的货轮叫什么名字？", "货轮“青帆6”号与渔船相撞。", "货轮与渔船相撞。"),
        ("百货大楼改叫什么名字？", "百货大楼两年后更名为青里。", "百货大楼两年后重开。"),
    ],
)
def test_a_name_is_told_of_anything_that_has_one(question: str, told: str, untold: str) -> None:
    assert tells(question, "person", told)
    assert not tells(question, "person", untold)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("外贸数据是哪个部门统计的？", "据霜澳海关统计，进出口增长。"),
        ("伤者送去了哪家医院？", "伤者均送往市第三医院。"),
        ("预付款付给哪家供应商？", "公司称，供应商为青铜贸易。"),
        ("空置率是哪家机构公布的？", "研究机构博石数据显示，空置率上升。"),
    ],
)
def test_a_house_is_told_without_a_companys_suffix(question: str, told: str) -> None:
    assert tells(question, "institution", told)
    assert not tells(question, "institution", "此事仍在调查。")
    assert not tells(question, "institution", "有关机构认为，利率仍将下行，媒体报道了此事。")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("拓下来的几份打算怎么分？", "other"),
        ("得来的十几亿元准备怎么用？", "other"),
        ("她是几号种子？", "amount"),
        ("做成的是第几号样品？", "amount"),
        ("几号开幕？", "day"),
        ("分公司有几家？", "amount"),
        ("严子陵修云桥是为了什么？", "reason"),
    ],
)
def test_what_is_asked_is_read_from_what_asks(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "尿素期货是被什么消息拖下来的？",
        "分中心的业务转到哪里办？",
        "《孤灯来信》的原著作者是谁？",
        "那份消费报告是谁写的？",
        "这个角色是照着谁写的？",
        "这首歌的旋律原本由哪位作曲家所写？",
        "获得长篇小说奖的是哪部作品，作者是谁？",
    ],
)
def test_what_a_report_tells_is_not_asked_of_the_catalogue(question: str) -> None:
    assert topics_of(question) == ()


@pytest.mark.parametrize("question", ["这篇报道是谁写的？", "第一篇文章转到了哪一版？", "有哪些消息？"])
def test_the_catalogue_is_still_asked(question: str) -> None:
    assert topics_of(question)


def test_who_founded_something_is_its_founder() -> None:
    assert not lacks_office("大学的创始人是谁？", "大学由企业家汤某出资创办。")
    assert lacks_office("大学的创始人是谁？", "大学的校长是汤某。")


def test_somebody_has_no_name_in_quotes() -> None:
    assert not tells("银行的行长叫什么名字？", "person", "银行提出“稳字当头”的口号。")
    assert tells("银行的行长叫什么名字？", "person", "行长白知远提出“稳字当头”的口号。")


def test_why_something_shrank_is_not_told_by_how_much_it_grew() -> None:
    told, grew = printed("青栎银行公布业绩。", "青栎银行绿色贷款余额651.7亿元，同比增长41.6%。")
    assert score(one_part("青栎银行的绿色贷款为什么缩水了？"), told, grew).barred
    assert not score(one_part("青栎银行的绿色贷款为什么增长了？"), told, grew).barred
    told, cheaper = printed("青栎电子谈成本。", "由于规模扩大41.6%，青栎电子的成本降低了。")
    assert not score(one_part("青栎电子的成本为什么降低了？"), told, cheaper).barred


def test_who_holds_an_office_is_not_told_by_another_houses() -> None:
    names = ["青禾水务"]
    assert is_anothers_office("青禾水务的总经理是谁？", names, "霜桥能源集团总经理房可为介绍。")
    assert not is_anothers_office("青禾水务的总经理是谁？", names, "青禾水务总经理房可为介绍。")
    assert not is_anothers_office("青禾水务的总经理是谁？", names, "总经理房可为介绍。")
    assert not is_anothers_office("青禾水务的总经理是谁？", names, "青禾水务去年亏损。")
    told, line = printed("青禾水务公布业绩。", "霜桥能源集团总经理房可为介绍，电站明年投产。")
    assert score(one_part("青禾水务的总经理是谁？"), told, line).barred


@pytest.mark.parametrize("of", ["的", ""])
@pytest.mark.parametrize("title", ["董事长", "行长"])
def test_a_title_is_asked_for_without_the_tail_of_its_house(of: str, title: str) -> None:
    question = f"青栎银行{of}{title}是谁？"
    assert is_anothers_office(question, ["青栎银行"], f"霜桥银行{title}房可为介绍。")
    assert not is_anothers_office(question, ["青栎银行"], f"青栎银行{title}房可为介绍。")
    assert not is_anothers_office(question, ["青栎银行"], f"该行{title}房可为介绍。")


@pytest.mark.parametrize(
    ("line", "tells_it"),
    [
        ("此举将带来两方面影响，可从五个层面推进，并写好三篇文章。", False),
        ("全年共发行两千亿元。", True),
        ("全年共发行3项产品。", True),
    ],
)
def test_how_many_points_there_are_is_no_amount(line: str, tells_it: bool) -> None:
    assert tells("绿色债一共发了多少？", "amount", line) is tells_it
