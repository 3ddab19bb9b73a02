"""A place in another, and a house in a place: what of a name a paper goes on with when the rest has been told."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.prose.questions import Term
from rag.prose.words import is_place

# 「广州机场」, where the paper has 广州白云机场.
BARE_KIND = re.compile(r"机场|车站|港口|码头|医院|大学|银行|法院|酒店|饭店|公园|大桥|地铁|铁路|高速")
# 「某省某县」, which the paper goes on with as 某县.
_COUNTY = re.compile(r"[㐀-鿿]{2,3}[省市州]?(?![省市州])[㐀-鿿]{1,4}[市县区旗镇乡村]")
_KIND_FIRST = re.compile(r"[省市州](?=..)")
_LONGEST = 30  # a longer run of 县 could be cut in too many ways
_ONE_PLACE = re.compile(r"[㐀-鿿]{2,3}?[省市州县区旗镇乡村]")
_SEATED = re.compile(rf"(?P<places>(?:{_ONE_PLACE.pattern})+)(?P<house>[㐀-鿿]{{3,}})")


def county_in(name: str, printed: Callable[[str], bool]) -> list[Term]:
    """A county and the province before its name, where each is printed by itself; the province is no name of its own.

    A district's name many cities have, a county's hardly: that of a district is told by its city, too.
    """
    if not _COUNTY.fullmatch(name) or not any(is_place(name[:length]) for length in (2, 3)):
        return []
    if is_place(name[:-1]):
        return []  # 哈尔滨市 is no 滨市 in a 哈尔
    places = place_in_place(name, printed)
    if places and not name.endswith("区"):
        return [Term(places[0].text, name=False), *places[1:]]
    return places


def place_in_place(name: str, printed: Callable[[str], bool]) -> list[Term]:
    """A place and one in it that no dictionary has: 「宁安宿溪区」 is printed as 宁安 and 宿溪区."""
    cuts = range(2, len(name) - 1)
    found = (
        cut
        for cut in cuts
        if (is_place(name[:cut]) or is_place(name[cut:]))
        and not _KIND_FIRST.match(name[cut:])
        and printed(name[:cut])
        and printed(name[cut:])
    )
    cut = next(found, None)
    return [Term(part, name=not BARE_KIND.fullmatch(part)) for part in (name[:cut], name[cut:])] if cut else []


def seated(name: str, printed: Callable[[str], bool]) -> list[Term]:
    """A house without the county that it is in, which a paper tells once, where each is printed by itself."""
    found = _SEATED.fullmatch(name) if len(name) <= _LONGEST else None
    if not found:
        return []
    places, house = _ONE_PLACE.findall(found["places"]), found["house"]
    house = house if printed(house) else house.removesuffix("厂")  # in full, it is a company
    if not all(map(printed, [*places, house])):
        return []
    return [*(Term(place, name=False) for place in places), Term(house, name=True)]
