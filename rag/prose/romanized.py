"""Chinese names that an English question spells in pinyin, and the characters that the papers print for them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.prose.names import INSTITUTION, people
from rag.prose.questions import persons
from rag.prose.words import HAN, NAME_FLAGS, dictionary_words, function_words, is_place, words_inside

# What strangers write is read up to here: names of a question, words and syllables of a name, letters of a word, texts.
_MOST_NAMES = 6
_MOST_WORDS = 6
_MOST_SYLLABLES = 8
_LONGEST_WORD = 24
_MOST_SPELLINGS = 8
_MOST_TEXTS = 20
_LONGEST_TEXT = 20_000
_MOST_PLACES = 20
_MOST_RUNS = 200

# The English word for a kind of house or place, and what the papers print for it behind the name.
_KINDS = {
    "rural commercial bank": "农商银行|农商行|农村商业银行",
    "bank": "银行",
    "securities": "证券",
    "university": "大学",
    "college": "学院",
    "institute": "研究院|研究所|学院",
    "academy": "研究院|科学院|学院",
    "hospital": "医院",
    "insurance": "保险|财险|人寿|寿险",
    "fund": "基金",
    "trust": "信托",
    "futures": "期货",
    "leasing": "金融租赁|租赁",
    "group": "集团",
    "technology": "科技",
    "auto": "汽车",
    "motor": "汽车",
    "aviation": "航空",
    "airlines": "航空",
    "airport": "机场",
    "port": "港",
    "power": "电力",
    "energy": "能源",
    "steel": "钢铁|特钢",
    "chemical": "化工",
    "pharmaceutical": "药业|制药|医药",
    "dairy": "乳业",
    "tea": "茶业",
    "heavy industry": "重工",
    "city": "市",
    "province": "省",
    "county": "县",
    "district": "区",
    "town": "镇",
    "village": "村",
}
_KIND_WORDS = "|".join(kind.replace(" ", r"\s+") for kind in sorted(_KINDS, key=len, reverse=True))
_KIND_BEHIND = re.compile(rf"\s+(?P<kind>(?:{_KIND_WORDS})(?:\s+group)?)\b", re.I)
_KIND_BEFORE = re.compile(rf"\b(?P<kind>{_KIND_WORDS})\s+of\s+(?:the\s+)?$", re.I)
_LONGEST_KIND = 40  # with what stands between it and a name
_PLACE_KIND = r"[市省县区镇乡村州港]"
_LONGER_KIND = r"农商|农村商业|城市商业|控股|实业"

_APOSTROPHES = "'’‘ʼ＇"
_WORD = re.compile(rf"[^\W\d_]+(?:[{_APOSTROPHES}-][^\W\d_]+)*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_PRINTED_BEHIND = re.compile(rf"(?:[{_APOSTROPHES}]s)?\s*[（(][^()（）]*[㐀-鿿]")
_FINALS = (
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ui|ao|ou|iu|ie|ue|ve|ia|ua|uo|an|en|in|un|vn|er|[aeiouv]"
)
_SPELLED = re.compile(rf"(?:(?:[zcs]h|[b-df-hj-np-tw-z])?(?:{_FINALS}))+")
_UMLAUT = "\u0308"
# What pinyin can spell too, and is no Chinese name.
_ENGLISH = frozenset(
    ("bali", "base", "china", "cuba", "dubai", "fine", "game", "guide", "lima", "line", "made", "male", "nine", "women")
)
# Of these, pinyin's own spelling sets an apostrophe before the second: Chang'e, but not the English Change.
_BARE = frozenset("aeo")
_HOLDS_TOGETHER = re.compile(r"[的了是在和与及]")
_AROUND = 16


@dataclass(frozen=True, slots=True)
class Romanized:
    """Words of a question that may be a name in pinyin, and the kind of house or place that the question calls it."""

    words: tuple[str, ...]
    text: str
    kind: str = ""
    whole: str = ""

    @property
    def full(self) -> str:
        """The words together with the word for their kind, as the question has them."""
        return self.whole or self.text


def romanized_names(question: str) -> tuple[Romanized, ...]:
    """The capitalised words of a question that pinyin can spell, those that stand together as one name."""
    question = unicodedata.normalize("NFC", question)
    runs: list[list[tuple[int, int]]] = []
    for found in _WORD.finditer(question):
        word = _POSSESSIVE.sub("", found.group())
        span = (found.start(), found.start() + len(word))
        if not word[0].isupper() or not _is_spelled(word):
            continue
        if runs and not question[runs[-1][-1][1] : span[0]].strip() and question[runs[-1][-1][1]] != "\n":
            runs[-1].append(span)
        else:
            runs.append([span])
    names: dict[Romanized, None] = {}
    for run in runs:
        if len(names) == _MOST_NAMES:
            break
        # Of so many words none is a name; each would be looked for in every text.
        if len(run) > _MOST_WORDS or _PRINTED_BEHIND.match(question, run[-1][1]):
            continue
        if name := _with_kind(question, run):
            names[name] = None
    return tuple(names)


def _with_kind(question: str, run: Sequence[tuple[int, int]]) -> Romanized | None:
    """The name that words of a question make with the word for its kind: Qingshan Bank, Bank of Qingshan."""
    words = tuple(question[start:end] for start, end in run)
    if all(word.lower() in function_words() for word in words) or (len(words) == 1 and _is_abbreviation(words[0])):
        return None
    first, last = run[0][0], run[-1][1]
    text = question[first:last]
    behind = _KIND_BEHIND.match(question, last)
    kind = behind or _KIND_BEFORE.search(question, max(0, first - _LONGEST_KIND), first)
    if kind is None or _PRINTED_BEHIND.match(question, kind.end()):
        return Romanized(words, text) if kind is None else None
    whole = question[first : behind.end()] if behind else question[kind.start() : last]
    return Romanized(words, text, " ".join(kind["kind"].lower().split()), whole)


def _printed_kind(kind: str) -> str:
    """What the papers print for a kind of house or place, as a pattern: 港务集团 for a port group."""
    alone = kind.removesuffix(" group")
    return _KINDS[kind] if alone == kind else f"(?:{_KINDS[alone]})[口务]?集团"


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalpha()


def _is_spelled(word: str) -> bool:
    english = word.lower() in _KINDS or word.lower() in _ENGLISH  # Tea, Line
    return len(word) <= _LONGEST_WORD and not english and all(_SPELLED.fullmatch(piece) for piece in _pieces(word))


def _pieces(word: str) -> list[str]:
    """A word as a keyboard without accents spells it, cut where an apostrophe or a hyphen parts its syllables."""
    letters = unicodedata.normalize("NFD", word.lower()).replace(f"u{_UMLAUT}", "v")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return [re.sub(r"(l|^n)yu", r"\1v", piece) for piece in re.split(rf"[{_APOSTROPHES}-]", plain)]


def printed_names(question: str, texts: Sequence[str]) -> dict[str, str]:
    """Give the names of a question that are in pinyin the characters that texts print, where exactly one name agrees.

    A person is looked for in either order. The kind that the question names (Bank, City) tells houses of one sound
    apart, and is part of what is given where the texts print it; else it stays with the question.
    """
    names = romanized_names(question)
    if not names:
        return {}
    pages = _Pages([text[:_LONGEST_TEXT] for text in texts[:_MOST_TEXTS]])
    return dict(pair for name in names for pair in _printed(name, pages))


def unprinted_house(text: str, texts: Sequence[str]) -> str | None:
    """The first house that an English text names in pinyin and that no text prints; a small model makes some up."""
    found = printed_names(text, texts)
    named = (name for name in romanized_names(text) if name.kind)
    return next((name.full for name in named if not any(key in name.full for key in found)), None)


def _printed(name: Romanized, pages: _Pages) -> list[tuple[str, str]]:
    """A name as it is printed; a place before a house, or a word that asks before a name, is told apart from it."""
    whole = _only(name, pages)
    if whole:
        return [whole]
    first, *rest = name.words
    if not rest:
        return []
    behind = Romanized(tuple(rest), name.text[len(first) :].strip(), name.kind, name.full[len(first) :].strip())
    if not name.full.startswith(first):  # Bank of …
        return []
    if first.lower() in function_words():
        return _printed(behind, pages)
    place = _only(Romanized((first,), first), pages)
    if place is None or not pages.is_place(place[1]):
        return []
    inside = _printed(behind, pages)
    # 欧阳 is a place as well; without a house or a place behind it, it is somebody's family name.
    return [place, *inside] if name.kind or (inside and pages.is_place(inside[0][1])) else []


def _only(name: Romanized, pages: _Pages) -> tuple[str, str] | None:
    """The one name in the texts that sounds like this one, with what it stands for in the question; else nothing."""
    agreeing = pages.names_spelled(name.words)
    if name.kind:
        forms = {stem: pages.commonest(stem, _printed_kind(name.kind)) for stem in agreeing}
        called = [form for form in forms.values() if form]
        if called:
            return (name.full, called[0]) if len(called) == 1 else None
    return (name.text, next(iter(agreeing))) if len(agreeing) == 1 else None


class _Pages:
    """Texts in which names are looked up by their sound."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._spelled: dict[str, set[str]] = {}
        for character in set(HAN.findall("".join(texts))):
            for spelling in _spellings(character):
                self._spelled.setdefault(spelling, set()).add(character)

    def names_spelled(self, words: Sequence[str]) -> set[str]:
        """The names that sound like some words, or like those with a person's family name last."""
        orders = [tuple(words)]
        if 1 < len(words) <= 3:
            orders.append((words[-1], *words[:-1]))
        found: dict[str, list[tuple[str, int]]] = {}
        for syllables in dict.fromkeys(each for order in orders for each in self._syllables(order)):
            classes = "".join(f"[{''.join(sorted(self._spelled[syllable]))}]" for syllable in syllables)
            for text in self._texts:
                for match in re.finditer(f"(?=({classes}))", text):
                    places = found.setdefault(match[1], [])
                    if len(places) < _MOST_PLACES:
                        places.append((text, match.start()))
        # What so many runs of characters sound like could be any of them.
        return {run for run, places in found.items() if _is_name(run, places)} if len(found) <= _MOST_RUNS else set()

    def commonest(self, stem: str, kinds: str) -> str:
        """The form in which the texts print a name with its kind most often; empty where they never do."""
        forms = Counter(form for text in self._texts for form in re.findall(rf"{stem}(?:{kinds})", text))
        return max(forms, key=lambda form: forms[form], default="")

    def is_place(self, name: str) -> bool:
        """Tell whether a name is that of a place, by the dictionary or by the kind behind it in the texts."""
        return is_place(name) or bool(self.commonest(name, _PLACE_KIND))

    def _syllables(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The ways to read words as syllables that the texts have characters for; a character alone is no name."""
        ways: list[tuple[str, ...]] = [()]
        for piece in (piece for word in words for piece in _pieces(word)):
            ways = [(*way, *more) for way in ways for more in self._cut(piece)][:_MOST_SPELLINGS]
        return [way for way in ways if 1 < len(way) <= _MOST_SYLLABLES]

    def _cut(self, piece: str) -> Iterator[tuple[str, ...]]:
        """The ways to cut letters into syllables: xian is one character or two."""
        ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in piece)]
        for end in range(1, len(piece) + 1):
            for start in range(max(0, end - 6), end):
                syllable = piece[start:end]
                if syllable in self._spelled and not (start and syllable in _BARE):
                    ways[end] += [(*way, syllable) for way in ways[start]][:_MOST_SPELLINGS]
        return iter(ways[-1][:_MOST_SPELLINGS])


def _is_name(run: str, places: Sequence[tuple[str, int]]) -> bool:
    """Tell whether characters that sound like a name are printed as one, or only happen to follow each other."""
    return sum(_speaks_for(run, *_clause(text, start, start + len(run))) for text, start in places) >= 1


def _speaks_for(run: str, sentence: str, at: int) -> float:
    """How much a place where characters are printed speaks for their being a name: wholly (1), half, or not."""
    words, behind = _words_at(sentence, at, at + len(run))
    if not words:
        return float(len(run) > 2 and run in people(sentence))
    if _has_kind(sentence[at + len(run) :]):
        return 1.0
    if len(run) > 2:
        # Three syllables seldom agree by chance; 于 and 和 are family names too.
        return float(len(words) > 1 and not _HOLDS_TOGETHER.search(run[1:])) or float(_is_known_name(run))
    said = people(sentence)
    if _goes_on(behind) or any(run in name and run != name for name in said):
        return 0.0  # 王林 in 王林峰 is somebody else
    if run in said or (len(words) == 1 and _is_known_name(run)):
        return 1.0
    # The dictionary's silence about two characters is believed where they are printed together twice.
    return 0.0 if len(words) == 1 or any(word in function_words() for word in words) else 0.5


def _is_known_name(word: str) -> bool:
    """Tell whether the dictionary has a word as the name of a person or a place."""
    return any(flag.startswith(NAME_FLAGS) for each, flag in words_inside(word, whole=True) if each == word)


def _goes_on(behind: str) -> bool:
    """Tell whether the word behind two characters may be a third of the same name."""
    return len(behind) == 1 and behind not in function_words()


def _has_kind(behind: str) -> bool:
    kind = INSTITUTION.match(behind)
    return kind is not None or re.match(rf"{_PLACE_KIND}|{_LONGER_KIND}", behind) is not None


def _clause(text: str, start: int, end: int) -> tuple[str, int]:
    """The characters around a run up to the next mark, and where in them the run begins."""
    left, right = start, end
    while left > max(0, start - _AROUND) and HAN.match(text[left - 1]):
        left -= 1
    while right < min(len(text), end + _AROUND) and HAN.match(text[right]):
        right += 1
    return text[left:right], start - left


def _words_at(sentence: str, start: int, end: int) -> tuple[list[str], str]:
    """The dictionary's words that a part of a sentence is made of, and the next; none where one reaches over it."""
    at = 0
    inside: list[str] = []
    for word in dictionary_words(sentence):
        if at >= end:
            return inside, word
        if start < at + len(word):
            if at < start or at + len(word) > end:
                return [], ""
            inside.append(word)
        at += len(word)
    return inside, ""


@lru_cache(maxsize=8192)
def _spellings(character: str) -> frozenset[str]:
    """How a character may be spelled: each of its readings, ü as v and as the u that it is often written with."""
    from pypinyin import Style, pinyin  # its tables take a fifth of a second, and 60 MB, that few questions need

    [readings] = pinyin(character, style=Style.NORMAL, heteronym=True)
    return frozenset([*readings, *(reading.replace("v", "u") for reading in readings)])


def with_printed_names(question: str, names: Mapping[str, str]) -> str:
    """Set what is printed behind each name of a question: Qingshan Bank (青山银行)."""
    question = unicodedata.normalize("NFC", question)
    for romanized, printed in names.items():
        if printed not in question:
            question = re.sub(rf"(?<!\w){re.escape(romanized)}(?!\w)", f"{romanized} ({printed})", question, count=1)
    return question


def keep_printed_names(translation: str, names: Mapping[str, str]) -> str:
    """Put the printed names into a translation in place of what a model made of them; a lost one leads it."""
    lost = []
    for romanized, printed in names.items():
        translation = _keep(translation, romanized, printed)
        if printed not in translation:
            lost.append(printed)
    return "，".join([part for part in ("、".join(lost), translation) if part])


def _keep(translation: str, romanized: str, printed: str) -> str:
    translation = re.sub(rf"(?<![A-Za-z]){re.escape(romanized)}(?![A-Za-z])", printed, translation, flags=re.I)
    kept = re.escape(printed)
    # 「董仲云（董忠云）」: what the model copied leaves no room for what it invented beside it.
    beside = rf"(?=\s*[（(]\s*{kept})" if printed in translation else ""
    for invented in _invented(translation, romanized, printed)[:1]:
        translation = re.sub(invented + beside, printed, translation)
    return re.sub(rf"{kept}\s*[（(]\s*{kept}\s*[)）]", printed, translation)


def _invented(translation: str, romanized: str, printed: str) -> list[str]:
    """What a translation may have in a printed name's place: the same sounds, or a person of nearly the same."""
    kinds = next((_printed_kind(name.kind) for name in romanized_names(romanized) if name.kind), "")
    stem = re.sub(rf"(?<=..)(?:{kinds})$", "", printed) if kinds else printed
    behind = rf"(?:{kinds})" if stem != printed else ""
    runs = list(re.finditer(rf"(?=([㐀-鿿]{{{len(stem)}}})({behind}))", translation))
    same = [match[1] + match[2] for match in runs if _differing(match[1], stem) == 0]
    if same or behind or len(printed) <= 2:
        return same
    said = persons(translation)
    turned = printed[1:] + printed[0]  # 「砚舟沈」 for Yanzhou Shen
    return [
        run
        for run in (match[1] for match in runs)
        if _differing(run, turned) == 0 or (run in said and _differing(run, printed) == 1)
    ]


def _differing(run: str, name: str) -> int:
    """How many characters of a run sound unlike those of a name."""
    return sum(not _spellings(one) & _spellings(other) for one, other in zip(run, name, strict=True))
