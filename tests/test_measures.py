"""An amount answers a question only in the measure that it asks for."""

from __future__ import annotations

import pytest

from rag.prose.figures import find_figures
from rag.prose.questions import read_question
from rag.questions.kinds import lacks_house, lacks_office, tells
from rag.questions.measures import (
    compares,
    is_anothers,
    is_no_goal,
    is_of,
    measure_asked,
    named_measure,
    names_another,
    outdone,
    prices,
    prints_measure,
)
from rag.questions.parts import kind_of


@pytest.mark.parametrize(
    ("question", "printed", "answers"),
    [
        ("白鹭机械交付了多少台水泵？", "白鹭机械交付水泵237台。", True),
        (
            "最大负荷为多少\0青禾电网",
            "青禾电网最大负荷达到14.65亿千瓦。",
            True,
        ),  # a part, and whom it is about
        ("白鹭机械交付了多少台水泵？", "白鹭机械的水泵单价2.3万元，良率91%。", False),
        ("白鹭机械交付了多少台水泵？", "白鹭机械完成融资26起。", False),
        ("加满一次能跑多远？", "每次加注9.2公斤。", False),
        ("加满一次能跑多远？", "满载续航620公里。", True),
        ("免赔率几个点？", "免赔率10%。", True),
        ("港口装卸了多少个标箱？", "吞吐量312.6万标箱。", True),
        ("受访者有多少人？", "受访者共734名。", True),
        ("受访者有多少人？", "受访者捐了734元。", False),
        ("供暖覆盖多少个家庭？", "覆盖110名住户。", True),
        ("合同金额是多少？", "这是首次批量应用，单价比进口低38%，交货期缩短到5个月。", False),
        ("合同金额是多少？", "合同价款3亿元。", True),
        ("家属得到了多少赔偿金？", "事发当天有172名选手出发。", False),
        ("商户的总营业额是多少？", "全城每天接待游客20万人次。", False),
        ("两家的退费总额各是多少？", "共退费3亿元。", True),
        ("头象体重多少？", "身后跟着13头象。", False),
        ("头象体重多少？", "头象重达3吨。", True),
        ("市场里有多少个摊位？", "每天接待游客20万人次。", False),
        ("市场里有多少个摊位？", "市场里有300个摊位。", True),
        ("班里有多少个孩子？", "全班共45人。", True),
        ("卖了多少美元？", "销售额3亿元。", False),
        ("卖了多少元？", "销售额3亿美元。", True),
        ("前几大股东的持股比例是多少？", "合计持股31.6%。", True),
        ("停了多久？", "中断服务5小时40分钟。", True),
        ("商铺一年能收多少租金？", "商铺出租率为64%。", False),
        ("下降了多少？", "下降4.1%。", True),
        ("青禾银行绿色金融债 认购倍数", "票面利率为1.92%。", False),
        ("新目录的零售价格平均比现行价格降低多少？", "平均降低15%。", True),
        ("霜桥房价涨了，城东的均价跌了多少？", "城东下跌1.7%。", True),  # told in per cent, though of a price
        ("韩知远给多大规模的仓位做了利率互换？", "为20亿元的仓位做了利率互换。", True),
        ("青禾银行绿色金融债 认购倍数", "全场认购3.1倍。", True),
        ("街边店和商场店，租金各占营收多少？", "租金占营收的19%，街边店只有8%。", True),
        ("街边店和商场店，租金各占营收多少？", "营收19万元，租金8万元。", False),
        ("占用资金多少万元？", "占用资金37万元。", True),
        ("他被判了几年？", "警方两天内抓到了他。", False),
        ("他被判了几年？", "他被判18个月。", True),
        ("要坐多少个小时的船？", "航程为90分钟。", True),
        ("老人要满多少岁？", "年满60周岁的老人。", True),
    ],
)
def test_a_figure_is_of_the_measure_that_is_asked_for(question: str, printed: str, answers: bool) -> None:
    measure = measure_asked(question)
    assert any(is_of(figure, printed, measure) for figure in find_figures(printed)) is answers


@pytest.mark.parametrize(
    ("question", "kind", "printed", "answers"),
    [
        ("茶园哪天开采？", "day", "茶园3月份开采。", False),
        ("茶园哪天开采？", "day", "茶园3月12日开采。", True),
        ("石桥是哪一年建的？", "day", "石桥建于857年。", True),
        ("石桥是哪一年建的？", "day", "石桥是明万历三十六年建的。", True),
        ("石桥是哪一年建的？", "day", "石桥已有857年历史，上任桥工会会长三年前退休。", False),
        ("石桥是哪天建的？", "day", "石桥建于唐代。", False),
        ("两名责任人叫什么名字？", "person", "监管分局处罚了青禾银行，两名责任人被警告。", False),
        ("董事长叫什么名字？", "person", "董事长韩知远表示满意。", True),
        ("谁供应氢气？", "person", "氢气由白鹭化工供应。", True),
        ("广场舞从几点起不能放音响？", "day", "每日20时至次日7时不得使用外放音响。", True),
        ("广场舞从几点起不能放音响？", "day", "广场舞音响的噪声不得超过60分贝。", False),
        ("五个区由哪家企业负责？", "institution", "霜桥市城市管理局说，企业已经确定。", False),
        ("五个区由哪家企业负责？", "institution", "由白鹭科技负责。", True),
        ("五个区由哪家负责？", "institution", "五个区的企业已经确定。", False),
    ],
)
def test_a_thing_is_of_the_kind_that_is_asked_for(question: str, kind: str, printed: str, answers: bool) -> None:
    assert tells(question, kind, printed) is answers  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "anothers"),
    [("青河银行", True), ("东岭银行", False), ("北原银行", False), ("西山银行", False)],
)
def test_a_figure_is_of_the_house_that_is_asked_for(name: str, anothers: bool) -> None:
    printed = "青河银行余额突破6万亿元；东岭银行、北原银行分别较上年末增长18.7%、16.45%。"
    assert is_anothers([name], printed, measure_asked("贷款增长了百分之几？")) is anothers


@pytest.mark.parametrize("text", ["青禾银行 2月绿色金融债 认购倍数", "白鹭机械去年净利", "霜桥 一季度 参保人数"])
def test_key_words_that_end_in_a_measure_ask_for_an_amount(text: str) -> None:
    assert kind_of(text) == "amount"


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("青禾银行的3年期债券票息最高，为1.9%。", False),
        ("白鹭银行的3年期债券票息最高，为1.7%。", True),
        ("白鹭银行的3年期债券票息更低，为1.7%。", False),
        ("青禾银行的3年期债券票息低于白鹭银行，为1.9%。", True),
    ],
)
def test_the_most_is_outdone_by_no_other_figure(text: str, beyond: bool) -> None:
    printed = ["青禾银行的3年期债券票息为1.9%。", "白鹭银行的债券3年期票息为1.7%，5年期规模30亿元。"]
    assert compares(text)
    assert outdone(text, read_question("青禾银行和白鹭银行，谁的3年期债券票息最高？"), printed) is beyond


@pytest.mark.parametrize(("subject", "beyond"), [("青禾银行", False), ("白鹭银行", True)])
def test_whose_figure_is_the_most_is_told_by_the_name_before_it(subject: str, beyond: bool) -> None:
    text = f"青禾银行贷款余额为8926亿元，白鹭银行贷款余额为7817亿元，{subject}贷款余额多。"
    assert compares(text)
    assert outdone(text, read_question("青禾银行和白鹭银行的贷款谁多谁少？"), []) is beyond


def test_a_figure_alone_compares_nothing() -> None:
    assert not compares("青禾银行的债券票息为1.9%，最近发行。")


@pytest.mark.parametrize(
    ("question", "printed", "lacks"),
    [
        ("Who is the mayor of Qingshan?", "qingshan's deputy mayor, tom reed, welcomed the jobs.", True),
        ("Who is the deputy mayor of Qingshan?", "qingshan's deputy mayor, tom reed, welcomed the jobs.", False),
        ("Who is the mayor of Qingshan?", "tom reed, the mayor, and his deputy mayor welcomed the jobs.", False),
        ("Who is the mayor of Qingshan?", "tom reed welcomed the jobs.", True),
        ("What did the mayor of Qingshan say?", "tom reed welcomed the jobs.", False),
    ],
)
def test_a_deputy_is_not_who_holds_an_office(question: str, printed: str, lacks: bool) -> None:
    assert lacks_office(question, printed) is lacks


def test_a_court_is_no_prison() -> None:
    question = "季小满在哪所监狱服刑？"
    assert lacks_house(question, "霜桥市中级人民法院判处季小满有期徒刑3年。")
    assert not lacks_house(question, "季小满被送到云溪监狱。")
    assert lacks_house("北馆由哪家设计院设计？", "北馆由霜桥市图书馆开放。")
    assert not lacks_house("季小满在哪家公司？", "霜桥市中级人民法院判处季小满有期徒刑3年。")


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("青禾银行前三季度净息差降到多少了？", "净息差"),
        ("青禾银行的拨备覆盖率？", "拨备覆盖率"),
        ("青禾财险前三季度原保费收入又是多少？", "收入"),
        ("青禾快递上半年的净利润同比增长多少？", "净利润"),
        ("青禾银行不良率的增幅是多少？", "不良率"),
        ("青禾银行去年开了多少家网点？", ""),
        ("青禾银行去年怎么样？", ""),
    ],
)
def test_the_measure_that_is_asked_for_by_name(question: str, measure: str) -> None:
    named = named_measure(question)
    assert named.endswith(measure) if measure else not named


@pytest.mark.parametrize(
    ("measure", "text", "printed"),
    [
        ("净息差", "净息差为1.5%。", True),
        ("不良率", "不良贷款率为1.2%。", True),
        ("净利润", "净利38亿元。", True),
        ("原保费收入", "实现原保险保费收入28亿元。", True),
        ("净息差", "营业收入为45亿元，净利润为13亿元。", False),
    ],
)
def test_a_measure_is_printed_in_full_or_cut_short(measure: str, text: str, printed: bool) -> None:
    assert prints_measure(measure, text) is printed


@pytest.mark.parametrize(
    ("question", "sentence", "leading", "none"),
    [
        ("雪季的接待目标是多少万人次？", "雪季接待了8.2万人次。", "", True),
        ("雪季的接待目标是多少万人次？", "力争接待9万人次。", "", False),
        ("雪季的接待目标是多少万人次？", "接待9万人次。", "云岭滑雪场定下目标", False),
        ("实际接种率达到多少？", "年度目标为接种率90%。", "", True),
        ("实际接种率达到多少？", "已完成年度目标，接种率91%。", "", False),
        ("接种率达到多少？", "年度目标为接种率90%。", "", False),
        ("电站实际发了多少度电？", "按设计，电站每年可发电12亿千瓦时。", "", True),
        ("电站实际发了多少度电？", "电站累计发电12亿千瓦时，比设计的多。", "", False),
    ],
)
def test_a_goal_is_not_what_was_reached(question: str, sentence: str, leading: str, none: bool) -> None:
    assert is_no_goal(question, sentence, leading) is none


def test_what_no_table_of_units_has_is_counted_by_its_own_word() -> None:
    tins = measure_asked("青垄牧业召回了多少罐奶粉？")
    months, tons = (find_figures(text)[0] for text in ("影响持续两个月。", "召回4.6万罐。"))
    assert not is_of(months, "影响持续两个月。", tins)
    assert is_of(tons, "召回4.6万罐。", tins)
    assert measure_asked("这项目要投入多少资金？") != tins


def test_a_figure_behind_another_measures_name_is_of_that() -> None:
    assert names_another("给予增持评级，目标价11.8元。", measure_asked("净利润是多少？"))
    assert not names_another("二季度为1.26亿元。", measure_asked("净利润是多少？"))


def test_of_whom_it_is_asked_is_no_part_of_a_measure() -> None:
    assert named_measure("青原展入场率", ("青原展",)) == "入场率"


@pytest.mark.parametrize(
    ("question", "printed", "priced"),
    [
        ("松针茶多少钱一盒？", "松针茶定价为每盒128元。", True),
        ("松针茶一盒卖多少钱？", "松针茶售价128元/盒。", True),
        ("松针茶多少钱一斤？", "松针茶定价为每盒128元。", False),
        ("松针茶多少钱一盒？", "松针茶每盒装十二袋茶。", False),
    ],
)
def test_a_price_is_told_by_the_piece(question: str, printed: str, priced: bool) -> None:
    assert prices(question, printed) is priced


@pytest.mark.parametrize(
    ("question", "printed", "told"),
    [
        ("松塘电站一年能发多少度电？", "松塘电站年发电量21.6亿千瓦时。", True),
        ("松塘电站一年能发多少度电？", "松塘电站年发电量21.6亿度。", True),
        ("松塘电站一年能发多少度电？", "松塘电站装机60万千瓦。", False),
        ("松塘电站一年能发多少度电？", "松塘电站一度停工。", False),
        ("松塘电站一年能发多少电？", "松塘电站年发电量21.6亿千瓦时。", True),
    ],
)
def test_electricity_is_counted_in_kilowatt_hours(question: str, printed: str, told: bool) -> None:
    assert tells(question, "amount", printed) is told


def test_three_pillars_are_no_amount() -> None:
    assert not tells("青栎银行一共发了多少？", "amount", "青栎银行立起三支柱，推进五个层面。")
