"""What a draft says of somebody is printed of them, and not of whom the paper names before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.proof.attribute import attribute
from rag.proof.comparison import MOST_RIVALS, Problem
from rag.proof.owners import carried_on_from, printed_before
from rag.proof.sheet import Proof
from rag.proof.verify import find_problems
from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Place, Sentence
from tests.owned import owned_faults, owned_sentences

FINE = "应急管理局对白鹭化工罚款80万元，对经理季小满等5名责任人处以年收入六成的罚款，六成即12万元。"


@pytest.mark.parametrize(
    ("text", "printed", "figure"),
    [
        ("季小满被罚款80万元。", FINE, "80万元"),
        ("季小满被罚款12万元。", FINE, None),
        ("白鹭化工被罚款80万元。", FINE, None),
        ("被罚的季小满等有5名。", FINE, None),
        ("季小满管着80万元。", "白鹭化工有80万元，由季小满管着。", None),  # no other figure is hers
        ("季小满管着80万元。", "白鹭化工有80万元。", None),
        ("白鹭化工贡献了68.3%的收入。", "前五大客户贡献收入的68.3%，其中白鹭化工占24.7%。", "68.3%"),
        ("白鹭化工2031年末有80万元。", "到2031年末，白鹭化工有80万元。", None),  # when is no figure
        ("白鹭化工贡献了24.7%的收入。", "前五大客户贡献收入的68.3%，其中白鹭化工占24.7%。", None),
    ],
)
def test_a_figure_before_a_person_is_anothers(text: str, printed: str, figure: str | None) -> None:
    assert printed_before(text, ["季小满", "白鹭化工"], [Sentence("a", 0, len(printed), printed)]) == figure


BONDS = (
    "4月17日，海州银行公告称，首期债券发行总额为20亿元，票面利率为1.8%。",
    "4月8日，临江银行发行债券，规模为240亿元。",
    "其中，三年的占190亿元，年息1.6%；五年的占50亿元，年息1.66%。",
)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("海州银行另一档的年息是1.66%。", "1.66%"),
        ("临江银行的一档年息是1.6%，海州银行的一档年息是1.66%。", "1.66%"),
        ("临江银行五年的年息是1.66%。", None),
        ("五年的年息是1.66%。", None),
        ("海州银行的票面利率为1.8%。", None),
    ],
)
def test_a_line_that_names_nobody_is_of_the_house_before_it(text: str, figure: str | None) -> None:
    article = _article("".join(BONDS))
    support = attribute(text, sentences_of(article))
    assert support
    assert carried_on_from(text, (), support, {"a": article}) == figure


def test_a_paragraph_says_nothing_of_the_one_above() -> None:
    above, below = BONDS[1], BONDS[2]
    body = f"{above}\n{below}"
    blocks = Block("paragraph", 0, len(above)), Block("paragraph", len(above) + 1, len(body))
    article = replace(_article(body), blocks=blocks)
    support = [sentences_of(article)[-1]]
    assert carried_on_from("海州银行五年的年息是1.66%。", (), support, {"a": article}) is None


BESIDE = (
    "海川{end}去年{what}12.5{unit}，同比增长8%。江川{end}去年{what}30.8{unit}，同比增长5%。",
    "海川{end}去年的{what}达到12.5{unit}，增长8%；江川{end}的{what}则为30.8{unit}，增长5%。",
    "海川{end}去年开工3次，{what}12.5{unit}。江川{end}去年开工4次，{what}30.8{unit}。",
    "海川{end}昨天公布数据。该{what}去年为12.5{unit}。江川{end}昨天公布数据。该{what}去年为30.8{unit}。",
    "海川{end}、江川{end}去年的{what}分别为12.5{unit}和30.8{unit}。",
)


def _article(body: str) -> Article:
    return Article(
        "a", "两家公布数据", (), body, (Block("paragraph", 0, len(body)),), (), (Place("a", None, None, None, ()),)
    )


def _problems(text: str, article: Article) -> list[Problem]:
    """What an answer over an article is told of a text."""
    candidates = sentences_of(article)
    support = attribute(text, candidates, page_date=article.date)
    assert support
    return find_problems(
        text, support, page_date=article.date, beside=candidates, context=(article.title, article.body)
    )


def _told(text: str, body: str) -> list[str]:
    return [problem.text for problem in _problems(text, _article(body)) if problem.kind == "owner"]


@pytest.mark.parametrize("end", ["电池", "市", "手机", "一号", "车间", ""])
@pytest.mark.parametrize("form", BESIDE)
def test_an_owner_is_told_from_his_neighbour_whatever_he_ends_in(form: str, end: str) -> None:
    body = form.format(end=end, what="销售额", unit="亿元")
    for owner, own, other in (("海川", "12.5亿元", "30.8亿元"), ("江川", "30.8亿元", "12.5亿元")):
        assert _told(f"{owner}{end}去年销售额{own}。", body) == []
        assert _told(f"{owner}{end}的销售额为{other}。", body) == [other]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        # What a share is of, and what both lines leave out, is no owner.
        (
            "海川去年海外收入为5亿元，占营业收入的52%。",
            "海川去年海外收入5亿元，占比52%。国内收入4亿元，占营业收入的48%。",
        ),
        # Whoever was spoken of before may be who is named.
        ("江川税收30.8亿元。", "当地去年税收30.8亿元。江川前年税收12.5亿元。"),
        # Whoever was spoken of before is whom the sentence before begins with.
        ("江川税收30.8亿元。", "江川公布数据。当地税收30.8亿元。海川税收12.5亿元。"),
        # Both are named: what is said of each is told by the other checks.
        ("海川税收12.5亿元，江川税收30.8亿元。", "海川税收12.5亿元，江川税收30.8亿元。"),
    ],
)
def test_what_is_nobodys_name_makes_no_rival(text: str, body: str) -> None:
    assert _told(text, body) == []


def test_owners_of_every_kind_are_told_apart_and_right_sentences_let_through() -> None:
    correct, faulty = owned_sentences(7, 84), owned_faults(7, 84)
    assert {fault.kind for fault in faulty} == {"company", "place", "brand", "product", "person", "department"}
    assert sum(bool(_problems(fault.text, fault.was.article)) for fault in faulty) >= 0.95 * len(faulty)
    assert sum(bool(_problems(one.text, one.article)) for one in correct) <= 0.03 * len(correct)


def test_the_proof_shows_nobody_with_a_neighbours_figure() -> None:
    article = _article(BESIDE[0].format(end="电池", what="税收", unit="亿元"))
    proof = Proof({"a": article}, sentences_of(article), {})
    proof.take("海川电池去年税收30.8亿元，同比增长5%。")
    assert [each.text for each in proof.withheld] == ["海川电池去年税收30.8亿元，同比增长5%。"]
    assert not proof.reword("海川电池去年税收30.8亿元。", sentences_of(article)[1:])


def test_much_that_is_said_of_others_takes_no_long_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def compare(_claim: object, _same: object, rivals: list[object]) -> bool:
        compared.append(len(rivals))
        return False

    monkeypatch.setattr("rag.proof.amounts.of_another", compare)
    body = "江川销售额30.8亿元。" + "".join(f"甲{number}的销售额{number}亿元。" for number in range(1000, 3000))
    _told("海川销售额30.8亿元。", body)
    assert 0 < compared[0] <= MOST_RIVALS
