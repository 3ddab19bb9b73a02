"""Who does what to whom: whether a draft leaves the two sides of a verb where its sources have them.

「乙公司被甲公司收购」 has the sides of 「甲公司收购乙公司」, and 「乙公司收购甲公司」 has not. Any verb that a draft
and its sources both have is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from rag.proof.acts import ACTS, TO, Act, acts_in
from rag.proof.cut import NAMES, names_in
from rag.prose.entities import tokens
from rag.prose.names import institutions


def turned_round(text: str, printed: Sequence[str], around: Sequence[str] = ()) -> str | None:
    """Find the verb of a text whose two sides have changed places in the printed sentences.

    ``around`` are texts that may have it as the text does, and then it is theirs.
    """
    if any(text.rstrip("。") in each for each in printed):
        return None
    names = names_in(text, printed)
    for said in acts_in(text, names):
        told = [act for each in printed for act in acts_in(each, names) if act.verb == said.verb]
        for one, other in combinations(said.sides, 2):
            first, second = sorted((one, other), key=lambda name: said.sides[name])
            apart = 0 <= said.sides[first] < said.sides[second]
            if apart and _is_reversed(first, second, said, told):
                beside = (act for each in around for act in acts_in(each, names) if act.verb == said.verb)
                if not any(_order(first, second, act) for act in beside):
                    return said.verb
    return None


def _is_reversed(first: str, second: str, said: Act, told: Sequence[Act]) -> bool:
    orders = [order for act in told if (order := _order(first, second, act)) is not None]
    if orders:
        return not any(orders)
    if not (_is_name(first) and _is_name(second)):
        return False
    # Where print has only one of them beside its verb, that one's side tells.
    places = [(act.side(first), said.sides[first]) for act in told if not act.has(second)]
    places += [(act.side(second), said.sides[second]) for act in told if not act.has(first)]
    return any({*each} == {ACTS, TO} for each in places) and not any(place == own for place, own in places)


def _order(first: str, second: str, act: Act) -> bool | None:
    """Tell whether the first stands nearer to who acts, where two stand on different sides of a verb."""
    one, two = act.side(first), act.side(second)
    return one < two if one is not None and two is not None and one != two else None


@lru_cache(maxsize=4096)
def _is_name(word: str) -> bool:
    return bool(institutions(word)) or any(token.tag in NAMES for token in tokens(word))
