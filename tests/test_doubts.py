"""Words of a question that a tagger takes for names, read by what the archive prints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.prose import names
from rag.prose.questions import Term, read_question
from rag.prose.reread import reread


def known(*printed: str) -> Callable[[str], float | None]:
    return lambda word: 1.0 if any(word in each for each in printed) else None


@pytest.mark.parametrize(
    ("name", "printed", "read"),
    [
        ("盖青泊体育场", "青泊体育场落成", "青泊体育场"),
        ("修云桥", "云桥通车", "云桥"),
        ("殷墨走后", "总经理殷墨离任", "殷墨"),
        ("曜河能源海外事业部", "曜河能源股份有限公司海外事业部总裁", "曜河能源"),
    ],
)
def test_a_verb_or_the_next_words_are_no_part_of_a_name(name: str, printed: str, read: str) -> None:
    asked = read_question("说说看？")
    asked = type(asked)(f"{name}花了多少钱？", "zh", (Term(name, name=True),), (), (), asked.wants)
    assert reread(asked, known(printed)).names == (read,)


@pytest.mark.parametrize("name", ["青(溪c公司", "青溪**p茶业公司", "青溪\\p茶业公司", "青溪[集团"])
def test_a_name_may_have_the_signs_of_a_pattern_in_it(name: str) -> None:
    asked = read_question("说说看？")
    asked = type(asked)(f"{name}去年赚了多少？", "zh", (Term(name, name=True),), (), (), asked.wants)
    assert reread(asked, known("云溪下了雨")).names == (name,)


def test_a_short_name_of_a_house_is_held_against_a_text_to_the_letter() -> None:
    assert names.known("青行", "青栎银行")
    assert not names.known("(行", "青栎银行")
    assert not names.known(".行", "青栎银行")


def test_a_name_that_nobody_prints_stays_one() -> None:
    asked = read_question("说说看？")
    asked = type(asked)("马丁内斯进了几个球？", "zh", (Term("马丁内斯", name=True),), (), (), asked.wants)
    assert "内斯" in "".join(reread(asked, known("马丁打入两球")).names)


def test_whom_a_paper_calls_by_his_whole_name_may_not_be_missing() -> None:
    asked = reread(read_question("水开的时候，庄师傅先下多少盐？"), known("厨师庄其昌说，水滚时放盐"))
    assert [term.doubtful for term in asked.terms if term.text == "庄师傅"] == [True]


def test_a_news_agency_that_reports_need_not_be_printed() -> None:
    asked = reread(
        read_question("青岭隧道涌水后，新华社先后在6月12日和15日作了报道，水泵有几台？"), known("青岭隧道涌水")
    )
    assert "新华社" not in asked.names


def test_a_month_that_another_is_held_against_need_not_be_printed() -> None:
    assert read_question("跟7月比，青禾地产8月的销售额涨了几成？").periods == ("8月",)
    assert read_question("1到8月青禾地产卖了多少房子？").periods == ("1到8月",)
    assert read_question("青禾地产8月和9月多少万平方米？").periods == ("8月", "9月")
