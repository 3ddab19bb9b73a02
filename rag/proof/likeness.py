"""How alike what two sentences say of a figure or a date is: whose it is, and how much of their words they share."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.proof.claims import Claim, What
from rag.prose.figures import Figure

# How much better what stands around a figure or a date may fit another one of the source than the same one.
MARGIN = 1.0


def shared_names(one: Claim[What], other: Claim[What]) -> float:
    """Sum the weights of the institutions that two claims share."""
    return sum(min(weight, other.terms.get(term, 0.0)) for term, weight in one.terms.items() if term[0] == "!")


def other_institutions(claim: Claim[What], other: Claim[What]) -> bool:
    """Tell whether both claims name institutions, and none of them could be the same."""
    here = [term[1:] for term in claim.terms if term[0] == "!"]
    there = [term[1:] for term in other.terms if term[0] == "!"]
    return bool(here and there) and not any(one in two or two in one for one in here for two in there)


def owns(claim: Claim[Figure], listed: Claim[Figure]) -> bool:
    """Tell whether a figure is said to be of the member of a list that another figure is aligned with."""
    if listed.owner.startswith("@"):
        return claim.terms.get(listed.owner, 0.0) >= 1.0
    return _bare_words(listed.owner) in _bare_words(claim.owner or claim.label)


def overshadowed(claim: Claim[Figure], same: Claim[Figure], rival: Claim[Figure]) -> bool:
    """Tell whether a rival's surroundings hold all that the figure's hold of a claim, and more of it."""
    held, rivals = claim.own & same.near, claim.own & rival.near
    if not any(term[0] == "!" for term in rival.near):
        held = frozenset(term for term in held if term[0] != "!")
    if not any(term[0] == "!" for term in same.near):  # 「公司拟派息…」: a rival that names its subject is no better
        rivals = frozenset(term for term in rivals if term[0] != "!")
    if same.periods == rival.periods:  # of one date, wherever that stands
        rivals = frozenset(term for term in rivals if term[0] != "@")
        held = frozenset(term for term in held if term[0] != "@")
    return held <= rivals and sum(2 if term[0] == "!" else 1 for term in rivals - held) >= 2


def _bare_words(text: str) -> str:
    return re.sub(r"[\s\0“”‘’「」的]", "", text)


def rarity_of(claims: Sequence[Claim[What]]) -> dict[str, float]:
    """Weigh terms by rarity (idf), where a claim that has a term only from its surroundings counts in part."""
    shares: dict[str, list[float]] = {}
    for claim in claims:
        for term, weight in claim.terms.items():
            shares.setdefault(term, []).append(weight)
    return {term: math.log(len(claims) * max(weights) / sum(weights)) for term, weights in shares.items()}


def likeness(one: Claim[What], other: Claim[What], rarity: dict[str, float]) -> float:
    """Sum the weights of the terms that two claims share, each times its rarity among the claims compared."""
    if len(other.terms) < len(one.terms):
        one, other = other, one
    return sum(
        min(weight, other.terms[term]) * rarity.get(term, 0.0)
        for term, weight in one.terms.items()
        if term in other.terms
    )
