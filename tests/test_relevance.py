"""A draft that the paper bears out may still be no answer: of another thing, another office, another place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Library
from rag.fakes import FakeChatModel
from tests.conftest import LibraryMaker

BIRDS = """云溪湖越冬水鸟同步调查结束
1月26日，云溪湖保护区通报，同步调查记录到水鸟39.4万只、64种。调查由芦浦、霜桥、青石三市共同派员参加。

其中，豆雁2.87万只，青头潜鸭412只。去年9月以来，保护区分三批放水，形成草滩1.9万亩。

芦浦镇也放水，放水后云溪湖边形成了多少草滩还没有算清，租下藕田2800亩。
"""
LINES = """芦浦铁路十二月开通
芦浦铁路12月20日开通，霜桥站因站前道路没有完工，暂缓启用。

芦浦铁路二等座票价58元，首班车6时20分开出。
"""
FLIGHTS = """澜溪首条飞行航线试运行
澜溪首条飞行航线6月26日试运行，运营方青石航空表示，单程票价定在480元，每天开行4班。
"""

Ask = Callable[..., Library]


@pytest.fixture
def ask(make_library: LibraryMaker, tmp_path: Path) -> Ask:
    def open_with(text: str, *drafts: str, odds: float = 2.0, silent: str = "", beside: str = "") -> Library:
        path = tmp_path / "溪山日报-2031-01-27-A2.txt"
        path.write_text(text, encoding="utf-8")
        (tmp_path / "溪山日报-2031-01-27-A3.txt").write_text(
            beside or "码头封冻\n青石码头昨日封冻。\n", encoding="utf-8"
        )
        lean = lambda message: -3.0 if silent and silent in message.split("\n问题：")[0] else odds  # noqa: E731
        return make_library(*sorted(tmp_path.glob("*.txt")), model=FakeChatModel(drafts, leans=lean))

    return open_with


def test_a_count_is_not_given_to_another_thing_that_has_its_own(ask: Ask) -> None:
    question = "云溪湖的调查由哪三个市派员参加，青头潜鸭记录到多少只？"
    answer = ask(BIRDS, "云溪湖的调查记录到青头潜鸭39.4万只[1]。").ask(question)
    assert not any("青头潜鸭39.4万只" in each.text for each in answer.sentences)
    assert "青头潜鸭412只" in answer.text
    answer = ask(BIRDS, "云溪湖的调查记录到水鸟39.4万只[1]。").ask(question)
    assert "水鸟39.4万只" in answer.text


def test_which_house_one_part_asks_for_is_nothing_to_the_others(ask: Ask) -> None:
    question = "芦浦铁路开通时哪座车站没有启用？二等座票价是多少？"
    answer = ask(LINES, "芦浦铁路二等座票价是58元[1]。").ask(question)
    assert answer.withheld == ()
    assert "58元" in answer.text


def test_a_draft_from_another_places_story_is_no_answer(ask: Ask) -> None:
    question = "云岭市首条飞行航线的单程票价定为多少元，每天开行几班？"
    beside = "云岭市也将试飞\n云岭市副市长季小满说，云岭市首条飞行航线每天开行3班，票价还没有定。\n"
    answer = ask(FLIGHTS, "单程票价定在480元[1][2]。", beside=beside).ask(question)
    assert "480元" not in answer.text
    assert "3班" in answer.text


def test_lines_are_quoted_whose_figures_a_draft_told_in_one_breath(ask: Ask) -> None:
    question = "云溪湖的青头潜鸭记录到多少只，放水后形成了多少亩草滩，鸟类共有多少种？"
    said = "云溪湖有青头潜鸭412只，草滩1.9万亩，鸟类87种"
    answer = ask(BIRDS, f"云溪湖的水鸟有64种[1]。{said}[1]。", odds=0.8).ask(question)
    assert [each.text for each in answer.withheld] == [f"{said}。"]
    assert "青头潜鸭412只" in answer.text
    assert "草滩1.9万亩" in answer.text
    assert ask(BIRDS, f"{said}[1]。", odds=0.1).ask(question).abstained


ADVICE = """几类茶园各有打法
季小满给茶园支招：国营茶园靠着门店，夜里开起品茶专场招揽年轻人；私家茶园靠着熟客，办起旧茶回购柜台；景区茶园只卖小包。
"""


@pytest.mark.parametrize(
    ("said", "shown"),
    [("私家茶园应该夜里开起品茶专场招揽年轻人", False), ("私家茶园应该办起旧茶回购柜台", True)],
)
def test_what_a_list_says_of_one_member_is_not_said_of_another(ask: Ask, said: str, shown: bool) -> None:
    answer = ask(ADVICE, f"{said}[1]。").ask("季小满指出私家茶园应该怎么招揽茶客？")
    assert "办起旧茶回购柜台" in answer.text
    assert bool(answer.withheld) is not shown


REASONS = """青石茶厂今年减产
青石茶厂厂长季小满介绍，今年减产主要有两方面原因，一是春寒来得晚。二是采茶工难招。

青石茶厂的门店照常营业。
"""


def test_a_second_reason_is_told_with_the_first(ask: Ask) -> None:
    draft = "季小满介绍，今年减产主要有两方面原因，一是春寒来得晚[1]。"
    answer = ask(REASONS, draft, silent="采茶工").ask("青石茶厂今年为什么减产？")
    assert "春寒来得晚" in answer.text
    assert "采茶工难招" in answer.text
    assert "门店" not in answer.text
