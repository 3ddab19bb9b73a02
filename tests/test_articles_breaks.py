"""Where a line breaks and who speaks: what a break inside a word, an interview's turns and a lone spread line tell."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.bylines import opening_credit, read_byline, read_other_byline
from rag.articles.flow import read_items
from rag.articles.furniture import caption_credit, is_furniture
from rag.prose.words import tears_word
from rag.types import Page, ParsedPage
from tests.pages.scorer import score
from tests.pages.setter import set_page
from tests.pages.stories import load
from tests.test_articles_pages import TEA, YARD, above, column

SHIPS = "澄湖造船厂四月交付三艘双燃料船"


def parse(*parts: str) -> ParsedPage:
    return parse_page(Page("page", "\n\n".join(parts) + "\n"))


def titles(*parts: str) -> list[str]:
    return [article.title for article in parse(*parts).articles]


@pytest.mark.parametrize(
    ("before", "after", "torn"),
    [
        ("承保的公司提供的数", "据显示，一季度", True),
        ("鲜奶更依赖便利", "店和订奶入户", True),
        ("三艘船都由本地船东订购", "第二艘船的主机", False),
        ("老钢厂的账单", "走进车间", False),
        ("去年的", "，", False),
        ("", "据", False),
        ("ab", "据", False),
    ],
)
def test_a_break_may_stand_inside_a_word(before: str, after: str, torn: bool) -> None:
    assert tears_word(before, after) is torn


def test_a_line_that_breaks_off_inside_a_word_is_no_headline() -> None:
    """Not even where it fills no column, and a caption stands below."""
    text = [
        *YARD[:2],
        "承保的远浦保险澄湖分公司提供的数",
        "",
        "夜色中的渡口。（许山 摄）",
        "",
        "据显示，一季度该公司承保支线船四艘。",
    ]
    items = read_items(Page("page", above(SHIPS, "", YARD[:2]) + "\n\n" + "\n".join(text[2:]) + "\n"))
    item = next(item for item in items if any(line.text.endswith("提供的数") for line in item.lines))
    assert item.kind == "paragraph"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("文/图 王小五", ("王小五",)),
        ("文/图 王 五 李 四", ("王五", "李四")),
        ("图/文 本报记者 王 五", ("王五",)),
        ("本报记者 王 五 报道", ("王五",)),
        ("本报记者 王 五 李小四 报道", ("王五", "李小四")),
        ("本报记者 王小五 江澜报道", ("王小五",)),
    ],
)
def test_bylines_of_text_and_picture_and_of_reports(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line) == names


@pytest.mark.parametrize("line", ["南苑新村读者 方静之", "读者 方静之"])
def test_a_reader_signs_a_letter(line: str) -> None:
    assert read_other_byline(line) == ("方静之",)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("一块报废的动力电池,正规企业出价", None),
        ("江澜日报通讯员王五走进车间", None),
        ("江澜时报资讯中心昨天", None),
        ("本报北辰4月2日电 昨天", 10),
        ("本报快讯 昨天", 5),
        ("据新华社电 昨天", 6),
        ("新华社北辰3月17日专电(", 12),
        ("本报沅口5月8日电网改造今天开工", 9),
        ("新澜社沅口5月8日电商仓库昨晚启用", 10),
        ("本报5月8日电网改造的报道", None),
        ("花园社区居民5月8日电力检修", None),
    ],
)
def test_a_dateline_is_no_beginning_of_another_word(text: str, length: int | None) -> None:
    opening = opening_credit(text)
    assert (opening.length if opening else None) == length


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        ("本周气象:冷空气来访 周四", False),
        ("冷空气来访 周四", False),
        ("江澜日报 周四", True),
        ("周四 A5", True),
        ("要闻 星期三", True),
        ("江澜日报 星期三 第4版", True),
    ],
)
def test_a_headline_that_ends_in_a_weekday_is_no_date_line(text: str, furniture: bool) -> None:
    assert is_furniture(text) is furniture


@pytest.mark.parametrize("text", ["图①:老街夜色。 图②:摊主在备料。", "(图片由受访者提供)", "图片均由澄湖造船厂提供"])
def test_captions_that_number_or_lend_their_pictures(text: str) -> None:
    assert caption_credit(text) is not None


INTERVIEW = (
    "记者：您还记得第一次敲钟吗？",
    "魏长庚：记得。那年我二十九岁，师父让我敲三下，我敲了四下，挨了一顿骂。",
    "记者：修钟最难的是什么？",
    "魏长庚：听。裂纹在哪里，眼睛看不见，耳朵听得出来。年轻人用仪器，我不反对。",
    "记者：退休以后还来吗？",
    "魏长庚：逢初一十五来听听。钟是敲给后来人听的，我们不过是路过。",
)


@pytest.mark.parametrize("width", [14, 18, 26])
def test_the_turns_of_an_interview_are_text(width: int) -> None:
    """A question stands alone between frames, as a headline does, and shares no word with what is answered."""
    body = ("在鼓楼修了三十一年古钟的魏长庚今年退休了，记者同他聊了一个下午。", *INTERVIEW)
    frames = "\n\n".join(column((text,), width) for text in body)
    (article,) = parse("钟声敲给后来人听", frames).articles
    assert article.title == "钟声敲给后来人听"
    assert article.texts("paragraph") == body


def test_what_stands_before_a_colon_once_is_no_speaker() -> None:
    parsed = parse(above("补贴减少以后", "", (*YARD, *TEA)), "人才：抢的是技师", column(YARD[:2], 18))
    assert not any(article.body.startswith("人才") for article in parsed.articles)
    items = read_items(Page("page", above(SHIPS, "", YARD) + "\n\n人才：抢的是技师\n\n" + column(TEA, 18) + "\n"))
    assert [item.kind for item in items if item.lines[0].text.startswith("人才")] == ["display"]


def test_a_lone_spread_line_is_a_headline_though_it_fits_the_column() -> None:
    spread = " ".join("沅口镇鲜叶分级收购头等价高两成")
    page = above(SHIPS, "本报记者 王 五", YARD, 26), spread, column(TEA, 26)
    assert titles(*page) == [SHIPS, "沅口镇鲜叶分级收购头等价高两成"]


@pytest.mark.parametrize("label", ["市井", "数说", "风向标"])
def test_a_short_label_right_on_a_headline_is_a_label(label: str) -> None:
    (article,) = parse(f"{label}\n{SHIPS}", "本报记者 王 五", column(YARD, 18)).articles
    assert (article.title, article.label) == (SHIPS, label)


def test_a_headlines_last_line_runs_into_a_papers_own_byline() -> None:
    (article,) = parse("让分级收购真正\n走进茶园江澜财经报记者 王 五", column(TEA, 18)).articles
    assert (article.title, article.byline) == ("让分级收购真正走进茶园", ("王五",))
    # With no line above it is a paper's name.
    (article,) = parse("让分级收购真正走进茶园", "南屿江澜财经报记者 王 五", column(TEA, 18)).articles
    assert (article.title, article.byline) == ("让分级收购真正走进茶园", ("王五",))


LETTER = (
    "编辑同志：我是住在南苑新村的一名退休教师，每天早晨要到临江公园锻炼。去年冬天以来，公园里的长椅坏了十几张，有的缺了靠背，"
    "有的只剩下两条腿，至今无人修理。",
    "我向公园管理处打过三次电话，得到的答复都是“已经登记”。登记了又怎样呢？老人走累了，只能坐在花坛边上。",
)


@pytest.mark.parametrize("width", [17, 18, 19])
def test_a_headline_that_fills_the_column_is_one_where_the_texts_around_it_differ(width: int) -> None:
    title = "一封来信：公园的长椅为什么总是坏的"
    assert titles(above(SHIPS, "本报记者 王 五", YARD, width), title, column(LETTER, width)) == [SHIPS, title]


def test_a_papers_name_sign_by_sign_is_no_list_of_writers() -> None:
    head = "澄 湖 金 融 报\nA2  要闻\n2031年4月30日 星期三"
    page = parse(head, f"{SHIPS}\n本报记者 王晓禾", column(YARD, 18))
    assert [(article.title, article.byline) for article in page.articles] == [(SHIPS, ("王晓禾",))]
    assert ("furniture", "澄 湖 金 融 报") in [(piece.kind, piece.text) for piece in page.fragments]


def test_a_caption_whose_picture_somebody_gave_parts_no_story() -> None:
    caption = "三艘船在澄湖造船厂下水 图片由公司提供"
    assert caption_credit(caption) == ("三艘船在澄湖造船厂下水", "公司")
    page = parse(above(SHIPS, "本报记者 王晓禾", YARD[:1]), caption, column(YARD[1:], 18))
    assert [article.title for article in page.articles] == [SHIPS]


@pytest.mark.parametrize(
    ("fault", "seed"),
    [
        ("a sentence runs on over a caption, which parts nothing", 2010),
        ("the second line of a headline nearly fills the column", 7098),
        ("the second line of a headline nearly fills the column", 9012),
        ("a long subhead is made like the others, from its first sign on", 2148),
        ("a long subhead is made like the others, from its first sign on", 8143),
    ],
)
def test_a_page_that_was_read_amiss_comes_back(fault: str, seed: int) -> None:
    page = set_page(seed, load(held=False))
    assert score([(page, parse(page.text))]).perfect == 1, fault
