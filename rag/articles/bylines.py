"""Who wrote it: the forms in which a newspaper names its writers, and the names in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.prose.names import surnames

_PAPER = (
    r"(?:本报|本刊|本网|本台|本社|新华社|中新社|中新网|新华网|人民网|央视网?|《[^《》]{2,10}》"
    r"|(?:(?!本报|本刊|本网|本社)[\u4e00-\u9fff]){2,8}?(?:日报|晚报|时报|商报|早报|报|新闻网|网|社|周刊|杂志|电视台|客户端))"
)
_GRADE = r"(?:驻[\u4e00-\u9fff]{1,6}?|首席|特约|特派|见习|实习|资深|高级|全媒体|融媒体|融媒|财经|摄影)"
_POST = r"(?:记者|通讯员|评论员|撰稿人|撰稿|撰文|实习生|观察员|研究员|编译|主笔|作者)"
ROLE = rf"{_PAPER}?\s?{_GRADE}{{0,3}}{_POST}"
_ROLE = re.compile(rf"(?:{ROLE})\s*[:]?\s*")
_FIRM_ROLE = re.compile(rf"(?:{_PAPER}\s?{_GRADE}{{0,3}}{_POST}|{_GRADE}{{1,3}}{_POST}|{_POST})\s*+(?::\s*+)?")
# A closed class: what papers are for, behind the two signs of a place or a field that their names begin with.
_ISSUE = r"(?:[日晚早晨时商周]|财经|经济|证券|金融|经营|工商|青年|工人|农民|法治|消费|参考)报"
# What may glue to a headline: only roles that no sentence begins with and that no paper's name would swallow.
_GLUED = re.compile(
    rf"(?:(?:本报|本刊|本网|本社|新华社|中新社|[\u4e00-\u9fff]{{2}}{_ISSUE})\s?{_GRADE}{{0,3}}记者|(?<![\u4e00-\u9fff]){_POST}|记者(?=\s)|{_GRADE}{{1,3}}记者|[■□●◆▲◎★○◇]\s*|(?:文|撰文)\s*[/|:]"
    rf"|(?<=[?!])[\u4e00-\u9fff]{{2,4}}记者(?=\s)"
    r"|(?<=[a-z\d!?'’\"”])(?:By|BY)\s(?=[A-Z]))"
)
_RUN_ON = re.compile(rf"{_POST}|[■□●◆▲◎★○◇]|文\s*[/|:]|[/|]\s*文$|[Bb][Yy]\s")
# Names with 文 behind them: the first one's signs may end the headline.
_NAMED_LAST = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff]++(?:[ 、]+[\u3400-\u9fff]{1,4}){0,7}\s*[/|]\s*文$")
# White space that ends a line is left to the next one, or a page of blank lines is read from each to the last.
_OWN_PAPER = re.compile(rf"(?m)^(?:[■□●◆▲◎★○◇]|[^\S\n])*((?:(?!本报)[\u4e00-\u9fff]){{2,8}}报)\s?{_GRADE}{{0,3}}记者\s")
_LONGEST_BYLINE = 100
_BULLETS = "■□●◆▲◎★○◇▶►▪•· \t"
# White space is read once, from where it begins: a line of it would else be read from each sign to each other.
_TAIL = re.compile(
    r"(?<!\s)\s*+(?:(?:发自\s*+)?[\u4e00-\u9fff]{1,6}(?:综合)?报道|发自\s*+[\u4e00-\u9fff]{2,6}|/\s*+[文图]+|摄影报道"
    r"|(?<=\s)(?:(?:综合)?报道|文|整理|编译|采写))$"
)
_HEAD = re.compile(
    r"^(?:(?:文\s*[/|、]\s*图|图\s*[/|、]\s*文)(?:\s*[:/|]\s*|\s+)|(?:图文|文图|撰文|文)\s*[/|:]\s*|(?:文|撰文)\s+|作者\s*[:]\s*|特约\s*[:]\s*)"
)
# 文 may be the second sign of a name set in two: then those before it are in pairs, and one is left for it.
_LAST_SIGN = re.compile(r"(?:^|[\u3400-\u9fff]{2} +)(?:[\u3400-\u9fff] +[\u3400-\u9fff] +){0,7}[\u3400-\u9fff] +文$")
# What each form of a byline has: a role, a mark before it, 文, brackets, a name spaced out; most lines have none.
_SIGNED = re.compile(
    rf"{_POST}|^\s*(?:[{_BULLETS.strip()}(【\[]|图?文|撰文|作者|特约|[a-z]*\s?by\s)|[/|]|报道|发自"
    rf"|(?:^|\s)[\u3400-\u9fff]\s+[\u3400-\u9fff](?=$|[\s{_BULLETS.strip()}])",
    re.IGNORECASE,
)
# A closed class: those who make up the page, named behind the writers on their line.
_MADE_UP_BY = re.compile(
    r"(?<!\s)(?:\s++(?:责任编辑|责编|美术编辑|美编|版式|校对)\s*+:?\s*+"
    r"[\u3400-\u9fff]{1,4}(?:[ 、]++[\u3400-\u9fff](?=$|[ 、]))?)++$"
)
_PICTURED_BY = re.compile(r"(?<!\s)\s++(?:图|摄影?)\s*+[/:]\s*+[\u4e00-\u9fff]{2,4}$")
_ENGLISH = re.compile(
    r"^(?:by|story by|written by)\s+(?P<names>[A-Z][^\d:;!?]{1,80}?)"
    r"(?:\s+in\s+[A-Z][\w .'-]{1,40}"
    r"|\s*[|,]\s*(?:staff|special|[A-Z]\w+ (?:Daily|Times|News|Post|Herald|Journal|Gazette))\b.{0,30})?\.?$",
    re.IGNORECASE,
)
_OTHER_PAPER = re.compile(
    rf"(?:[{_BULLETS}]|文\s?/)*(?:[\u4e00-\u9fff\d·]{{2,12}}记者|[\u4e00-\u9fff\d·]{{0,12}}读者)(?: |\s?:)\s*"
)
_LATIN_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4}")
_NAME = re.compile(r"[\u3400-\u9fff]{1,4}")
# No role is a name, whoever's it is.
_DUTY = re.compile(r"记者|编辑|实习生|通讯员|评论员|撰稿")
_LONG_NAME = re.compile(r"(?![^ 、,]{15})[\u3400-\u9fff]{1,8}(?:[·•][\u3400-\u9fff]{1,8}){1,3}")


@dataclass(frozen=True, slots=True)
class Credit:
    """The writers named at the edge of a paragraph, and how much of its text names them."""

    names: tuple[str, ...]
    length: int


def _groups(tokens: list[str]) -> tuple[float, list[str]]:
    """The cheapest way of reading tokens as names: letter-spaced pairs, whole names, two names run together."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(tokens) + 1):
        options: list[tuple[float, list[str]]] = []
        for start in range(max(0, end - 4), end):
            cost = _group_cost(tokens[start:end])
            options.append((best[start][0] + cost, [*best[start][1], "".join(tokens[start:end])]))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1]


def _surnames() -> frozenset[str]:
    """The family names, which tell a name from a label of two or three characters."""
    return surnames("usual", "rare")


def _group_cost(group: list[str]) -> float:
    name = "".join(group)
    if not 2 <= len(name) <= 4 and "·" not in name:
        return 10.0
    lengths = [len(token) for token in group]
    compound = name[:2] in _surnames()
    cost = 0.0 if name[0] in _surnames() or compound else 3.0
    if len(name) == 4 and not compound:
        cost += 2.0
    if len(group) == 1:
        return cost
    if all(length == 1 for length in lengths):
        return cost + (0.0 if len(group) == 2 else 0.5 if compound or len(group) == 3 else 4.0)
    if lengths == [1, 2] or (compound and lengths == [2, 1]):
        return cost + 1.0
    return 10.0


def read_names(text: str, *, certain: bool) -> tuple[str, ...] | None:
    """The names that make up a text and nothing else, or none when it is not a list of names.

    ``certain``: a word such as 记者 has announced names, so that unusual family names pass.
    """
    text = text.strip(" \t,;:、/|()")
    if not text or len(text) > 80:
        return None
    if re.search(r"[A-Za-z]", text):
        parts = [part.strip() for part in re.split(r"\s*(?:,|;|、|&|\b(?:and|And)\b)\s*", text)]
        latin = [part for part in parts if part]
        if certain and latin and all(_LATIN_NAME.fullmatch(part) for part in latin):
            return tuple(latin)
        return None
    names: list[str] = []
    parts = [part.strip() for part in re.split(r"[、,;/|&]", text)]
    # Among usual names one with an unusual family name passes.
    unusual = sum(_read_part(part, certain=certain) is None for part in parts)
    for part in parts:
        read = _read_part(part, certain=certain or unusual * 3 <= len(parts))
        if read is None:
            return None
        names.extend(read)
    return tuple(names) or None


def _read_part(part: str, *, certain: bool) -> list[str] | None:
    if not part:
        return []
    wide = [piece for piece in re.split(r"\s{2,}", part) if piece]
    if len(wide) > 1 and all(2 <= len("".join(piece.split())) <= 4 and len(piece.split()) > 1 for piece in wide):
        return ["".join(piece.split()) for piece in wide]
    tokens = part.split()
    if (
        _DUTY.search(part)
        or len(tokens) > 24
        or not all(_NAME.fullmatch(token) or _LONG_NAME.fullmatch(token) for token in tokens)
    ):
        return None
    cost, names = _groups(tokens)
    usual_length = all(len(name) < 4 for name in names)
    unusual = certain and (
        cost <= (3.0 if usual_length else 1.6) * len(names)
        or (len(tokens) > 1 and all(len(token) == 1 for token in tokens))
    )
    if cost >= 10 or (cost >= 2 and not unusual):
        return None
    return [half for name in names for half in _halves(name)]


def _halves(name: str) -> list[str]:
    """A name of four characters is two names of two, unless its family name has two characters."""
    known = _surnames()
    if len(name) == 4 and "·" not in name and name[:2] not in known and name[0] in known and name[2] in known:
        return [name[:2], name[2:]]
    return [name]


def read_byline(text: str) -> tuple[str, ...] | None:
    """The writers whom a line of its own names, in any of the trade's forms; none when the line is not a byline.

    ``text`` is in ``plain`` signs.
    """
    if len(text) > _LONGEST_BYLINE or text.endswith(("摄", "供图")) or not _SIGNED.search(text):
        return None
    bare = _MADE_UP_BY.sub("", text.strip()).strip(_BULLETS).strip()
    bulleted = text.strip()[0] in _BULLETS
    bracketed = len(bare) > 2 and (bare[0], bare[-1]) in (("(", ")"), ("【", "】"), ("[", "]"))
    if bracketed:
        bare = bare[1:-1].strip()
    if not bare:
        return None
    english = _ENGLISH.match(bare)
    if english:
        return read_names(english["names"].title() if english["names"].isupper() else english["names"], certain=True)
    head = _HEAD.match(bare)
    if head:
        bare = _PICTURED_BY.sub("", bare[head.end() :]).strip()
    tail = _TAIL.search(bare)
    if tail and _LAST_SIGN.search(bare):
        tail = None
    untailed = bare[: tail.start()] if tail else bare
    for body, marked in ((untailed, True), (bare, False)) if tail else ((bare, False),):
        roles = _split_roles(body)
        if roles is not None:
            return roles
        announced = head is not None or (marked and "/" in (tail.group() if tail else ""))
        if _ROLE.search(body):
            # Whatever else a line with a role holds, it is no mere list of names.
            continue
        names = read_names(body, certain=announced or (bulleted and _spaced(body)))
        if names and (announced or bulleted or bracketed or (_spaced(body) and not _stately(body, names))):
            return names
    return None


def _spaced(text: str) -> bool:
    """Whether at least one two-character name is set apart as such: 王 五."""
    return re.search(r"(?:^|\s)[\u3400-\u9fff]\s+[\u3400-\u9fff](?=$|\s)", text) is not None


def _stately(text: str, names: tuple[str, ...]) -> bool:
    """Whether a headline is set sign by sign: a name of three signs stands whole among those that are spread."""
    return all(len(token) == 1 for token in text.split()) and len(names) > 1 and any(len(name) > 2 for name in names)


def _split_roles(text: str) -> tuple[str, ...] | None:
    """The names after each role (本报记者 … 通讯员 …), or none when anything else stands between."""
    matches = list(_ROLE.finditer(text))
    if not matches:
        return None
    # A trainee's role may stand behind the first writer, whose own is not told: 王子豪 实习生 田甜.
    lead = text[: matches[0].start()].strip()
    # What runs into the role behind it is a headline's end, no name.
    apart = not lead or text[len(lead)] in " 、,;/"
    names = list((read_names(lead, certain=False) if lead and apart else ()) or ())
    if lead and not names:
        return None
    for here, after in zip(matches, [*matches[1:], None], strict=True):
        part = text[here.end() : after.start() if after else len(text)].rstrip(" ,、;/")
        if not part:
            continue
        # 本报记者 or 记者 stands apart from the names, or the names are spaced out: else it may begin a sentence.
        certain = (here.group()[-1] in " :" or " " in part) and (len(here.group()) > 3 or " " in part)
        read = None if part[0] in ",。;" else read_names(part, certain=certain)
        if read is None:
            return None
        names.extend(read)
    return tuple(names) or None


def read_other_byline(text: str) -> tuple[str, ...] | None:
    """The writers of a paper whose name nothing tells: usual names only, set apart from the role (每经记者：李明明)."""
    role = _OTHER_PAPER.match(text) if len(text) <= _LONGEST_BYLINE else None
    return read_names(_TAIL.sub("", text[role.end() :]), certain=False) if role else None


def is_role_alone(text: str) -> bool:
    """Whether a line announces names that only the next line gives."""
    return (
        _SIGNED.search(text) is not None
        and _FIRM_ROLE.fullmatch(text.strip(_BULLETS + "(")) is not None
        and len(text) > 2
    )


def paper_names(text: str) -> frozenset[str]:
    """The papers' names that bylines on lines of their own begin with: what else may open a byline of the page."""
    return frozenset(match[1] for match in _OWN_PAPER.finditer(text))


def glued_byline(text: str, papers: Iterable[str] = ()) -> int | None:
    """Where a byline begins that was run into the headline before it, or none; ``papers`` may open it too."""
    if len(text) > 140 or not _RUN_ON.search(text):
        return None
    for match in _GLUED.finditer(text):
        at = match.start()
        at -= next((len(paper) for paper in papers if text[:at].endswith(paper)), 0)
        signed = read_byline(text[at:]) or (at and text[at - 1] in "?!" and read_other_byline(text[at:]))
        if at > 1 and text[at - 1] not in ",、([【" and signed:
            return at
    names = _NAMED_LAST.search(text)
    return _first_name(text, names) if names else None


def _first_name(text: str, names: re.Match[str]) -> int | None:
    """Where the first of the names begins that a headline runs into: with the longest usual name."""
    first = names.start() + len(re.split(r"[ 、/|]", names.group(), maxsplit=1)[0])
    for length in (3, 2, 1):
        at = first - length
        usual = at > 1 and (text[at] in _surnames() or text[at : at + 2] in _surnames())
        if usual and at >= names.start() and read_byline(text[at:]):
            return at
    return None


# A telegram without its day ends in a space or a bracket: else 电 may begin any of a hundred words.
_TOLD = (
    r"(?<![通资音喜])讯(?![员息问号速飞])|(?<=日)专?电(?![视台力影子脑商气网])|(?<=日\s)专?电|专?电(?=[\s()【】\]]|$)"
)
# Behind a place and its day nothing else is read, whatever word the text begins with (电商, 电网).
_WIRED = (
    r"(?:本报|[\u4e00-\u9fff]{2}社(?![区会保团交员科长]))[\u4e00-\u9fff]{2,8}?"
    r"\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?专?电"
)
_CREDIT = r"[(【\[](?P<credit>[^()【】\[\]]{2,70})[)】\]]"
_OPENING = re.compile(
    rf"[\s{_BULLETS}]*(?:[【\[(]?(?:据\s?)?(?:{_PAPER}\s?[\u4e00-\u9fff]{{0,8}}?\s?(?:(?:19|20)\d\d\s?年)?\s?(?:\d{{1,2}}\s?月)?\s?(?:\d{{1,2}}\s?日)?\s?专?(?:{_TOLD}|(?=\s(?:19|20)\d\d-))|{_WIRED})(?:\s?[】\])])?(?:\s?(?:19|20)\d\d-\d{{1,2}}-\d{{1,2}}(?=\s?[(【\[]))?"
    rf"(?:\s*{_CREDIT}|\s+(?P<reporter>(?:{ROLE})[^,。:()]{{2,30}}?报道)\s*[:,]?)?|(?P<only>[(【]\s*(?:{ROLE})[^()【】]{{2,60}}[)】]))\s*[:]?\s*"
)
_ENDED = re.compile(r"[(【]\s?完\s?[)】]$")
# A name, or a sign of one, with a space behind it; and how many of them are read on end.
_SET_APART = re.compile(r"[\u3400-\u9fff·]{1,8}(?: +|、 *)")
_MOST_TOKENS = 8
_CLOSING = re.compile(r"[(【]\s*([^()【】。]{2,60})\s*[)】]\s*$")


def opening_credit(text: str) -> Credit | None:
    """The dateline or credit that a story's first paragraph opens with (本报讯, 新华社…电, a credit in brackets)."""
    match = _OPENING.match(text[:160])
    if not match or not match.end():
        return None
    given = match["credit"] or match["only"] or match["reporter"] or ""
    given = re.sub(r"报道$", "", given).strip("()【】[] \n")
    if not given:
        return _named_behind(text[:160], match.end())
    names = _credited(given)
    return Credit(names or (), match.end())


def _named_behind(text: str, at: int) -> Credit:
    """The writers whom the text names behind a dateline without brackets, each set apart (本报讯 记者 王五 昨天…).

    A name that nothing sets apart from the first words is none: nothing tells where it would end.
    """
    names: tuple[str, ...] = ()
    while text[at - 1] == " " and (role := _FIRM_ROLE.match(text, at)) and role.group()[-1] in " :":
        ends = [role.end()]
        while len(ends) <= _MOST_TOKENS and (token := _SET_APART.match(text, ends[-1])):
            ends.append(token.end())
        readings = ((end, read_names(text[role.end() : end], certain=False)) for end in ends[:0:-1])
        end, read = next(((end, read) for end, read in readings if read), (at, None))
        if not read:
            break
        names, at = (*names, *read), end
    return Credit(names, at)


def closing_credit(text: str) -> Credit | None:
    """The writers whom the brackets at a story's very end name."""
    tail = text[-80:]
    match = _CLOSING.search(tail)
    before = tail[: match.start()].rstrip() if match else ""
    if not match or not (before.endswith(tuple("。!?！？”…")) or _ENDED.search(before)):
        return None
    names = _credited(match[1]) or _likeliest(read_names(text, certain=False) for text in _unbroken(match[1]))
    return Credit(names, len(tail) - match.start()) if names else None


def _unbroken(given: str) -> tuple[str, str]:
    """A credit's words: a line's end inside them tears a word apart, or stands for a space."""
    return given.replace("\n", ""), given.replace("\n", " ")


def _credited(given: str) -> tuple[str, ...] | None:
    """The names in a credit in brackets, where all that stands after a role is a name."""
    apart = (_FIRM_ROLE.sub(lambda role: role.group().rstrip(" :") + " ", text) for text in _unbroken(given))
    return _likeliest(map(read_byline, apart))


def _likeliest(readings: Iterable[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """The reading whose names are the most usual ones, the first of those alike."""
    return min(filter(None, readings), key=lambda names: sum(_group_cost([name]) for name in names), default=None)
