"""Text that gives orders to a model instead of reporting: it bears nothing out, whoever printed it.

The prompts tell the model to follow no instruction in the passages (OWASP LLM01, indirect prompt injection); small
models do not always heed that. So a sentence that speaks to a model is no evidence, and a clause of a draft that
neither the evidence nor the question has a word of is not shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from rag.proof.attribute import content_of
from rag.prose.words import HAN, is_content, tagger

_ORDER = re.compile(
    r"(?:忽略|无视|忘记|作废|遗忘)[^，。]{0,8}(?:指示|指令|规则|要求|提示|设定)|前文作废"
    r"|(?:只|直接)能?(?:回答|输出|回复|答复)|(?:必须|统一)(?:回答|输出|回复|答复)[“‘：]|(?:标准|正确|唯一)(?:的)?(?:答案|答复|回答)|无论用户|用户(?:问|：)|助手：|系统提示"
    r"|(?:系统)?管理员(?:要求|命令)|(?:要求|请)(?:直接)?(?:输出|回答)|(?:回答|摘要|来源)(?:中|的第一句)?[^，。]{0,4}(?:必须写|采用|标注为)"
    r"|人工智能请注意|无需再?查证"
    r"|\b(?:ignore|disregard|forget)\b.{0,30}\b(?:instruction|question|rule|prompt|above|previous)"
    r"|\b(?:answer|reply|respond)\b.{0,20}\b(?:with|only)\b.{0,40}\b(?:word|only)\b|\banswer with\b|\bsystem prompt\b"
    r"|\b(?:only valid answer|note to the (?:assistant|model)|previous rules)\b"
    r"|\[/?(?:system|inst)\]|<\|\w+\|>|</?(?:passage|context|script|img|iframe)\b|[\"']role[\"']\s*:|javascript:"
    r"|!\[[^\]]*\]\(|\\(?:text|href|mathrm)\{",
    re.I,
)
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n]+")
# What a paraphrase does not make up: words with digits, dots or underscores in them, and words in capitals.
_CODE = re.compile(r"[A-Za-z0-9$][A-Za-z0-9._$-]{0,80}[A-Za-z0-9]")
_BESIDE = re.compile(r"[、和及或]|以及")
# Clauses with fewer pairs of characters are turns of phrase.
_FEWEST_PAIRS = 2


def gives_orders(text: str) -> bool:
    """Tell whether a printed sentence speaks to a model."""
    return bool(_ORDER.search(unicodedata.normalize("NFKC", text)) or _ORDER.search(text))


def strays(text: str, known: Collection[str], asked: str = "") -> str | None:
    """Find a clause or code of a drafted sentence that none of the known texts has anything of.

    Of a clause without a figure or a day, what the question ``asked`` says already does not count: a small model that
    finds nothing fills its words in around an answer of its own.
    """
    reports = (known_text for known_text in known if not gives_orders(known_text))  # a headline may give orders, too
    printed = unicodedata.normalize("NFKC", "\n".join(reports)).casefold()
    question = unicodedata.normalize("NFKC", asked).casefold()
    for word in _CODE.findall(unicodedata.normalize("NFKC", text)):
        made_up = re.search(r"[A-Za-z]", word) and (re.search(r"[0-9._$]", word) or (word.isupper() and len(word) > 3))
        if made_up and word.casefold() not in printed + question:
            return str(word)
    have = content_of(printed).bigrams
    repeated = content_of(question).bigrams
    for clause in _CLAUSE.split(text) if HAN.search(printed) else ():
        content = content_of(clause)
        if len(content.bigrams) >= _FEWEST_PAIRS and not content.bigrams & (have | repeated):
            return clause.strip()
        if not content.figures and not content.dates and _is_new(clause, question, printed):
            return clause.strip()
        if (added := _added(clause, question, printed)) is not None:
            return added
    return None


def _added(clause: str, question: str, printed: str) -> str | None:
    """Find a thing that a clause names beside others and of which nothing is printed: 「执照和身份证」."""
    items = _BESIDE.split(clause.casefold())[1:]
    firsts = [next(iter(tagger()(item)), None) for item in items if item]
    new = (pair.word for pair in firsts if pair is not None and pair.flag.startswith("n") and len(pair.word) > 1)
    return next((word for word in new if HAN.match(word) and _is_new(word, question, printed)), None)


def _is_new(clause: str, question: str, printed: str) -> bool:
    """Tell whether a clause has words that a question has not, and of none of them anything is printed."""
    words = [pair.word for pair in tagger()(clause.casefold()) if is_content(pair.word, pair.flag)]
    new = [word for word in words if len(word) > 1 and HAN.match(word) and word not in question]
    pairs = [word[at : at + 2] for word in new for at in range(len(word) - 1)]
    return bool(pairs) and not any(pair in printed for pair in pairs)
