"""Questions about the archive itself are answered by the catalogue, with the articles that they speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag import Article, Library
from rag.listings.about import answer_about
from rag.listings.choice import by_title
from rag.listings.entries import Entry
from rag.listings.topics import topics_of


@pytest.fixture
def articles(library: Library) -> list[Article]:
    return library.articles()


def nothing(_description: str) -> None:
    return None


def texts(entries: tuple[Entry, ...] | None) -> list[str]:
    assert entries is not None
    return [entry.text for entry in entries]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("资料库里有几篇报道？", ("count",)),
        ("这个库有哪些文章？", ("headlines",)),
        ("《白鹭机械出口翻番》的作者是谁？", ("author",)),
        ("谁写了这篇文章？", ("author",)),
        ("绿色贷款那篇报道出自哪位记者？", ("author",)),
        ("这幅画出自哪位画家之手？", ()),
        ("“先修渠再放水”这话出自谁？", ()),
        ("这一判断出自哪位记者？", ()),
        ("那篇稿子出自谁的手笔？", ("author",)),
        ("青禾银行那篇报道署的是哪位记者的名字？", ("author",)),
        ("这篇报道刊登在哪一版？", ("printed",)),
        ("哪天登的？", ("printed",)),
        ("什么时候登的山？", ()),
        ("这篇报道下转哪一版？", ("continued",)),
        ("讲水泵的那篇开头不在这儿，前半截在哪一版？", ("continued",)),
        ("Which page has the rest of the story on the pumps?", ("continued",)),
        ("书的前半部分讲的是哪一版教材？", ()),
        ("哪篇稿子是三位记者合写的？", ("headlines",)),
        ("关于水泵的报道署的是谁的名？文中有哪些小标题？", ("subheads", "author")),
        ("这篇报道的小标题分别是什么？", ("subheads",)),
        ("Which subheads does the story on the pumps have?", ("subheads",)),
        ("小标题下面讲了什么故事？", ()),
        ("这个版登了几篇稿子？把标题列一下。", ("headlines", "count")),
        ("How many articles are there?", ("count",)),
        ("Who wrote the article on the pumps?", ("author",)),
        ("On which page was it printed?", ("printed",)),
        ("青禾银行净利润是多少？", ()),
        ("韩知远是谁？", ()),
        ("韩知远在哪家公司？公司开发了什么应用？", ()),
        ("韩知远写了什么书？", ()),
        ("韩知远写了哪些文章？", ("headlines",)),
        ("白鹭机械一季度出口了多少台水泵？", ()),
    ],
)
def test_topics(text: str, topics: tuple[str, ...]) -> None:
    assert topics_of(text) == topics


def test_a_question_on_the_news_is_not_for_the_catalogue(articles: list[Article]) -> None:
    assert answer_about("青禾银行净利润是多少？", articles, nothing) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("资料库中共有多少篇报道？", "3篇"),
        ("有多少篇文章？", "3篇"),
        ("5月6日刊登了几篇报道？", "2篇"),
        ("2031年5月7日有几篇报道？", "1篇"),
        ("A1版有几篇文章？", "2篇"),
        ("这个报纸版面一共有几篇文章？", "3篇"),
        ("林小禾写了几篇报道？", "2篇"),
        ("How many articles are in the archive?", "3 such"),
        ("How many articles were printed on May 6, 2031?", "2 such"),
    ],
)
def test_counts(articles: list[Article], text: str, count: str) -> None:
    assert count in texts(answer_about(text, articles, nothing))[0]


def test_headlines_each_with_its_article(articles: list[Article]) -> None:
    entries = answer_about("林小禾写了哪些报道？", articles, nothing)
    assert entries is not None
    assert [entry.articles[0].title for entry in entries[1:]] == ["青禾银行去年净利润增长一成", "白鹭机械出口翻番"]
    for entry in entries[1:]:
        assert entry.articles[0].title in entry.text
        assert "云溪日报" in entry.text


def test_what_the_archive_has_not_is_an_empty_answer(articles: list[Article]) -> None:
    assert answer_about("2019年1月1日刊登了几篇报道？", articles, nothing) == ()
    assert answer_about("谁写了关于鲸鱼的报道？", articles, nothing) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("《白鹭机械出口翻番》的作者是谁？", "林小禾、孟知夏"),
        ("Who wrote “白鹭机械出口翻番”?", "林小禾, 孟知夏"),
        ("《白鹭机械出口翻番》刊登在哪一版？", "A2版"),
        ("《白鹭机械出口翻番》是哪天刊登的？", "2031-05-07"),
    ],
)
def test_one_article_by_its_headline(articles: list[Article], text: str, wanted: str) -> None:
    [entry] = answer_about(text, articles, nothing) or ()
    assert wanted in entry.text
    assert [article.title for article in entry.articles] == ["白鹭机械出口翻番"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("库里现在一共收了几篇文章，都有哪些报道？", 3),
        ("给我看看库里都有哪些报道", 3),
        ("列出所有文章的标题和作者", 3),
        ("这几篇文章都是哪天见报的？", 3),
        ("这个版有哪些文章？", 3),
        ("有没有关于水泵出口的稿子？", ["白鹭机械出口翻番"]),
        ("有没有讲水泵的报道？标题和作者告诉我一下。", ["白鹭机械出口翻番"]),
        ("哪些文章提到了白鹭机械？", ["白鹭机械出口翻番"]),
    ],
)
def test_articles_are_listed_by_what_they_tell_of(articles: list[Article], text: str, titles: int | list[str]) -> None:
    entries = answer_about(text, articles, nothing)
    listed = [title for title in (article.title for article in articles) if any(title in t for t in texts(entries))]
    assert (len(listed) if isinstance(titles, int) else listed) == titles


def test_a_thing_that_no_article_tells_of_is_not_listed(articles: list[Article]) -> None:
    assert answer_about("有没有写鲸鱼的报道？", articles, nothing) == ()
    assert answer_about("关于鲸鱼的文章有几篇？", articles, nothing) == ()


def test_writers_and_papers_are_counted_and_named(articles: list[Article]) -> None:
    [writers] = answer_about("一共有几位记者署名？", articles, nothing) or ()
    assert "3位" in writers.text
    assert all(name in writers.text for name in ("林小禾", "孟知夏", "周以宁"))
    [papers] = answer_about("资料库里有哪几份报纸？", articles, nothing) or ()
    assert "云溪日报" in papers.text
    [none] = answer_about("一共有几位记者署名？", [replace(articles[0], byline=())], nothing) or ()
    assert "没有署名" in none.text
    [one] = (
        answer_about("How many writers are in the archive?", [replace(articles[0], byline=("林小禾",))], nothing) or ()
    )
    assert one.text == "These articles name 1 writer: 林小禾."


def test_the_other_half_of_a_story_is_asked_for_by_its_page(articles: list[Article]) -> None:
    there = [replace(articles[0], continued_from="A1"), replace(articles[1], continued_to="B3"), articles[2]]
    assert articles[0].title in texts(answer_about("哪篇文章是从A1版转过来的？", there, nothing))[0]
    assert articles[1].title in texts(answer_about("哪篇报道下转B3版？", there, nothing))[0]
    assert answer_about("哪篇报道下转C9版？", there, nothing) == ()
    [both] = answer_about("这个版上哪篇文章是从别的版接过来的，从哪个版接的？", there, nothing) or ()
    assert (both.articles, "上接A1版" in both.text) == ((there[0],), True)
    [onward] = answer_about("哪些文章转到了其他版？转到哪一版？", there, nothing) or ()
    assert (onward.articles, "下转B3版" in onward.text) == ((there[1],), True)
    assert answer_about("哪篇文章是从别的版接过来的，从哪个版接的？", articles, nothing) == ()


def test_articles_are_told_by_how_many_signed_them(articles: list[Article]) -> None:
    there = [
        replace(articles[0], byline=("林小禾", "周以宁", "唐知远")),
        *(replace(a, byline=()) for a in articles[1:3]),
    ]
    [one] = answer_about("哪篇稿子是三位记者合写的？是哪三位？", there, nothing) or ()
    assert one.articles == (there[0],)
    assert "林小禾、周以宁、唐知远" in one.text
    assert answer_about("Which story was written by three reporters?", there, nothing)
    assert answer_about("哪篇稿子是两位记者合写的？", there, lambda _text: there[1]) == ()
    pair = [replace(each, byline=("林小禾", "周以宁")) for each in articles[:2]]
    told = texts(answer_about("哪篇稿子是两位记者合写的？", [*pair, there[0]], lambda _text: there[0]))
    assert [each for each in pair if not any(each.title in line for line in told)] == []
    assert not any("唐知远" in line for line in told)


def test_the_headline_of_one_article_and_the_newest_one(articles: list[Article]) -> None:
    [entry] = answer_about("讲水泵的文章叫什么题目？", articles, nothing) or ()
    assert "白鹭机械出口翻番" in entry.text
    [newest] = answer_about("最新一篇报道是哪天的？", articles, nothing) or ()
    assert "2031-05-07" in newest.text
    [oldest] = answer_about("最早一篇报道是哪天的？", articles, nothing) or ()
    assert "2031-05-06" in oldest.text
    [metro] = [article for article in articles if "周以宁" in article.byline]
    later = replace(metro, places=(replace(metro.places[0], date=date(2031, 5, 9)),))
    rest = [article for article in articles if article is not metro]
    [own] = answer_about("林小禾最新一篇报道是哪天的？", [*rest, later], nothing) or ()
    assert "2031-05-07" in own.text


def test_an_english_question_finds_what_a_chinese_article_tells_of(articles: list[Article]) -> None:
    entries = answer_about("Which articles are about water pumps?", articles, nothing, lambda _: "哪些文章写了水泵？")
    assert "白鹭机械出口翻番" in texts(entries)[1]
    assert texts(entries)[0].startswith("The archive")


def test_a_writer_is_no_place_of_printing(articles: list[Article]) -> None:
    [place] = articles[0].places
    bare = replace(articles[0], places=(replace(place, newspaper=None, date=None, page=None),))
    assert "没有印出" in texts(answer_about(f"《{bare.title}》刊登在哪一版？", [bare], nothing))[0]


def test_one_article_by_what_it_tells(articles: list[Article]) -> None:
    described: list[str] = []

    def find(description: str) -> Article:
        described.append(description)
        return articles[1]

    [entry] = answer_about("关于地铁的那篇报道是谁写的？", articles, find) or ()
    assert "周以宁" in entry.text
    assert described == ["关于地铁的那篇报道是谁写的？"]


def test_what_was_not_printed_is_said(articles: list[Article]) -> None:
    [place] = articles[0].places
    bare = replace(articles[0], byline=(), places=(replace(place, newspaper=None, date=None, page=None),))
    title = bare.title
    assert "没有署名" in texts(answer_about(f"《{title}》的作者是谁？", [bare], nothing))[0]
    assert "没有印出" in texts(answer_about(f"《{title}》刊登在哪一版？", [bare], nothing))[0]
    assert "没有印出" in texts(answer_about(f"《{title}》下转哪一版？", [bare], nothing))[0]
    # That is no answer, and cites nothing, unless something else that is asked for is printed.
    assert not (answer_about(f"《{title}》的作者是谁？", [bare], nothing) or ())[0].articles
    question = f"《{title}》的作者是谁，登在哪一版？"
    entries = answer_about(question, [replace(bare, places=articles[0].places)], nothing) or ()
    assert [bool(entry.articles) for entry in entries] == [True, True]


def test_the_subheads_of_an_article(sample_library: Library) -> None:
    articles = sample_library.articles()
    parted = max(articles, key=lambda article: len(list(article.texts("subhead"))))
    subheads = list(parted.texts("subhead"))
    assert len(subheads) >= 2
    [entry] = answer_about(f"《{parted.title}》有哪些小标题？", articles, nothing) or ()
    assert entry.articles == (parted,)
    assert f"{len(subheads)}个小标题" in entry.text
    assert all(subhead in entry.text for subhead in subheads)
    whole = next(article for article in articles if not list(article.texts("subhead")))
    assert "没有小标题" in texts(answer_about(f"《{whole.title}》的小标题是什么？", articles, nothing))[0]
    assert "no subheads" in texts(answer_about(f"What subheads does “{whole.title}” have?", articles, nothing))[0]


def test_jumps(articles: list[Article]) -> None:
    onward = replace(articles[0], continued_to="A4")
    question = f"《{onward.title}》转到哪一版？"
    assert "A4" in texts(answer_about(question, [onward], nothing))[0]
    back = replace(articles[0], continued_from="A7")
    assert "A7" in texts(answer_about(f"《{back.title}》上接哪一版？", [back], nothing))[0]
    [place] = articles[0].places
    joined = replace(articles[0], places=(place, replace(place, page="A9")))
    assert "A9" in texts(answer_about(question, [joined], nothing))[0]


def test_a_long_list_is_cut_and_says_so(articles: list[Article]) -> None:
    [place] = articles[0].places
    many = [
        replace(articles[0], id=f"{n:016x}", title=f"第{n}号报道标题", places=(replace(place, date=date(2031, 1, 1)),))
        for n in range(30)
    ]
    entries = answer_about("资料库里有哪些报道？", many, nothing)
    assert entries is not None
    assert "30篇" in entries[0].text
    assert "10篇" in entries[-1].text
    assert len(entries) == 22


@pytest.mark.parametrize(
    "text",
    [
        "严子陵的毕业论文题目是什么？",
        "葛怀川的官方传记书名是什么？由谁执笔？",
        "这部小说的作者是谁？",
        "《晚风》的词是谁写的？",
    ],
)
def test_a_title_or_a_writer_of_another_work_is_news(text: str) -> None:
    assert topics_of(text) == ()


def test_an_article_without_a_headline_is_named_by_how_it_opens(articles: list[Article]) -> None:
    bare = replace(articles[0], title="", byline=())
    entries = answer_about("资料库里有哪些报道？", [bare], nothing)
    assert f"“{bare.body[:12]}" in texts(entries)[-1]
    assert "《》" not in "".join(texts(entries))


def test_a_work_that_is_no_articles_headline_is_news(articles: list[Article]) -> None:
    def first(_description: str) -> Article:
        return articles[0]

    assert answer_about("《云溪夜话》是谁写的？", articles, first) is None
    assert answer_about("写到《云溪夜话》的那篇报道是谁写的？", articles, first) is not None
    assert answer_about(f"《{articles[0].title}》是谁写的？", articles, first) is not None


def test_a_headline_in_full_is_no_notice_that_quotes_it(articles: list[Article]) -> None:
    story = next(article for article in articles if article.title == "白鹭机械出口翻番")
    notice = replace(story, id="notice", title="关于《白鹭机械出口翻番》的更正")
    for shelf in ([notice, story], [story, notice]):
        assert by_title("《白鹭机械出口翻番》是谁写的？", shelf) is story


def test_the_lines_of_a_list_account_for_its_count(articles: list[Article]) -> None:
    first = articles[0]
    again = [replace(first, id=f"{n:016x}") for n in range(2)]
    entries = answer_about("库里有哪些文章？", [*articles, *again], nothing)
    told = texts(entries)
    assert f"{len(articles) + 2}篇" in told[0]
    assert len(set(told)) == len(told) == len(articles) + 1
    assert [text for text in told if text.endswith("，共3篇")]


@pytest.mark.parametrize("question", ["哪几篇提到了青禾银行？", "哪篇提到了青禾银行？"])
def test_which_articles_mention_a_name_are_listed(articles: list[Article], question: str) -> None:
    assert any("《" in text for text in texts(answer_about(question, articles, nothing)))


def test_what_a_page_has_is_listed(articles: list[Article]) -> None:
    assert texts(answer_about("A1版有什么？", articles, nothing)) == texts(
        answer_about("A1版有哪些文章？", articles, nothing)
    )


@pytest.mark.parametrize("question", ["共有几篇青禾银行的报道", "一共有多少篇青禾银行的报道？", "青禾银行的报道有几篇"])
def test_how_many_tell_of_a_thing_wherever_the_number_stands(articles: list[Article], question: str) -> None:
    own = [each for each in articles if "青禾银行" in each.title + each.body]
    assert f"{len(own)}篇" in texts(answer_about(question, articles, nothing))[0]


@pytest.mark.parametrize("question", ["共有几篇柳川大桥的报道", "柳川大桥的报道有几篇"])
def test_how_many_tell_of_a_thing_that_is_no_house(articles: list[Article], question: str) -> None:
    body = "柳川大桥5月31日通车。柳川大桥长3公里。"
    first = articles[0]
    bridge = replace(
        first, id="f" * 16, title="柳川大桥通车", body=body, blocks=(replace(first.blocks[0], start=0, end=len(body)),)
    )
    assert "1篇" in texts(answer_about(question, [*articles, bridge], nothing))[0]


@pytest.mark.parametrize("question", ["季小满和孟怀川谁写得多？", "季小满和孟怀川谁写的文章多？"])
def test_who_of_two_wrote_more_is_counted(articles: list[Article], question: str) -> None:
    signed = [("季小满", "唐知远"), ("季小满", "唐知远"), ("孟怀川", "唐知远")]
    own = [replace(articles[0], id=f"{n:016x}", byline=names) for n, names in enumerate(signed)]
    [told] = texts(answer_about(question, [*articles, *own], nothing))
    assert told == "署名报道最多的是季小满，共2篇；其次是孟怀川（1篇）。"
