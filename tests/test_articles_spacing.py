"""Pages that set each headline two empty lines below the story above it: what stands nearer is a subhead."""

from __future__ import annotations

from rag.articles import parse_page
from rag.types import Page
from tests.test_articles_properties import check_lossless

FERRY = (
    "鹭洲三条渡船航线上半年运送旅客九十二万人次，比去年同期多出两成。\n\n"
    "公司副经理梅怀谷介绍，新添的两条渡船各有三百个座位，早班提前到五点半，末班推迟到十一点。\n\n"
    "岸上的候船室扩了一倍，老人和孩子有了专用座位。乘客中三成是去岛上看海的游客，七成是通勤的居民，月票卖了六千张。\n\n"
    "梅怀谷说，秋天以前票价不变，冬天要看油价；岛上居民提出的夜航，要等灯塔装好新灯以后再试。"
)
SUBHEAD = "船坞师傅带出四个徒弟"
YARD = (
    "船坞里的钳工师傅段老七照例检查螺旋桨，身边跟着四个徒弟，都是技校毕业生，两年里已有三人考取高级证书。\n\n"
    "厂里按证书发补贴，每级每月三百元；技校也把实训课搬进船坞，一学期八十个课时，由老师傅讲授。\n\n"
    "段老七还有一年退休，他希望徒弟里有人接下检验的活，那是船坞最要眼力的工种，出了差错整条船都要返工。"
)
TEA = (
    "岭尾秋茶八月一日开采，头一周采下鲜叶四百吨，每公斤均价六元二角，比春末低了一元。\n\n"
    "茶农秦桂枝说，今年请人采茶贵，家里留了三亩让机器去采，剩下的自己慢慢收。"
)
ROAD = (
    "青蓑山隧道八月二日贯通，全长三千六百米，施工用了二十六个月，没有发生一起伤亡事故。\n\n"
    "项目经理白石生说，通车以后从县城到矿区只要十八分钟，现在绕山要走一个钟头。"
)


def page(over: str) -> str:
    """Four signed stories, the second with a subhead; ``over`` stands over each headline but the first."""
    head = f"岭尾秋茶开采 鲜叶价低一元\n本报记者 何 田\n\n{TEA}"
    ferry = f"鹭洲渡船客流增两成 末班推迟到深夜\n本报记者 秦一帆\n\n{FERRY}\n\n{SUBHEAD}\n\n{YARD}"
    road = f"青蓑山隧道贯通 进矿区少绕一个钟头\n本报记者 白小满\n\n{ROAD}"
    return over.join((head, ferry, road))


def test_a_subhead_stands_nearer_than_the_pages_headlines() -> None:
    parsed = parse_page(Page("page", page("\n\n\n")))
    check_lossless(parsed)
    assert [len(article.byline) for article in parsed.articles] == [1, 1, 1]
    assert list(parsed.articles[1].texts("subhead")) == [SUBHEAD]
    assert parsed.articles[1].body.endswith(YARD.rsplit("\n", maxsplit=1)[-1])


def test_one_empty_line_tells_nothing_where_headlines_have_no_more() -> None:
    text = page("\n\n").replace("本报记者 秦一帆\n", "").replace(f"{FERRY}\n\n{SUBHEAD}\n\n", "")
    titles = [article.title for article in parse_page(Page("page", text)).articles]
    assert "鹭洲渡船客流增两成 末班推迟到深夜" in titles
