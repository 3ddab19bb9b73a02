"""A question read again with what the archive prints: which of its words are names, and where a name ends."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cache

from rag.prose.doubts import is_torn, may_be_none
from rag.prose.entities import PROPER, entities
from rag.prose.folding import fold
from rag.prose.names import INSTITUTION, INSTITUTION_END, find_names, is_surname
from rag.prose.places import BARE_KIND, county_in, place_in_place, seated
from rag.prose.questions import POLITE, QUOTED, Asked, Term
from rag.prose.unlisted import (
    named_before_a_day,
    named_beside,
    numbered_things,
    proper_noun,
    unlisted_names,
    works_unmarked,
)
from rag.prose.words import (
    HAN,
    NAME_FLAGS,
    Known,
    dictionary_words,
    function_words,
    is_content,
    is_place,
    listed_words,
    tagger,
    words_inside,
)

# 「智能物流项目」: before such a noun, what ends like a company's name may be a topic.
_HEAD_NOUN = re.compile(
    r"(?:消费|创新|相关)?(?:项目|企业|产业|政策|措施|品牌|市场|行业|领域|场景|活动|园区|基地|平台|技术|服务|应用|工程|设施)"
)
# What may stand before a name and be taken for its beginning, and what asks.
_LEADING = r"[去给向由让请被把从对和与跟比]"
_ASKING = re.compile(r"[哪谁几]|什么|多少|怎|那阵|这阵")
# 「站数」, 「完赛情况」: what is counted or told of something is no name.
_COUNTED = re.compile(r"[\u3400-\u9fff]{1,6}(?:[数量额率]|价格?|人次|情况|花费|费用|时间|时长|金额|比例|收入)")
# 「馆里」, 「船上」
_INSIDE = re.compile(r".[里内外边]|[^海]上")
_NAMED_KIND = re.compile(rf"[\u3400-\u9fff]{{2,6}}{INSTITUTION.pattern}")
_LONGEST_NAME = 60  # what is longer, and never printed, is no name
_NO_NAMES_TAIL = frozenset(("v", "f", "d", "p", "r", "m", "a", "u", "c"))
# 「平安」银行, 「主动权益」基金.
_LONGEST_MODIFIER = 2
_WHO = re.compile(r"(?:究竟|到底)?[是叫为由]?(?:谁|哪[一几]?[位个])")
# 「云溪渔港」夜市: what is in a place is no part of its name.
_WHOLE_PLACE = re.compile(r"..[市省县区州镇乡村岛港湾路街站]$")
# 「云溪省水务局」: the 省 is of the place before.
_ENDS_AS_PLACE = re.compile(r"[㐀-鿿]{2}[省市县区州旗镇乡村]$")
_HAN_ONLY = re.compile(r"[㐀-鿿]+")
# What children and relatives are called (宝宝): nobody's name by itself.
_CALLED = re.compile(r"(.)\1")
# What a Chinese paper tells of without saying so.
_HERE = frozenset({"中国", "大陆", "中国大陆", "内地", "全国", "国内", "我国"})
# 「何某主张公司没有…」: somebody says of a company, which has no name of its own.
_KIND_ALONE = re.compile(r"(?:公司|集团|银行|法院|医院)$")
# Of 望海舰 the paper has 望海, or 望海号.
_KIND_OF_SHIP = re.compile(r"(?<=..)[舰艇轮号]$")
# 「新华社先后在6月12日和15日作了报道」: no paper names who reports.
_REPORTS = re.compile(
    r"(新华社|中新社|中新网|人民日报|央视|新华网|人民网|法新社|路透社|美联社)"
    r"(?=[^，。？?]{0,24}(?:报道|消息|发稿|播发)|的?[㐀-鿿]{0,4}(?:文章|稿件?|通稿|评论|述评|专访|快讯))"
)
# 「两只小岚獭」: how large or old something is, or of which sex.
_SIZE = re.compile(r"[小大老幼雌雄母](?=..)")
# 「做风机的那家云溪公司」, 「几家云溪科技公司」
_SOME_HOUSE = re.compile(rf"(?P<place>[㐀-鿿]{{2,4}}?)(?P<kind>(?:{INSTITUTION.pattern})*(?:公司|企业))")
_OF_SOME = re.compile(r"(?:[那这哪某一几多各两三四五六七八九十]家|[哪那这某]些)的?$")
# 「那篇里某某说的」: what is behind a place or a preposition, and not its beginning.
_BEHIND = re.compile(rf"(?:[里上中内外]|{_LEADING})[㐀-鿿]{{2}}")
# 「二战中」: of when it is, in a paper's other words.
_WHEN = re.compile(r"[中时前后]|期间|时期|之[前后]|以来|[初末]期|爆发")
# 「盖某体育场花了多少钱」, 「甲公司买某某锂业花了多少钱」
_BUILT = re.compile(r"^[盖建修造办买卖投](?=..)")
# 「“3·15”前」.
_DAY_NAMED = re.compile(r"\d{1,2}[·•.]\d{1,2}")
# In a history of its own dynasty, 唐庄宗 is 庄宗.
_EMPEROR = re.compile(r"[周秦汉魏晋隋唐宋辽金元明清梁陈齐](?P<name>[㐀-鿿]{1,2}[祖宗帝王])")
# The office of a house, which the paper may have in other words.
_OFFICE = re.compile(
    r"(?P<house>.+(?:大学|学院|[中小]学|医院|公司|集团|银行|政府|[县市省区]委|委员会|局|能源|科技|股份|汽车|药业|证券|保险))[㐀-鿿]{0,4}?(?:办|办公室|处|科|室|事业部)"
)
_SHORT_BANK = re.compile(r"[㐀-鿿]行")
_BANK_LENGTH = 4


def reread(asked: Asked, known: Known, is_work: Callable[[str], bool] = lambda _word: False) -> Asked:
    """Take what an archive never prints, and a tagger made a name of, for what it is; find a name that it missed.

    ``known`` gives the rarity of a run of characters that the archive has, ``is_work`` tells a work's name.
    「绿色能源项目」 is no company but a topic, 「觉得青山银行」 a verb and a bank; two characters that no dictionary
    and no page knows are no person.
    """

    def printed(word: str) -> bool:
        return known(word) is not None

    said = {*find_names(asked.text), *_persons(fold(asked.text))}
    terms = [part for term in asked.terms for part in _reread(term, asked.text, printed, said)]
    if asked.language == "zh":
        text = POLITE.sub("", fold(asked.text))
        terms = [_whole_name(term, text, known) if term.name else term for term in terms]
        for name in (*proper_noun(text, printed), *numbered_things(text, printed)):
            terms = [Term(name, name=True), *(term for term in terms if term.text not in name)]
        for name in (*named_before_a_day(text, known), *unlisted_names(text, known)):
            if not any(term.name and (name in term.text or term.text in name) for term in terms):
                terms = [Term(name, name=True), *(term for term in terms if term.text not in name)]
        for name in works_unmarked(text, is_work):
            if not any(term.name and (name in term.text or term.text in name) for term in terms):
                terms = [Term(name, name=True), *(term for term in terms if term.text not in name)]
        for name in named_beside(text, [term.text for term in terms if term.name], printed):
            terms = [Term(name, name=True), *(term for term in terms if term.text not in name)]
        if any(term.name and term.text not in _HERE for term in terms):
            terms = [replace(term, name=False) if term.text in _HERE else term for term in terms]
        media = set(_REPORTS.findall(text))
        terms = [replace(term, name=term.name and term.text not in media) for term in terms]
        when = {each.text for each in entities(text) if each.kind == "thing" and _WHEN.match(text, each.end)}
        terms = [replace(term, name=term.name and (term.text not in when or printed(term.text))) for term in terms]
        terms = [
            replace(term, doubtful=may_be_none(term, text, said, printed) or is_torn(term, text, terms, printed))
            for term in terms
        ]
    return replace(asked, terms=tuple(dict.fromkeys(terms)))


def _persons(text: str) -> Iterator[str]:
    """The persons of a folded question whom a network finds; 「的董秘是谁」 asks for one and names none."""
    for each in entities(text):
        asked = text[: each.start].endswith("的") and _WHO.match(text, each.end)
        if each.kind == "person" and not asked:
            yield each.text


def spell_out(question: str, known: Known) -> str:
    """Write a bank's short name (交行) out as the archive prints it, where the dictionary has the bank's whole name."""
    words = [pair.word for pair in tagger()(question)]
    return "".join(_bank_called(word, known) or word for word in words) if _SHORT_BANK.search(question) else question


def _bank_called(word: str, known: Known) -> str | None:
    if not _SHORT_BANK.fullmatch(word):
        return None
    short = known(word)
    printed = [
        bank for bank in _banks() if bank[0] == word[0] and (rarity := known(bank)) and (short or math.inf) > rarity
    ]
    return next(iter(printed), None)


@cache
def _banks() -> tuple[str, ...]:
    """The dictionary's banks of two characters and their kind, those first that are written of most."""
    return tuple(word for word in listed_words() if len(word) == _BANK_LENGTH and word.endswith("银行"))


def _whole_name(term: Term, question: str, known: Known) -> Term:
    """A name with what stands beside it in a question, where the archive never prints it without (栗树 in 栗树咖啡)."""
    name, rarity = term.text, known(term.text)
    if rarity is None or name not in question or not _HAN_ONLY.fullmatch(name) or _WHOLE_PLACE.search(name):
        return term
    ahead = question.partition(name)[0]
    before = "" if _ENDS_AS_PLACE.search(ahead) else "".join(dictionary_words(ahead)[-1:])
    if len(before) == 1 and HAN.match(before) and before not in function_words() and known(before + name) == rarity:
        name = before + name
    for pair in () if INSTITUTION.search(name) else tagger()(question.partition(name)[2])[:1]:
        said = HAN.match(pair.word) and is_content(pair.word, pair.flag) and not pair.flag.startswith(("v", "d", "a"))
        if said and known(name + pair.word) == rarity:
            name += pair.word
    return Term(name, name=True)


def _is_topic(word: str) -> bool:
    """Tell whether a word is made of the dictionary's own, none of them a name: 无人驾驶, 主动权益基金.

    What is one such word before a company's kind (平安银行) may well be a company's name.
    """
    inside = [(piece, flag) for piece, flag in words_inside(word) if len(piece) > 1]
    least = [row for row in inside if not any(other in row[0] and other != row[0] for other, _ in inside)]
    covered = {at for piece, _ in least for at in range(word.find(piece), word.find(piece) + len(piece))}
    if len(word) - len(covered) > 1 or any(flag.startswith(NAME_FLAGS) for _, flag in least):
        return False
    kind = INSTITUTION.search(word)
    return kind is None or kind.start() > _LONGEST_MODIFIER or least[0][1] == "v"


def _reread(term: Term, question: str, printed: Callable[[str], bool], said: Collection[str]) -> list[Term]:
    quoted = term.text in QUOTED.findall(fold(question))
    term = _in_its_own_words(term, printed)
    if quoted or not term.name or not HAN.search(term.text):
        return [term]
    whole, none = printed(term.text), _CALLED.fullmatch(term.text) is not None
    if whole or none or len(term.text) > _LONGEST_NAME:
        return county_in(term.text, printed) or seated(term.text, printed) or [replace(term, name=whole and not none)]
    topic = _is_topic(term.text) or any(word in function_words() for word in dictionary_words(term.text))
    called = next((short for short in _called(term.text) if printed(short)), "")
    split = [replace(term, text=called)] if called else _some_house(term.text, fold(question), printed)
    split = split or _split(term, question, printed)
    split = split or ([replace(term, name=False)] if topic else [])
    if split:
        return split
    for cut in _cuts(term.text):
        before, name = term.text[:cut], term.text[cut:]
        if _NAMED_KIND.fullmatch(name) and printed(name):
            subject = re.sub(rf"{_LEADING}$", "", before)
            acting = [Term(subject, name=True)] if subject != before and len(subject) > 2 and printed(subject) else []
            return [*acting, Term(name, name=True)]
    if shorter := _without_next_word(term.text, printed):
        return [Term(shorter, name=True)]
    kind = INSTITUTION.search(term.text)
    short = len(term.text) == 2 and not _is_where(term.text, fold(question))
    no_name = (
        _ASKING.search(term.text)
        or _INSIDE.fullmatch(term.text)
        or _COUNTED.fullmatch(term.text)
        or (short if kind is None else kind.start() == 1)
    )
    return (
        [replace(term, name=False)] if no_name and (term.text not in said or _INSIDE.fullmatch(term.text)) else [term]
    )


def _some_house(word: str, question: str, printed: Callable[[str], bool]) -> list[Term]:
    """A place and the kind of a house there that a folded question does not name (「那家云溪公司」); else nothing."""
    house = _SOME_HOUSE.fullmatch(word)
    if not house or not printed(house["place"]) or not _OF_SOME.search(question.partition(word)[0]):
        return []
    place = is_place(house["place"]) or any(printed(house["place"] + kind) for kind in "省市县区州镇")
    return [Term(house["place"], name=True), Term(house["kind"], name=False)] if place else []


def _is_where(word: str, question: str) -> bool:
    """Tell whether a folded question has a word as that of a place: 「在栎安」, 「栎安市」."""
    word = re.escape(word)
    return re.search(rf"(?:^|[在从到去、,和与]){word}|{word}[市省县区]", question) is not None


def _without_next_word(name: str, printed: Callable[[str], bool]) -> str | None:
    """A name without what was taken along of the next words (「某某走后」, 「某某多大成为…」), if that is printed."""
    if len(name) > 2 and not INSTITUTION_END.search(name) and printed(name[:-1]):
        return name[:-1]
    head, tail = name[:-2], name[-2:]
    if len(head) > 1 and printed(head) and all(pair.flag in _NO_NAMES_TAIL for pair in tagger()(tail)):
        return head
    return None


def _in_its_own_words(term: Term, printed: Callable[[str], bool]) -> Term:
    """A name as a paper may have it: 「援某国农业中心」 is one there (援建), and “3·15” is only of when it is."""
    if not term.name or printed(term.text):
        return term
    if _DAY_NAMED.fullmatch(term.text):
        return replace(term, name=False)
    if _is_called_by_size(term.text, printed):
        return replace(term, text=term.text[1:])
    if _BEHIND.fullmatch(term.text) and printed(term.text[1:]):
        return replace(term, text=term.text[1:])
    built = _BUILT.sub("", term.text)
    return replace(term, text=built if printed(built) else re.sub(r"^援建?(?=..)", "", term.text))


def _is_called_by_size(name: str, printed: Callable[[str], bool]) -> bool:
    """Tell whether a name is that of a kind that is printed, and how large or old one of it is (小岚獭).

    No house's, place's or ship's name, which may differ by that one sign, and nobody's with a family name of two.
    """
    rest = name[1:]
    if not _SIZE.match(name) or INSTITUTION.search(name) or PROPER.search(name) or is_place(name):
        return False
    listed = any(each == name for each, _ in words_inside(name, whole=True))
    return not listed and not is_surname(rest[0]) and printed(rest) and not is_place(rest)


def _called(name: str) -> Iterator[str]:
    """What a paper calls a ship, an emperor and a house's office by."""
    if office := _OFFICE.fullmatch(name):
        yield office["house"]
    if _KIND_OF_SHIP.search(name):
        yield name[:-1]
    if emperor := _EMPEROR.fullmatch(name):
        yield emperor["name"]


def _split(term: Term, question: str, printed: Callable[[str], bool]) -> list[Term]:
    """What a name that is never printed as a whole is made of, where that is printed; else nothing."""
    parts = topic_parts(term, question)
    if parts and all(printed(part) for part in parts):
        return [Term(part, name=False) for part in parts]
    claimant = tagger()(term.text)[0]
    kind = _KIND_ALONE.search(term.text)
    claims = kind is not None and len(claimant.word) < kind.start()  # 「云溪公司」 is a house
    if claims and claimant.flag == "nr" and printed(claimant.word) and len(claimant.word) > 1:
        return [Term(claimant.word, name=True)]
    house = INSTITUTION.search(term.text)
    places = [] if house else county_in(term.text, printed) or place_in_place(term.text, printed)
    if places:
        return places
    if in_place := seated(term.text, printed):
        return in_place
    apart = _apart(term.text)
    if len(apart) < 2 or INSTITUTION.search(term.text) or not any(printed(each.text) for each in apart):
        return []
    apart = [replace(each, name=each.name and not BARE_KIND.fullmatch(each.text)) for each in apart]
    return [each for each in (_without_guess(each, printed) for each in apart) if not each.verb]


def _without_guess(piece: Term, printed: Callable[[str], bool]) -> Term:
    """A piece of a name that is no name itself (查明), or that took a character of the next word along, put right."""
    if not piece.name or printed(piece.text) or is_place(piece.text):
        return piece
    if len(piece.text) > 2 and printed(piece.text[:-1]):
        return replace(piece, text=piece.text[:-1])
    return replace(piece, name=False)


def _apart(name: str) -> list[Term]:
    """A name's dictionary words, where it is made of several: 「天津滨海新区」 is a place in another."""
    pieces: list[str] = []
    for word in (piece for whole in dictionary_words(name) for piece in _tiles(whole)):
        if len(word) == 1 and pieces:
            pieces[-1] += word
        else:
            pieces.append(word)
    if any(len(piece) == 1 for piece in pieces):
        return []
    kinds = [{flag for each, flag in words_inside(piece, whole=True) if each == piece} for piece in pieces]
    return [
        Term(
            piece,
            name=not kind or any(flag.startswith(NAME_FLAGS) for flag in kind),
            verb=bool(kind & {"v", "d", "ad"}),
        )
        for piece, kind in zip(pieces, kinds, strict=True)
    ]


def _tiles(word: str) -> list[str]:
    """The dictionary's words that a word of its own is made of, end to end; else the word."""
    tiles: list[str] = []
    at = 0
    inside = [piece for piece, _ in words_inside(word)]
    while at < len(word):
        ahead = [piece for piece in inside if word.startswith(piece, at)]
        if not ahead:
            return [word]
        tiles.append(max(ahead, key=len))
        at += len(tiles[-1])
    return tiles


def _cuts(text: str) -> Iterator[int]:
    """Where an institution's name may begin behind a verb or a preposition that was taken for its beginning."""
    at = 0
    for pair in tagger()(text):
        at += len(pair.word)
        if at < len(text) and (pair.flag.startswith(("v", "d", "p", "c", "r")) or len(pair.word) > 2):
            yield at
    yield from (found.end() for found in re.finditer(_LEADING, text) if found.start() > 0)


def topic_parts(term: Term, question: str) -> tuple[str, ...]:
    """Split a name that may be a topic, by what stands behind it in a question, into its two words; else empty."""
    kinds = list(INSTITUTION.finditer(term.text)) if term.name else []
    if not kinds or kinds[-1].end() != len(term.text) or kinds[-1].start() < 2:
        return ()
    rest = fold(question).partition(term.text)[2]
    return (term.text[: kinds[-1].start()], kinds[-1].group()) if _HEAD_NOUN.match(rest) else ()
