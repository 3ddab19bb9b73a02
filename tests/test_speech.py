"""Who speaks is told alike by whichever verb the paper chose."""

from __future__ import annotations

import pytest

from rag.evidence.antecedents import with_antecedent
from rag.evidence.identity import another_speaks
from rag.prose.names import speakers
from rag.prose.sentences import split_sentences
from rag.types import Sentence
from tests.double import make_article

SAYS = ("表示", "回应", "指出", "介绍", "透露", "坦言", "强调", "称", "说", "告诉记者", "解释", "直言", "补充", "呼吁")
HOLDS = ("认为", "判断", "分析", "建议", "提出")
TELLS = ("回忆", "感慨道", "写道")


@pytest.mark.parametrize("verb", [*SAYS, *HOLDS, *TELLS])
def test_each_verb_has_somebody_speak(verb: str) -> None:
    assert speakers(f"陆青禾{verb}，渡口不会关。") == ["陆青禾"]
    quotation = f"“渡口不会关。”陆青禾{verb}。"
    assert split_sentences(quotation) == [(0, len(quotation))]


@pytest.mark.parametrize("verb", [*SAYS, *HOLDS, *TELLS])
def test_who_is_heard_is_named_before_him_who_is_only_he(verb: str) -> None:
    first, second = "陆青禾管着渡口。", f"“渡口不会关。”他{verb}。"
    article, _ = make_article("渡口", [first + second])
    named = Sentence(article.id, 0, len(first), first)
    said = Sentence(article.id, len(first), len(article.body), second)
    assert with_antecedent(said, [(article, named), (article, said)]) == [named, said]


@pytest.mark.parametrize("verb", [*SAYS[:-5], "解释", "直言", "补充", "呼吁", *HOLDS])
def test_what_he_says_is_asked_by_each_verb(verb: str) -> None:
    verb = verb.removesuffix("记者")
    assert another_speaks(f"陆青禾{verb}了什么？", "“渡口不会关。”苏见微说。", ())


@pytest.mark.parametrize(
    "text", ["那是他童年的回忆，也是他的路。", "陆青禾不禁感慨道路难行。", "信中写道，渡口不会关。", "颇为感慨，"]
)
def test_what_is_remembered_is_nobody(text: str) -> None:
    assert speakers(text) == []
