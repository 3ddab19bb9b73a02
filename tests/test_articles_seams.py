"""Two stories that meet with nothing between them: the headlines above and below tell where."""

from __future__ import annotations

from rag.articles.flow import read_items
from rag.articles.seams import part_at_seams
from rag.articles.sections import sections_of
from rag.types import Page
from tests.test_articles_pages import BANK, TEA, YARD, above, column, parse, told

SHIPS = "澄湖造船厂四月交付三艘双燃料船"
LEAVES = "沅口镇鲜叶分级收购头等价高两成"
MORE = "镇上今年新添了四座烘房，鲜叶当天就能制成干茶，沅口镇的茶农不用再连夜赶到县城去卖，收购点也从两个添到了五个。"
LOANS = "青屿基金三只产品同日下调管理费率"


def text(*paragraphs: str) -> str:
    return column(paragraphs, 24)


def seams(*parts: str) -> list[str]:
    """The first signs of the text below each seam of a page."""
    page = "\n\n".join(parts) + "\n"
    items = [item for item in read_items(Page("page", page)) if item.kind != "caption"]
    sections, gaps = part_at_seams(*sections_of(items, [], page))
    assert len(gaps) == len(sections) + 1
    below = [section for section, gap in zip(sections[1:], gaps[1:-1], strict=True) if not gap]
    return ["".join(section.texts)[:4] for section in below]


def test_a_story_with_its_headline_above_stands_over_one_with_its_headline_below() -> None:
    parsed = parse(above(SHIPS, "本报记者 王 五", YARD, 24), text(*TEA, MORE), LEAVES)
    assert told(parsed.articles) == [
        (SHIPS, ("王五",), "".join(YARD)),
        (LEAVES, (), "".join((*TEA, MORE))),
    ]


def test_writers_stay_with_their_own_side_of_a_seam() -> None:
    opened = f"本报讯（记者 王五）{YARD[0]}"
    closed = f"{TEA[1]}（记者 李四）"
    parsed = parse(SHIPS, column((opened, *YARD[1:])), column((TEA[0], closed)), LEAVES)
    assert [(article.title, article.byline) for article in parsed.articles] == [(SHIPS, ("王五",)), (LEAVES, ("李四",))]


def test_a_seam_lies_where_the_words_of_the_headline_below_begin() -> None:
    both = text(*YARD, *TEA)
    assert seams(SHIPS, both, LEAVES) == ["新茶上市"]
    # Who has the words of neither headline belongs above: a story's first sentence has its headline's.
    assert seams(SHIPS, text(*YARD, *BANK, *TEA), LEAVES) == ["新茶上市"]
    # One word may stand in both by chance.
    chance = "另外两成的订单由海外的船东直接下达，按照合同的约定明年年底以前交付。"
    assert seams(SHIPS, text(*YARD, chance, *TEA), LEAVES) == ["新茶上市"]


def test_a_text_without_a_seam_stays_whole() -> None:
    both = text(*YARD, *TEA)
    # The headline below is that of the next story, or of the whole text; the one above is of another.
    assert seams(SHIPS, text(*YARD, *YARD), LEAVES) == []
    assert seams(LOANS, both, LEAVES) == []
    assert seams(SHIPS, both, LOANS) == []
    assert seams(SHIPS, both, "沅口镇又添两条公路直通县城车站") == []
    assert seams(SHIPS, text(*YARD, *TEA, YARD[0]), LEAVES) == []
    assert seams(SHIPS, text(TEA[0], *YARD, *TEA), LEAVES) == []
    assert seams(both, LEAVES) == []
    assert seams(SHIPS, both) == []


def test_what_a_seam_parts_is_a_paragraph_and_longer_than_a_few_lines() -> None:
    run_on = text(*YARD) + "\n" + text(*TEA)
    assert seams(SHIPS, run_on, LEAVES) == []
    assert seams(SHIPS, text(YARD[0], *TEA), LEAVES) == []
    assert seams(SHIPS, text(*YARD, TEA[0]), LEAVES) == []
    caption = "三艘船停在厂外码头 周砚/摄"
    assert seams(SHIPS, text(*YARD), caption, text(*TEA), LEAVES) == ["新茶上市"]
