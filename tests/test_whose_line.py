"""Which lines name of whom they are, and which of those that do go before others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.evidence.antecedents import with_antecedent
from rag.evidence.quote import choose
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.worth import answers, score
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.questions.kinds import lacks_office
from tests.scoring import one_part, printed

BANKS = (
    "青栎银行不良贷款率为1.38%。",
    "霜桥银行营业收入为132亿元。该行不良贷款率为0.97%。",
    "澜溪银行规模最小。截至去年末，其不良贷款率为1.52%。",
    "青栎银行董事长房可为表示，利润将会增长。",
)


@pytest.mark.parametrize("question", ["哪家银行的不良贷款率最低？", "三家银行里谁的不良贷款率最低？"])
def test_who_has_the_least_is_told_by_each_that_has_some(question: str) -> None:
    article, _ = printed(*BANKS)
    offered = [(article, each) for each in sentences_of(article)]
    told = choose(read_question(question), offered, lambda _word: 1.0, lambda _question, texts: [0.0] * len(texts))
    assert sorted(each.text for each in told) == sorted("".join(BANKS[:3]).replace("。", "。\n").split())


def test_a_measure_without_a_figure_does_not_tell_who_has_the_least() -> None:
    article, _ = printed(*BANKS, "青栎银行将压降不良贷款率。")
    offered = [(article, each) for each in sentences_of(article)]
    asked = read_question("哪家银行的不良贷款率最低？")
    told = choose(asked, offered, lambda _word: 1.0, lambda _question, texts: [0.0] * len(texts))
    assert "青栎银行将压降不良贷款率。" not in {each.text for each in told}


def test_a_line_with_no_house_before_it_is_of_none() -> None:
    article, line = printed("全行业业绩回升。其不良贷款率为0.97%。")
    part = one_part("哪家银行的不良贷款率最低？")
    assert score(part, article, line).barred
    article, line = printed("霜桥银行业绩回升。其不良贷款率为0.97%。")
    assert not score(part, article, line).barred
    article, line = printed("霜桥银行业绩回升。其中，不良贷款率为0.97%。")
    assert score(part, article, line).barred


@pytest.mark.parametrize(("name", "bar"), [("青栎银行", True), ("霜桥银行", False)])
@pytest.mark.parametrize("line", ["该行不良贷款率为0.97%。", "截至去年末，其不良贷款率为0.97%。"])
def test_a_pronouns_line_is_of_the_nearest_house(line: str, name: str, bar: bool) -> None:
    article, _ = printed("青栎银行公布业绩，青栎银行利润增长。", f"霜桥银行营业收入为132亿元。{line}")
    row = score(one_part(f"{name}不良贷款率是多少？"), article, sentences_of(article)[-1])
    assert (row.least_about == 0.0) is bar


@pytest.mark.parametrize(
    "before",
    ["青栎银行与霜桥银行合作。", "青栎银行利润增长。", "霜桥能源集团贷款增加。"],
)
def test_a_pronouns_line_may_be_of_either_or_of_the_only_bank(before: str) -> None:
    article, line = printed("青栎银行公布业绩，青栎银行利润增长。", f"{before}该行不良贷款率为0.97%。")
    assert score(one_part("青栎银行不良贷款率是多少？"), article, line).least_about > 0.5


@pytest.mark.parametrize(
    ("line", "surely"),
    [
        ("新发放个人住房贷款利率为3.05%。", True),
        ("北京市新发放个人住房贷款利率为3.05%。", False),
        ("澜溪银行新发放个人住房贷款利率为3.05%。", False),
    ],
)
@pytest.mark.parametrize(("title", "named"), [("央行霜桥分行：新增贷款618亿元", True), ("新增贷款618亿元", False)])
def test_a_city_in_the_headline_has_the_lines_without_another(title: str, named: bool, line: str, surely: bool) -> None:
    article, _ = printed("霜桥市分行发布的数据显示，贷款增加618亿元。", line)
    article = replace(article, title=title)
    row = score(one_part("霜桥市个人住房贷款利率是多少？"), article, sentences_of(article)[-1])
    assert (row.least_about >= 0.5) is (surely and named)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("去年该行净利润28.4亿元。", ["2030年末，青栎银行净利润为28.4亿元，总资产3862亿元。"]),
        (
            "去年该行净利润28.4亿元，同比增长5.1%。",
            ["去年该行净利润28.4亿元，同比增长5.1%。", "2030年末，青栎银行净利润为28.4亿元，总资产3862亿元。"],
        ),
    ],
)
def test_a_line_that_names_its_house_goes_before_one_that_says_no_more(own: str, told: list[str]) -> None:
    whole = "2030年末，青栎银行净利润为28.4亿元，总资产3862亿元。"
    article, _ = printed(f"青栎银行公告，顾怀瑾出任行长。{own}", whole)
    offered = [(article, each) for each in sentences_of(article)]
    asked = read_question("青栎银行净利润是多少？")
    found = choose(asked, offered, lambda _word: 1.0, lambda _question, texts: [0.0] * len(texts))
    assert [each.text for each in found if "净利润" in each.text] == told


@pytest.mark.parametrize(("name", "barred"), [("霜桥科技", True), ("青栎科技", False)])
def test_the_company_is_the_one_named_before(name: str, barred: bool) -> None:
    told, line = printed(
        "霜桥科技一季度亏损，青栎科技盈利。",
        "“订单来自海外。”青栎科技副总经理房可为说。公司披露，截至3月末，在手订单为21.4吉瓦时。",
    )
    assert (score(one_part(f"{name}3月末在手订单有多少？"), told, line).least_about < LEAST_ABOUT) is barred


def test_who_won_is_told_by_no_line_on_anybody_else() -> None:
    article, _ = printed("霜桥马拉松带动消费3.1亿元。", "霜桥马拉松总监房可为承认，接驳车等候了一小时。")
    offered = [(article, each) for each in sentences_of(article)]
    asked = read_question("霜桥马拉松的男子冠军是谁，跑了多长时间？")
    assert not choose(asked, offered, lambda _word: 1.0, lambda _question, texts: [0.0] * len(texts))


INSURERS = (
    "霜桥人寿一季度净利润7.2亿元，同比下降19.5%。",
    "同日，青栎财险也披露了报告。公司一季度净利润3.9亿元，同比增长26%。车险综合成本率降至95.1%。",
)


@pytest.mark.parametrize(("name", "own"), [("青栎财险", True), ("霜桥人寿", False)])
@pytest.mark.parametrize("measure", ["净利润", "车险综合成本率"])
def test_a_line_that_names_no_house_is_of_the_one_before(name: str, own: bool, measure: str) -> None:
    article, _ = printed(*INSURERS)
    *_, profit, ratio = sentences_of(article)
    row = score(one_part(f"{name}的{measure}是多少？"), article, profit if measure == "净利润" else ratio)
    assert (row.least_about > LEAST_ABOUT) is own


def test_of_two_houses_in_a_headline_a_line_is_of_the_one_that_it_names() -> None:
    told, line = printed("一季度报告昨日披露。", "霜桥人寿综合偿付能力充足率为203%。")
    told = replace(told, title="霜桥人寿与青栎财险披露一季度报告")
    assert score(one_part("青栎财险的综合偿付能力充足率是多少？"), told, line).least_about < LEAST_ABOUT
    assert score(one_part("霜桥人寿的综合偿付能力充足率是多少？"), told, line).least_about > LEAST_ABOUT


def test_whose_figure_it_is_is_quoted_with_it() -> None:
    article, _ = printed(*INSURERS)
    offered = [(article, each) for each in sentences_of(article)]
    told = with_antecedent(offered[-1][1], offered)
    assert [each.text for each in told] == ["同日，青栎财险也披露了报告。", "车险综合成本率降至95.1%。"]


@pytest.mark.parametrize(("name", "may"), [("霜桥科技", True), ("青栎汽车", False)])
def test_the_companys_office_is_held_in_the_house_of_the_story(name: str, may: bool) -> None:
    told, line = printed("霜桥科技昨日上市。", "霜桥科技第一大客户青栎汽车占38%。公司董事长房可为说，会减少依赖。")
    told = replace(told, title="霜桥科技登陆科创板")
    assert score(one_part(f"{name}的董事长是谁？"), told, line).barred is not may


def test_a_deputy_is_named_in_full() -> None:
    assert lacks_office("霜桥电力公司的总经理是谁？", "霜桥电力公司副总经理房可为介绍，夏天不缺电。")
    assert not lacks_office("霜桥电力公司的总经理是谁？", "霜桥电力公司总经理房可为介绍，夏天不缺电。")


def test_that_ship_is_the_one_named_right_before() -> None:
    told, line = printed("霜桥重工交付首艘运输船“青栎之光”号。", "该船由澜溪航运订造，合同价2.36亿美元。")
    assert score(one_part("“青栎之光”号的合同价是多少？"), told, line).least_about > LEAST_ABOUT
    offered = [(told, each) for each in sentences_of(told)]
    assert [each.text[:4] for each in with_antecedent(line, offered)] == ["霜桥重工", "该船由澜"]


def test_a_reply_is_told_with_its_question_and_a_question_is_none() -> None:
    told, line = printed("霜桥港务董事长房可为接受了专访。", "记者：今年的目标是多少？", "房可为：570万标箱。")
    told = replace(told, title="对话霜桥港务董事长房可为")
    part = one_part("霜桥港务今年的目标是多少标箱？")
    offered = [(told, each) for each in sentences_of(told)]
    assert answers(part, score(part, told, line))
    assert score(one_part("霜桥港务怎样看今年的目标？"), *offered[1]).barred
    assert [each.text for each in with_antecedent(line, offered)] == ["记者：今年的目标是多少？", "房可为：570万标箱。"]


def test_more_lines_on_who_or_how_much_are_such_as_may_answer() -> None:
    article, _ = printed(
        "霜桥科技董事长房可为表示，会扩产。",
        "霜桥科技今年很忙。房可为说，订单多。",
        "霜桥科技的楼很高，莫听雨住在对面。",
    )
    offered = [(article, each) for each in sentences_of(article)]
    asked = read_question("霜桥科技的董事长是谁？")
    told = choose(asked, offered, lambda _word: 1.0, lambda _question, texts: [0.0] * len(texts))
    assert [each.text for each in told] == ["霜桥科技董事长房可为表示，会扩产。"]


def test_the_company_of_one_item_is_not_that_of_the_item_before() -> None:
    told, line = printed("霜桥置业延期兑付8.4亿元私募债。", "茶饮品牌半山停止低价活动。公司称活动期间日均销量增长71%。")
    told = replace(told, title="一周简讯")
    assert score(one_part("霜桥置业销量增长多少？"), told, line).least_about < LEAST_ABOUT


def test_who_spoke_for_a_house_of_a_short_name_is_told_by_his_words() -> None:
    told, line = printed("霜桥重工去年很忙。", "“船台排满了。”霜桥重工总经理房可为说。")
    part = one_part("霜桥重工是谁接受的采访？")
    assert answers(part, score(part, told, line))
    assert not answers(part, score(part, told, sentences_of(told)[0]))


@pytest.mark.parametrize(
    ("line", "barred"),
    [
        ("“这瓶汽水叫‘山里的海’。”霜桥饮料销售经理房可为说，难处在于——怎样让大家都爱喝？", False),
        ("销售经理房可为问：这瓶汽水叫‘山里的海’，为什么大家都爱喝？", True),
    ],
)
def test_what_is_said_before_a_question_is_told(line: str, barred: bool) -> None:
    article, _ = printed("霜桥饮料把汽水卖到了海外。", line)
    row = score(one_part("把汽水叫“山里的海”，这话出自谁口？"), article, sentences_of(article)[-1])
    assert row.barred is barred
