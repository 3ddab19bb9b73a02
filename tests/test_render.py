from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from rag.types import Article, Citation, CitedSentence
from tests.double import make_article
from ui import schemas
from ui.page.talk import Talk, Turn, turn_html
from ui.render import article_html, citation_line, escape, markdown, marked_text, quoted_html, sentences_html
from ui.texts import _TEXTS, preferred, texts_in

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<iframe src=//evil.example></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>",
    "<!-- comment",
    "]]><b>x</b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;b&#62;",
    "${alert(1)}",
    "${value}",
    "`${1+1}`",
    "{{constructor.constructor('alert(1)')()}}",
    "{{{value}}}",
    "{% raw %}",
    "@children",
    "\\u003cscript\\u003e",
    "$$\\frac{1}{2}$$",
    "\\(x^2\\)",
    "**bold** _em_ `code`",
    "[link](javascript:alert(1))",
    "![img](http://evil.example/x.png)",
    "# heading",
    "| a | b |",
    "__i18n__{}",
    "[1][2][999]",
    "</article></aside><h1>x</h1>",
    "\u202etxet desrever",
)


class Reader(HTMLParser):
    """Collects the tags, attribute names and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def cite(title: str = "新桥通车", quote: str = "新桥昨日通车。", byline: tuple[str, ...] = ("林小禾",)) -> Citation:
    return Citation(1, "a1", title, byline, "云江晚报", date(2031, 5, 6), "A2", "page.txt", quote, 0, 7, 0, 7)


@pytest.mark.parametrize("text", HOSTILE)
def test_untrusted_text_stays_text(text: str) -> None:
    assert not set("<>\"'`${}\\") & set(escape(text))
    texts = texts_in("en")
    article = make_article(text, [text, text], byline=[text], source=text, newspaper=text)[0]
    cited = cite(text, text, (text,))
    sentences = (CitedSentence(text, (1,), True), CitedSentence(text, (), False, (text,)))
    answer = schemas.Answer.model_validate(
        {
            "question": text,
            "answer": text,
            "abstained": False,
            "sentences": sentences,
            "citations": [cited],
            "model": text,
            "usage": {},
            "seconds": {},
        }
    )
    turn = Turn(id=text, question=text, answer=answer, nearest=[(text, text)], error=text)
    for html in (
        article_html(article, texts, (0, 2)),
        sentences_html(text, sentences, [cited], texts),
        quoted_html(text, [(0, 1)]),
        turn_html(turn, texts),
    ):
        read = Reader(html)
        assert not read.tags & {"script", "img", "svg", "iframe", "a", "style", "h1"}
        assert not {name for name in read.attributes if name.startswith("on")} | (read.attributes & {"autofocus"})
        assert re.sub(r"\[\d{1,3}\]", "", text) in re.sub(r"\[\d{1,3}\]", "", read.text)
        assert "${" not in html
        assert "{{" not in html


def test_the_cited_words_are_marked_even_over_a_paragraphs_end() -> None:
    article: Article = make_article("桥", ["第一段落。", "第二段落。"])[0]
    html = article_html(article, texts_in("zh"), (2, 9))
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", html) == ["段落。", "第二段"]
    assert html.count('class="jb-cited"') == 1
    assert "<mark" not in article_html(article, texts_in("zh"))


def test_markers_are_the_texts_own_or_added() -> None:
    sentences = (CitedSentence("新桥通车。", (1,), True), CitedSentence("票价不变。", (), True))
    assert marked_text("新桥通车。[1]票价不变。", sentences, [cite()]) == "新桥通车。[1]票价不变。"
    assert marked_text("新桥通车。\n票价不变。", sentences, [cite()]) == "新桥通车。[1]\n票价不变。"
    assert marked_text("没有。", (), ()) == "没有。"


def test_markdown_has_footnotes_and_no_markup_of_the_papers() -> None:
    text = markdown("涨了*3%*[1]，见[7]。", (), [cite(quote="涨了*3%*")], texts_in("zh"))
    assert text == (
        "涨了\\*3%\\*[^1]，见\\[7\\]。\n\n[^1]: 《新桥通车》（林小禾，云江晚报，2031年5月6日，第A2版）：涨了\\*3%\\*\n"
    )


def test_a_citation_line_speaks_its_language() -> None:
    assert citation_line(cite()) == "[1] 《新桥通车》（林小禾，云江晚报，2031年5月6日，第A2版）：新桥昨日通车。"
    bare = Citation(2, "a", "Bridge opens", (), None, None, None, "p.txt", "It opened.", 0, 10, 0, 10)
    assert citation_line(bare) == "[2] “Bridge opens”: It opened."


def test_verdicts_are_words_too() -> None:
    html = sentences_html("t", (CitedSentence("有9人。", (), False, ("9 不在原文中",)),), (), texts_in("zh"))
    assert "9 不在原文中" in html
    assert "✓" not in html


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    sentences = tuple(CitedSentence(text) for text in ("甲站：3台", "乙站：4台", "都已运行。", "下月再加。"))
    html = sentences_html("t", sentences, (), texts_in("zh"))
    assert html.count("<br>") == 2
    assert html.index("甲站") < html.index("<br>") < html.index("乙站")


def test_both_languages_say_everything() -> None:
    for name, (chinese, english) in _TEXTS.items():
        assert english, name
        assert chinese or name == "join", name
        assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", english)), name


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr,zh;q=0.5", "zh"),
        ("fr-FR", "en"),
        ("en;q=x,zh", "zh"),
        ("*", "zh"),
    ],
)
def test_the_browsers_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_what_the_browser_kept_is_not_trusted() -> None:
    broken: tuple[object, ...] = (None, "x", 7, {"turns": 3}, {"turns": [{"id": 1}]}, [])
    for kept in broken:
        assert Talk.read(kept).turns == []
    talk = Talk(turns=[Turn(id=str(n), question="问") for n in range(60)])
    assert [turn.id for turn in Talk.read(talk.keep()).turns] == [str(n) for n in range(20, 60)]


def test_the_first_item_of_a_list_does_not_run_on_behind_its_heading() -> None:
    sentences = [
        CitedSentence(text, (1,), True) for text in ("共有2篇。", "《甲》（A1版）", "《乙》（A2版）", "另有1篇未列出。")
    ]
    html = sentences_html("t", sentences, [cite()], texts_in("zh"))
    assert html.count("<br>") == 3


def test_a_brief_in_the_chat_keeps_its_headings_and_its_lines() -> None:
    told = ("新桥通车。", "票价不变。", "医院扩建。", "学校开学。")
    text = "【新桥】\n新桥通车。[1]\n票价不变。[1]\n【<b>其他</b>】\n医院扩建。[1]学校开学。"
    answer = schemas.Answer.model_validate(
        {
            "question": "做个简报",
            "answer": text,
            "abstained": False,
            "sentences": [CitedSentence(each, (1,), True) for each in told],
            "citations": [cite()],
            "model": "extractive",
            "usage": {},
            "seconds": {},
        }
    )
    # Kept by the browser and read again, it is drawn alike.
    [turn] = Talk.read(Talk(turns=[Turn(id="t", question="做个简报", answer=answer)]).keep()).turns
    html = turn_html(turn, texts_in("zh"))
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", html) == ["【新桥】", "【&#60;b&#62;其他&#60;/b&#62;】"]
    assert html.count("<br>") == 1
    places = [html.index(each) for each in ("【新桥】", "新桥通", "<br>", "票价", "其他", "医院", "学校")]
    assert places == sorted(places)


def test_a_text_that_is_not_made_of_its_sentences_is_drawn_by_them() -> None:
    sentences = [CitedSentence("新桥通车。"), CitedSentence("票价不变。")]
    html = sentences_html("t", sentences, (), texts_in("zh"), "别的话\n新桥通车。")
    assert "<h3" not in html
    assert "<br>" not in html
