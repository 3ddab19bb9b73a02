"""What a question asks for: its names, its content words and its periods, without a model call."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.errors import InputError
from rag.prose.dates import MONTHS
from rag.prose.entities import Token, entities, tokens, whole_names
from rag.prose.folding import fold
from rag.prose.language import language_of
from rag.prose.names import INSTITUTION, institutions, people, titled
from rag.prose.numerals import chinese
from rag.prose.words import HAN, function_words, is_content
from rag.types import Language

# The kinds of words that names of houses are made of, and of those that do or are something.
_NOUNS = ("n", "vn", "a", "ORG", "LOC", "PER")
_ACTS = ("v", "d", "a")
_MOST_WORDS = 4
_WANTS: tuple[tuple[Literal["figure", "day", "several"], re.Pattern[str]], ...] = (
    (
        "several",
        re.compile(
            r"哪[些几两二三四五六七八九十]|[两二三四五六七八九十][点项条方大招步]|几[项条方大招步]|几点(?=[\u4e00-\u9fff])|列出|列举|方面|建议|措施|理由|信号"
            r"|\b(?:list|what are)\b",
            re.I,
        ),
    ),
    ("day", re.compile(r"什么时候|何时|哪[一]?[天年月日]|几[月号日]|多久|\bwhen\b", re.I)),
    (
        "figure",
        re.compile(
            r"多少|几[个家位名成倍万亿]|多[大高长重远]|比例|占比|\bhow (?:many|much|large|long|high|far)\b", re.I
        ),
    ),
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2}(?=年|\s*(?:-|/)|[Qq]\d|\b|$)|1[0-8]\d\d(?=年))")
_PERIOD = re.compile(
    r"(?:[一二三四1234]季度|[上下]半年|前[一二三四五六七八九十\d]+(?:个?月|季度)|(?<!\d)1月?[-—~至到]+(?:1[0-2]|[2-9])月|(?<!\d)(?:1[0-2]|[1-9])月(?:份|(?:[12]\d|3[01]|[1-9])日)?)"
)
_HELD_AGAINST = re.compile(
    rf"(?:[跟与和同较比]|相比){_PERIOD.pattern}(?=相?比)|[较比]{_PERIOD.pattern}(?=多(?!少)|[少高低大小快慢增减涨跌升降]|下降|上升)"
)
# With the end of it that is meant: no name begins with the 底 of 「3月底青山银行」.
_WHOLE_PERIOD = re.compile(rf"{_PERIOD.pattern}[底末初]?")
QUOTED = re.compile(r"[“‘《「]([^“”‘’《》「」]{2,30})[”’》」]")
_TOLD_APART = re.compile(r"[“‘《「].+?[”’》」]|(?:19|20)\d{2}年?(?:底|末|初|年度|全年)?")
# 上市公司, 商业银行: kinds of institutions, not names.
GENERIC = re.compile(
    rf"(?:(?:{INSTITUTION.pattern})+$|交易所$|上市$|[新现时前原首]任|旗下|下属|所属|城商行$|农商行$|有限|区域|股份|分|子|母|总|上市|商业|国有|政策性|地方|城市|农村|中小|中央(?=企业|银行|机关|部门|单位|政府|财政)|民营|合资|投资|大型|小型|私募|公募|私人|手机|网上|直销|全国|全球|全省|全市|国内|国外|海外|境内|境外|绿色|传统|新能源)"
)
# A product's or project's code: letters and digits together.
_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z0-9-]*[a-z])(?=[a-z0-9-]*\d)[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])")
# 「第二单」「五号线」「三期」: not the first of its kind, which prose also calls 首.
_ORDINAL = re.compile(
    r"第(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九]|[2-9]|\d{2,})[座条期届轮批单次家号款代版大名局场盘集章回站枚]|第(?:[2-9]|\d{2,})个|"
    r"(?:[一二三四五六七八九十]|(?<!\d)\d{1,2})号线[一二三四五六七八九]期|(?<=[㐀-鿿])(?<![月第零一二三四五六七八九十])[二三四五六七八九十]{1,3}号(?![线炉楼机井文令])|"
    r"(?:[二三四五六七八九十]|(?<!\d)\d{1,2})号(?=[线炉楼机井])|(?<![第一二三四五六七八九十])[二三四五六七八九]期"
)
# 「请问某某银行…」: no part of what is asked.
POLITE = re.compile(
    r"^(?:请问(?:一下)?|(?:麻烦|请)?(?:帮我|给我|告诉我)(?:查|看|说)?(?:一下|下)?|我?想(?:问|知道|了解)(?:一下|下)?"
    r"|(?:请|帮我)?(?:比一比|比比看|(?:复盘|梳理|盘点|核对)一下))[，,：:\s]*"
)
# 「请结合这几则报道回答：…」: how to answer, and nothing that is asked.
BY_REPORTS = re.compile(
    r"^(?:请)?(?:结合|根据|综合|依据|对照|参考|对比|通过|从)[^，。：:？?]{0,40}?[几两三四五多][个篇则条](?:相关|有关)?(?:文章|报道|新闻|消息|稿件)?"
    r"[^，。：:？?]{0,8}[：:，,]\s*"
)
# 「除甲银行、乙银行以外，还有哪些…」: a paper that tells of the others need not name these.
EXCEPT = re.compile(
    r"除(?:了|去|开)?[^，。？?]{2,40}?(?:(?:以外|之外|外(?=[，,]|还|另|其[他余]))[，,]?|[，,])(?=.{0,40}(?:还|其[他余]|另))"
)
# 「…的中文全称」: in which language, not of whom.
_TONGUE = re.compile(r"[中英日法德俄外]文|[汉英日法德俄]语")
# A foreign name, whose last part the paper goes on with.
_GIVEN_NAMES = re.compile(r"(?:(?<![㐀-鿿])[㐀-鿿]{1,6}|[㐀-鿿]{2,4})[·•]([㐀-鿿]{2,8}?)(?=[的在是和与说对又有\W]|$)")
# 「据某某社1月6日报道」: who told it is nothing that it tells.
_TOLD_BY = re.compile(
    r"(?:根据|据)[《“]?[㐀-鿿]{2,10}?[》”]?(?P<rest>(?:(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?的?(?:报道|电讯?|讯)[，,:：])"
    r"|(?:根据|据)(?:《[㐀-鿿]{2,10}》|[㐀-鿿]{1,8}(?:日报|晚报|时报|商报|周刊|社|网|台|新闻|客户端))(?:的?(?:统计|消息|梳理|了解|数据))"
)
# Written with a capital letter, and nobody's name.
_DAYS = re.compile("|".join(MONTHS).lower() + r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday")
_PLACE = r"(?:[市省县区港]|[㐀-鿿]{0,4}(?:局|部|委|院|行|公司))"


@dataclass(frozen=True, slots=True)
class Term:
    """A content word or phrase of a question; a ``name`` must be in the evidence, anything else should be.

    A ``doubtful`` name is one that only a tagger takes for a name, and that the archive never prints.
    """

    text: str
    name: bool
    verb: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: its language and terms, the years that it names, what it wants.

    Its ``periods`` are parts of years, and ordinals (第二单).
    """

    text: str
    language: Language
    terms: tuple[Term, ...]
    years: tuple[str, ...]
    periods: tuple[str, ...]
    wants: Literal["figure", "day", "several", "other"] = "other"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of people, institutions and places that the question is about."""
        return tuple(term.text for term in self.terms if term.name)

    def without_names(self, names: Collection[str]) -> Asked:
        """The same question, some of its names kept as mere words."""
        return replace(self, terms=tuple(replace(t, name=t.name and t.text not in names) for t in self.terms))


def in_bounds(
    text: str, most: int, what: str = "question", *, ask: str = "Ask something.", shorten: str = "Ask more briefly."
) -> str:
    """What somebody asks, on one line; raises ``InputError`` for what has no word or is too long."""
    line = " ".join(text.split())
    if not line:
        raise InputError(f"The {what} is empty.", remedy=ask)
    if not any(map(str.isalnum, line)):
        raise InputError(f"The {what} holds no word.", remedy=ask)
    if len(line) > most:
        raise InputError(f"The {what} has {len(line)} characters, more than {most}.", remedy=shorten)
    return line


def read_question(text: str) -> Asked:
    """Take a question apart."""
    folded = fold(text)
    language = language_of(text)
    return Asked(
        text=text.strip(),
        language=language,
        terms=tuple(_terms(text, language)),
        years=tuple(dict.fromkeys(_YEAR.findall(folded))),
        periods=tuple(dict.fromkeys([*_asked_about(text), *ordinals_in(text)])),
        wants=next((kind for kind, pattern in _WANTS if pattern.search(text)), "other"),
    )


def persons(text: str) -> list[str]:
    """The persons of a text: by title or speech, and those that a network finds and no place is named by."""
    found = [entity.text for entity in entities(text) if entity.kind == "person" and len(entity.text) > 1]
    no_person = rf"(?:{_PLACE}|[㐀-鿿]{{0,2}}?{INSTITUTION.pattern})"  # 「澜溪科技」, 「长安计算科技」
    return [*people(text), *(name for name in found if not re.search(re.escape(name) + no_person, text))]


def named_in(text: str) -> list[str]:
    """The persons and institutions of a text, as they are printed."""
    return [*persons(text), *institutions(text)]


def ordinals_in(text: str) -> list[str]:
    """Find what a text tells from others of its kind by number: 第二单, 五号线, 三期."""
    return _ORDINAL.findall(fold(text))


def prints_ordinal(ordinal: str, text: str) -> bool:
    """Tell whether a folded text has an ordinal, in characters or in digits (三号, 3号)."""
    digits = re.sub(r"[一二三四五六七八九十]+", lambda number: str(chinese(number[0]) or number[0]), ordinal)
    hall = rf"|\bt{digits[:-1]}(?!\d)" if digits.endswith("号") else ""  # 「三号航站楼」 is T3
    return ordinal in text or re.search(rf"(?<!\d){re.escape(digits)}{hall}", text) is not None


def periods_in(text: str) -> list[str]:
    """Find the parts of years that a text names: 一季度, 上半年, 4月, 4月17日."""
    return _PERIOD.findall(fold(text))


def _asked_about(text: str) -> list[str]:
    """The periods of a question; where there are more, not one that another is held against (「跟7月比，8月…」)."""
    told = _HELD_AGAINST.sub("", fold(text))
    return periods_in(told) or periods_in(text)


def speaks_of_another_period(asked: Asked, text: str) -> bool:
    """Tell whether a sentence names months or quarters, but none of those that the question names."""
    wanted = [period for period in asked.periods if _PERIOD.fullmatch(period)]
    named = periods_in(text)
    return bool(wanted and named) and not any(p.startswith(w) or w.startswith(p) for w in wanted for p in named)


def _terms(text: str, language: Language) -> list[Term]:
    if language == "en":
        return _english_terms(text)
    text = _TOLD_BY.sub(lambda told: told["rest"] or "", _GIVEN_NAMES.sub(r"\1", POLITE.sub("", fold(text))))
    terms = {quoted: Term(quoted, name=True) for quoted in QUOTED.findall(text)}
    terms |= {code: Term(code, name=True) for code in _CODE.findall(text)}
    # What is told stays out of the rest, which keeps its places.
    plain = _WHOLE_PERIOD.sub(_blank, _CODE.sub(_blank, _TOLD_APART.sub(_blank, text)))
    # A name that no dictionary has, at the question's beginning or in a list, is told by its kind.
    terms |= {
        name: Term(name, name=True)
        for name in institutions(text)
        if re.search(rf"(?:^|[，、和与]){re.escape(name)}(?!{INSTITUTION.pattern})", plain)
    }
    terms |= {name: Term(name, name=True) for name in titled(plain)}
    for name in list(terms):
        plain = plain.replace(name, " " * len(name))
    for name in whole_names(text):
        if name in plain and not (GENERIC.match(name) or _TONGUE.fullmatch(name)):
            terms[name] = Term(name, name=True)
            plain = plain.replace(name, " " * len(name))
    words = [token for token in tokens(text) if plain[token.start : token.end] == token.text]
    position = 0
    while position < len(words):
        word = words[position]
        end = _name_end(words, position)
        phrase = text[word.start : words[end - 1].end]
        if end > position and not GENERIC.match(phrase):
            terms.setdefault(phrase, Term(phrase, name=True))
        elif is_content(word.text, word.tag) and len(word.text) > 1:  # a single character stands in too many words
            terms.setdefault(word.text, Term(word.text, name=False, verb=word.tag.startswith(_ACTS)))
        position = max(end, position + 1)
    return list(terms.values())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _english_terms(text: str) -> list[Term]:
    """Take English words; a capital letter makes a name, but for the sentence's first word."""
    terms: dict[str, Term] = {}
    for found in re.finditer(r"[A-Za-z][A-Za-z0-9.&'-]*[A-Za-z0-9]|[㐀-鿿]{2,}", text):
        word = fold(found.group()).removesuffix("'s")
        if word not in function_words() and len(word) > 1:
            capital = found.group()[0].isupper() and found.start() > 0 and not _DAYS.fullmatch(word)
            terms.setdefault(word, Term(word, name=capital or bool(HAN.search(word))))
    return list(terms.values())


def _name_end(words: Sequence[Token], start: int) -> int:
    """Return the end of a house's name that begins here, or ``start``: nouns up to the kind of house."""
    for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
        word = words[end - 1]
        beside = end == start + 1 or word.start == words[end - 2].end
        if not beside or not word.tag.startswith(_NOUNS) or not is_content(word.text, word.tag):
            return start
        if end > start + 1 and INSTITUTION.fullmatch(word.text):
            return end
    return start
