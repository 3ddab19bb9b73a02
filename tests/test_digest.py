"""A digest tells of every article, by theme, and of the figures in which articles differ."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from rag import Filters, Library
from rag.briefs.themes import group
from rag.errors import InputError
from rag.fakes import FakeChatModel, FakeEmbedder, MemoryStore
from rag.proof.differences import differences
from rag.prose.sentences import sentences_of
from rag.settings import Settings
from rag.types import Article, Block, Place, Summary
from ui import schemas
from ui.cli import app
from ui.commands import digest
from ui.reports import report
from ui.server import create_app

METRO = (
    "云溪市轨道交通建设局5月6日宣布，三条地铁线将于年底开通，总里程达到87.4公里，工程投资为312亿元。",
    "该局总工程师程砚秋介绍，车站里将设母婴室和无障碍电梯，换乘站的通道加宽了一半。",
    "线路开通之后，公交线网也会跟着调整，沿线的小区将增开接驳班车。",
)
PAGES = {
    "云溪日报-2031-05-06-A1": (
        "青禾银行绿色贷款余额破千亿元",
        "青禾银行5月5日披露年报，截至2030年末，青禾银行绿色贷款余额为1024.7亿元，较上年末增长21.3%。",
        "青禾银行行长顾远舟表示，绿色贷款今年还要多投向县域的污水处理项目，也会照顾储能企业。",
        "顾远舟说，这类贷款的审批时间比过去缩短了一半，客户经理跑工厂的次数多了。",
    ),
    "青川晚报-2031-05-07-B2": (
        "青禾银行绿色贷款增速领先",
        "截至2030年末，青禾银行绿色贷款余额为1042.7亿元，增速在本地银行中居首。",
        "分析师认为，绿色贷款的收益率并不高，银行看重的是低不良率和低成本的资金。",
        "不少企业反映，绿色贷款的材料仍然太多，从申请到放款要跑好几趟网点。",
    ),
    "青川晚报-2031-05-07-B3": ("云溪市三条地铁线年底开通", *METRO),
    "云溪日报-2031-05-08-A4": ("三条地铁线年底开通", *METRO[:2]),
}


def open_archive(home: Path, model: FakeChatModel | None = None) -> Library:
    shelf = home / "pages"
    shelf.mkdir(parents=True)
    for name, (title, *paragraphs) in PAGES.items():
        text = "\n".join([title, "本报记者 林小禾", *paragraphs])
        (shelf / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings.load(home=home / "library", llm="extractive")
    library = Library(settings, embedder=FakeEmbedder(), store=MemoryStore(), model=model)
    library.add([shelf])
    return library


def check(library: Library, summary: Summary) -> None:
    """Each sentence is cited to the letter, and each article is told of or named as left out."""
    for citation in summary.citations:
        printed = library.page_text(citation.source)[citation.start : citation.end]
        assert "".join(printed.split()) == "".join(citation.quote.split())
    assert all(sentence.citations and sentence.supported for sentence in summary.sentences)
    cited = {citation.article_id for citation in summary.citations}
    assert cited == set(summary.article_ids)
    assert not cited & {article_id for article_id, _ in summary.left_out}
    ends = [theme.end for theme in summary.themes]
    assert [theme.start for theme in summary.themes] == [0, *ends[:-1]]
    assert ends[-1] == len(summary.sentences)


def test_a_digest_tells_of_every_article_once_by_theme(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest()
        check(library, summary)
        assert set(summary.article_ids) == {article.id for article in library.articles()}
    assert summary.left_out == ()
    assert summary.title == "2031年5月6日至2031年5月8日综述"
    assert summary.themes[0].title == "青禾银行绿色贷款"
    assert len(summary.themes[0].article_ids) == 2


def test_what_was_printed_twice_is_told_once_with_both_sources(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(topic="地铁线")
        check(library, summary)
    [sentence] = summary.sentences
    papers = {citation.newspaper for citation in summary.citations if citation.n in sentence.citations}
    assert papers == {"青川晚报", "云溪日报"}


def test_a_digest_names_the_figures_in_which_articles_differ(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest()
    theme = summary.themes[-1]
    assert theme.kind == "differences"
    [sentence] = summary.sentences[theme.start : theme.end]
    assert sentence.text == (
        "青禾银行2030年绿色贷款余额，《云溪日报》5月6日作“1024.7亿元”，《青川晚报》5月7日作“1042.7亿元”。"
    )
    assert len(sentence.citations) == 2


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"topic": "绿色贷款"}, 2),
        ({"page": "B3"}, 1),
        ({"filters": Filters(newspaper="云溪日报")}, 2),
        ({"filters": Filters(since=date(2031, 5, 7), until=date(2031, 5, 7))}, 2),
    ],
)
def test_what_a_digest_is_of(tmp_path: Path, given: dict[str, object], count: int) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(**given)  # type: ignore[arg-type]
        check(library, summary)
    assert len(summary.article_ids) == count


def test_reports_show_the_themes_of_a_digest(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        shown = schemas.Summary.of(library.digest())
    assert "<h3>青禾银行绿色贷款</h3>" in report([shown], "html")
    assert "### 青禾银行绿色贷款\n\n- " in report([shown], "md")
    assert report([shown], "html").count("<li>") > len(shown.sentences)


def test_what_does_not_speak_of_the_topic_is_counted(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(topic="绿色贷款")
        whole = library.digest()
    assert (summary.left_out, summary.off_topic) == ((), 2)
    assert schemas.Summary.of(summary).off_topic == 2
    assert whole.off_topic == 0


def test_the_command_says_how_many_articles_it_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_archive(tmp_path) as library:
        monkeypatch.setattr(digest, "open_library", lambda *_given, **_options: nullcontext(library))
        on_topic = CliRunner().invoke(app, ["digest", "--topic", "绿色贷款"]).output
        absent = CliRunner().invoke(app, ["digest", "--topic", "火星移民"]).output
    assert on_topic.endswith("- 另有2篇没有讲到这个主题\n")
    assert absent == "火星移民综述\n资料库中没有关于“火星移民”的报道。\n"


def test_a_digest_of_nothing_is_refused(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library, pytest.raises(InputError, match="no article"):
        library.digest(Filters(newspaper="没有这份报"))


def test_a_model_introduces_a_theme_only_by_what_its_articles_say(tmp_path: Path) -> None:
    said = "青禾银行绿色贷款余额为1042.7亿元，增速在本地银行中居首，今年还要多投向县域的污水处理项目。"
    for reply, shown in ((said, True), ("青禾银行绿色贷款余额为9999亿元，增速居首。", False), ("本地银行。", False)):
        model = FakeChatModel([reply])
        with open_archive(tmp_path / str(len(reply)), model) as library:
            summary = library.digest(topic="绿色贷款")
            check(library, summary)
        assert (summary.sentences[0].text == reply) is shown
        assert len(model.asked) == 1
        assert summary.usage.prompt_tokens


def article(number: int, day: int, title: str, body: str) -> Article:
    place = Place(f"{number}.txt", "云溪日报", date(2031, 5, day), "A1", ())
    return Article(str(number), title, (), body, (Block("paragraph", 0, len(body)),), (), (place,))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("2030年青禾银行净利润为48.6亿元。", "2030年青禾银行净利润为46.8亿元。", True),
        ("青禾银行披露2030年年报。报告期内，该行净利润为48.6亿元。", "2030年青禾银行净利润为46.8亿元。", True),
        ("2030年青禾银行净利润为48.6亿元。", "2030年青禾银行净利润为49亿元。", False),
        ("2030年青禾银行净利润为48.6亿元。", "2030年青禾银行净利润超过48亿元。", False),
        ("2030年青禾银行净利润为48.6亿元。", "2029年青禾银行净利润为46.8亿元。", False),
        ("2030年青禾银行净利润为48.6亿元。", "2030年白鹭银行净利润为46.8亿元。", False),
        ("2030年青禾银行净利润为48.6亿元。", "2030年青禾银行净利息收入为46.8亿元。", False),
        ("2030年青禾银行净利润为48.6亿元。", "2030年青禾银行净利润预计为46.8亿元。", False),
        ("2030年青禾银行净利润为48.6亿元。", "2030年青禾银行净利润为40亿元至46.8亿元。", False),
        ("2030年青禾银行净利润为48.6亿元，同比增长10.2%。", "2030年青禾银行净利润为48.6亿元，同比增长12.0%。", True),
    ],
)
def test_only_what_is_comparable_differs(one: str, other: str, differ: bool) -> None:
    articles = [article(1, 6, "青禾银行净利润增长", one), article(2, 7, "年报看点", other)]
    found = differences([(each, sentences_of(each)) for each in articles])
    assert bool(found) is differ
    for first, second in found:
        assert first.figure.value != second.figure.value
        assert isinstance(first.figure.value, Decimal)


def test_articles_are_grouped_by_the_words_that_they_share() -> None:
    bodies = ["水泵 出口 农垦 订单", "水泵 出口 渔场 订单", "青川 剧院 首演 戏票", "青川 剧院 戏票 座位"]
    articles = [article(n, 6, body.replace(" ", ""), body) for n, body in enumerate(bodies)]
    groups = group(articles, lambda text: text.split(), lambda _word: 1.0)
    assert [each.members for each in groups] == [(0, 1), (2, 3)]
    assert [each.name for each in groups] == ["水泵出口", "青川剧院"]
    assert [each.members for each in group(articles[:1], str.split, lambda _word: 1.0)] == [(0,)]
    assert group([], str.split, lambda _word: 1.0) == []


def test_the_command_and_the_route_give_the_same_digest(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        client = TestClient(create_app(library, page=False), base_url="http://127.0.0.1")
        body = {"filters": {"newspaper": "云溪日报"}, "digest": {}}
        [posted] = client.post("/api/v1/summaries", json=body).json()["summaries"]
        expected = library.digest(Filters(newspaper="云溪日报"))
        assert posted["summary"] == expected.text
        assert [theme["title"] for theme in posted["themes"]] == [theme.title for theme in expected.themes]
        ids = [each.id for each in library.articles()[:1]]
        [one] = client.post("/api/v1/summaries", json={"article_ids": ids, "digest": {}}).json()["summaries"]
        assert one["article_ids"] == ids
        assert client.post("/api/v1/summaries", json={"digest": {"topics": "x"}}).status_code == 422
        assert client.post("/api/v1/summaries", json={"digest": {"page": "Z9"}}).status_code == 404


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["digest", "--help"])
    assert result.exit_code == 0
    for option in ("--topic", "--page", "--from", "--newspaper", "--author"):
        assert option in result.output
    home = str(tmp_path / "empty")
    result = CliRunner().invoke(app, ["digest", "--home", home, "--llm", "extractive", "--json"])
    assert result.exit_code != 0
    assert "no article" in str(result.exception)
    assert json.dumps(str(result.exception))
