"""What a question asks for: its names, its content words and its periods, without a model call."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import platformdirs

from rag.prose.names import institutions, people, titled
from rag.prose.script import simplified
from rag.types import Language

_SPECIAL_NAMES = ("nr", "ns", "nt", "nz", "eng", "nrt", "nrfg")
_NOUNS = ("n", "j", "l", "b", "x")
INSTITUTION = re.compile(
    r"(?:银行|农商行|证券|集团|公司|科技|股份|基金|保险|信托|大学|学院|研究院|研究所|协会|联盟|医院|交易所|委员会|管理局|监管局|"
    r"金融租赁|消费金融|理财|汽车|电力|化工|光电|重工|航空|乳业|茶业|医械|文化|特钢|能源|半导体|生物|药业|物流|地产)"
)
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
    r"(?:[一二三四1234]季度|[上下]半年|前[一二三四五六七八九十\d]+(?:个月|季度)|(?<!\d)(?:1[0-2]|[1-9])月(?:份|(?:[12]\d|3[01]|[1-9])日)?)"
)
# With the end of it that is meant: no name begins with the 底 of 「3月底青山银行」.
_WHOLE_PERIOD = re.compile(rf"{_PERIOD.pattern}[底末初]?")
QUOTED = re.compile(r"[“‘《「]([^“”‘’《》「」]{2,30})[”’》」]")
_TITLED = re.compile(r"[“‘《「\"][^“”‘’《》「」\"]{2,60}[”’》」\"]")
_BRACKETED = re.compile(r"[（(][^（()）]{1,60}[)）]")
_NAMED = re.compile(r"..+?(?:银行|证券|大学|交易所|研究院)")
# 上市公司, 商业银行: kinds of institutions, not names.
_GENERIC = re.compile(
    r"(?:交易所$|上市$|有限|区域|股份|分|子|母|总|上市|商业|国有|政策性|地方|城市|农村|中小|中央|民营|合资|投资|大型|小型|私募|公募|私人|手机|网上|直销)"
)
# A product's or project's code: letters and digits together.
_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z0-9-]*[a-z])(?=[a-z0-9-]*\d)[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])")
# 「第二单」「五号线」「三期」: not the first of its kind, which prose also calls 首.
_ORDINAL = re.compile(
    r"第(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九]|[2-9]|\d{2,})[座条期届轮批单次家号款代版大名]|第(?:[2-9]|\d{2,})个|"
    r"(?:[一二三四五六七八九十]|(?<!\d)\d{1,2})号线[一二三四五六七八九]期|(?<=[㐀-鿿])(?<![月第零一二三四五六七八九十])[二三四五六七八九十]{1,3}号(?![线炉楼机井文令])|"
    r"(?:[二三四五六七八九十]|(?<!\d)\d{1,2})号(?=[线炉楼机井])|(?<![第一二三四五六七八九十])[二三四五六七八九]期"
)
# 「请问某某银行…」: no part of what is asked.
POLITE = re.compile(
    r"^(?:请问(?:一下)?|(?:麻烦|请)?(?:帮我|给我|告诉我)(?:查|看|说)?(?:一下|下)?|我?想(?:问|知道|了解)(?:一下|下)?)[，,：:\s]*"
)
# 「深度多少」: what a tagger takes for a place.
_MEASURE = re.compile(r"[㐀-鿿][度率量额积重高宽长深数值价]")
# 「…的中文全称」: in which language, not of whom.
_TONGUE = re.compile(r"[中英日法德俄外]文|[汉英日法德俄]语")
# A foreign name, whose last part the paper goes on with.
_GIVEN_NAMES = re.compile(r"(?:(?<![㐀-鿿])[㐀-鿿]{1,6}|[㐀-鿿]{2,4})[·•]([㐀-鿿]{2,8}?)(?=[的在是和与说对又有\W]|$)")
# 「让某某银行…」: taken for a part of the name that follows.
_PREPOSITION = re.compile(r"^[让使把被由给向对从在请](?=..{2,}$)")
# 「据某某社1月6日报道」: who told it is nothing that it tells.
_TOLD_BY = re.compile(
    r"(?:根据|据)(?P<who>[《“]?[㐀-鿿]{2,10}?[》”]?)(?P<rest>(?:(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?的?(?:报道|电讯?|讯)[，,:：])"
    r"|(?:根据|据)(?:《[㐀-鿿]{2,10}》|[㐀-鿿]{1,8}(?:日报|晚报|时报|商报|周刊|社|网|台|新闻|客户端))(?:的?(?:统计|消息|梳理|了解|数据))"
)
# Written with a capital letter, and nobody's name.
_DAYS = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_LATIN = re.compile(r"[A-Za-z]")
HAN = re.compile(r"[㐀-鿿]")
_PLACE = r"(?:[市省县区港]|[㐀-鿿]{0,4}(?:局|部|委|院|行|公司))"

_PLACE_KIND = re.compile(r"[㐀-鿿](?:[市省县区州国镇乡村岛港湾]|自治[区州县])$")


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
    """A question taken apart: its language and terms, the years and parts of years that it names, what it wants."""

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
        """The same question, some of its names mere words."""
        return replace(self, terms=tuple(replace(t, name=t.name and t.text not in names) for t in self.terms))


def fold(text: str) -> str:
    """Fold what is written alike (full-width forms, case, traditional characters) so that words can be compared."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


def language_of(text: str) -> Language:
    """Tell the language of a question by what stands outside of titles and brackets (Bailu (白鹭机械))."""
    asking = _BRACKETED.sub("", _TITLED.sub("", text))
    text = asking if HAN.search(asking) or _LATIN.search(asking) else text
    han = len(HAN.findall(text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return "zh" if han and han * 2 >= latin else "en"


def read_question(text: str) -> Asked:
    """Take a question apart."""
    folded = fold(text)
    language = language_of(text)
    return Asked(
        text=text.strip(),
        language=language,
        terms=tuple(_terms(text, language)),
        years=tuple(dict.fromkeys(_YEAR.findall(folded))),
        periods=tuple(dict.fromkeys([*periods_in(text), *ordinals_in(text)])),
        wants=next((kind for kind, pattern in _WANTS if pattern.search(text)), "other"),
    )


def persons(text: str) -> list[str]:
    """The persons of a text: by title or speech, and those that a tagger takes for some and no place is named by."""
    tagged = [pair.word for pair in tagger()(text) if pair.flag.startswith("nr") and len(pair.word) > 1]
    no_person = rf"(?:{_PLACE}|[㐀-鿿]{{0,2}}?{INSTITUTION.pattern})"  # 「澜溪科技」, 「长安计算科技」
    return [*people(text), *(word for word in tagged if not re.search(re.escape(word) + no_person, text))]


def named_in(text: str) -> list[str]:
    """The persons and institutions of a text, as they are printed."""
    return [*persons(text), *institutions(text)]


def ordinals_in(text: str) -> list[str]:
    """Find what a text tells from others of its kind by number: 第二单, 五号线, 三期."""
    return _ORDINAL.findall(fold(text))


def periods_in(text: str) -> list[str]:
    """Find the parts of years that a text names: 一季度, 上半年, 4月, 4月17日."""
    return _PERIOD.findall(fold(text))


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
    plain = _WHOLE_PERIOD.sub(
        " ", _CODE.sub(" ", re.sub(r"[“‘《「](.+?)[”’》」]|(?:19|20)\d{2}年?(?:底|末|初|年度|全年)?", " ", text))
    )
    # A name that no dictionary has, at the question's beginning or in a list, is told by its kind.
    terms |= {
        name: Term(name, name=True)
        for name in institutions(text)
        if re.search(rf"(?:^|[，、和与]){re.escape(name)}(?!{INSTITUTION.pattern})", plain)
    }
    terms |= {name: Term(name, name=True) for name in titled(plain)}
    for name in [name for name in terms if name in plain]:
        plain = plain.replace(name, " ")
    words = [part for pair in tagger()(plain) for part in _conjunction_apart(pair.word, pair.flag)]
    position = 0
    while position < len(words):
        word, flag = words[position]
        if not is_content(word, flag):
            position += 1
            continue
        end = _name_end(words, position)
        if end > position:
            phrase = _PREPOSITION.sub("", "".join(word for word, _ in words[position:end]))
            how = rf"{phrase}(?:是|为|达)?多(?:少|大|高|长|深|远)"
            measure = _MEASURE.fullmatch(phrase) and re.search(how, text)
            told = _GENERIC.match(phrase) or _TONGUE.fullmatch(phrase) or measure
            terms.setdefault(phrase, Term(phrase, name=not told))
            position = end
            continue
        if len(word) > 1:  # a single character stands in too many words
            terms.setdefault(word, Term(word, name=False, verb=flag.startswith(("v", "d", "a"))))
        position += 1
    return list(terms.values())


def _conjunction_apart(word: str, flag: str) -> list[tuple[str, str]]:
    """Undo a tagger's mistake: 和 before an unknown name, taken for its first character."""
    if flag == "nr" and len(word) > 2 and word[0] in "和与及":
        return [(word[0], "c"), (word[1:], flag)]
    return [(word, flag)]


def _english_terms(text: str) -> list[Term]:
    """Take English words; a capital letter makes a name, but for the sentence's first word."""
    terms: dict[str, Term] = {}
    for found in re.finditer(r"[A-Za-z][A-Za-z0-9.&'-]*[A-Za-z0-9]|[㐀-鿿]{2,}", text):
        word = fold(found.group()).removesuffix("'s")
        if word not in function_words() and len(word) > 1:
            capital = found.group()[0].isupper() and found.start() > 0 and not _DAYS.fullmatch(word)
            terms.setdefault(word, Term(word, name=capital or bool(HAN.search(word))))
    return list(terms.values())


def _name_end(words: list[tuple[str, str]], start: int) -> int:
    """Return the end of a name that begins here, or ``start``: proper nouns, up to an institution's suffix."""
    end = start
    while end < len(words) and words[end][1] in _SPECIAL_NAMES and is_content(*words[end]):
        if _GENERIC.match(words[end][0]) or (end > start and INSTITUTION.search(words[end - 1][0])):
            break
        end += 1
    if end == start + 1 and (len(words[start][0]) == 1 or words[start][1] == "eng"):
        end = start  # a surname or an abbreviation alone
    if end == start and _NAMED.fullmatch(words[start][0]) and not _GENERIC.match(words[start][0]):
        end = start + 1
    best = end
    for stop in range(start + 1, min(len(words), start + 4) + 1):
        word, flag = words[stop - 1]
        if stop - start > 1 and INSTITUTION.fullmatch(words[stop - 2][0]):
            break
        loose = stop - start > 1 and len(word) > 1 and not flag.startswith(_NOUNS)
        if not is_content(word, flag) or loose:
            break
        if stop - start > 1 and flag.startswith(_NOUNS) and INSTITUTION.fullmatch(word):
            best = max(best, stop)
    return best


def is_content(word: str, flag: str) -> bool:
    """Tell whether a tagged word says something by itself."""
    if word in function_words() or not (HAN.search(word) or _LATIN.search(word)):
        return False
    return not flag.startswith(("u", "y", "c", "r", "p", "m", "q", "t", "e", "o", "w")) or bool(_LATIN.search(word))


@cache
def function_words() -> frozenset[str]:
    """List the words that ask or only hold a question together."""
    text = resources.files("rag").joinpath("data/function_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_loading = threading.Lock()


@cache
def tagger() -> Any:
    """The function that cuts a text into words with their kinds, by jieba."""
    with _loading:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's source has escapes that newer Pythons warn of
            import jieba
            import jieba.posseg

        jieba.setLogLevel(logging.ERROR)
        # jieba keeps its dictionary marshalled where everybody may write, unless told; what is read back must be ours.
        folder = platformdirs.user_cache_path("jianbao") / "jieba"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            jieba.dt.tmp_dir = str(folder)
        return jieba.posseg.lcut


def dictionary_words(text: str) -> list[str]:
    """Cut a text into the dictionary's words, and single characters where it has none."""
    tagger()
    import jieba

    words: list[str] = jieba.lcut(text, HMM=False)
    return words


def listed_words() -> list[str]:
    """The dictionary's words, those first that are written most."""
    tagger()
    import jieba

    frequency: dict[str, int] = jieba.dt.FREQ
    return sorted((word for word, count in frequency.items() if count), key=lambda word: -frequency[word])


def is_place(word: str) -> bool:
    """Tell whether a word is a place's name, by the dictionary or by its kind."""
    return bool(_PLACE_KIND.search(word)) or any(
        flag == "ns" for each, flag in words_inside(word, whole=True) if each == word
    )


def words_inside(word: str, *, whole: bool = False) -> list[tuple[str, str]]:
    """The dictionary's words inside a word, or that it is made of, with their kinds; the ``whole`` word among them."""
    tagger()
    import jieba

    kinds: dict[str, str] = jieba.posseg.dt.word_tag_tab
    return [(piece, kinds.get(piece, "")) for piece in jieba.lcut_for_search(word, HMM=False) if whole or piece != word]
