"""Sorts of a thing that stand beside each other and are told apart by a word: second homes and first ones."""

from __future__ import annotations

import re

# Of each group, the words for one sort; what is said of one is not said of the others.
_SORTS = tuple(
    tuple(re.compile(words) for words in group)
    for group in (
        (r"首套|第一套", r"二套|第二套", r"三套|第三套"),
        (r"新房|一手房|新建(?:商品)?(?:住宅|房)", r"二手房|二手住宅|存量房|旧房"),
        (r"上市(?!公司|银行|房企|车企|险企|券商|企业)|挂牌|\bipo\b", r"退市|摘牌"),
        (r"欧洲", r"北美", r"亚洲", r"非洲", r"南美|拉美|拉丁美洲", r"大洋洲"),
        (r"进口(?!博)", r"出口"),
        (r"增持", r"减持"),
        (r"城镇", r"农村|乡村"),
        (r"普惠[㐀-鿿]{0,2}贷款", r"绿色贷款", r"科技贷款|科创贷款", r"涉农贷款"),
    )
)


def of_another_sort(question: str, sentence: str, leading: str) -> bool:
    """Tell whether a sentence names only another sort than the one that a question asks about; all texts folded.

    What leads up to a sentence may name the one that is asked about.
    """
    for group in _SORTS:
        asked = [sort for sort in group if sort.search(question)]
        others = [sort for sort in group if sort not in asked]
        if asked and any(sort.search(sentence) for sort in others):
            told = f"{leading}\n{sentence}"
            if not any(sort.search(told) for sort in asked):
                return True
    return False


def names_sort(question: str, text: str) -> bool:
    """Tell whether a folded text names, of each group that a folded question has a sort of, that one."""
    asked = [[sort for sort in group if sort.search(question)] for group in _SORTS]
    return all(any(sort.search(text) for sort in sorts) for sorts in asked if sorts)


def with_sort(question: str, sort: str) -> str:
    """A folded question asked of another sort, in place of the one that it names; or empty where it names no such."""
    for group in _SORTS:
        named = next((found for each in group if (found := each.search(sort))), None)
        if named is None:
            continue
        for each in group:
            found = each.search(question)
            if found and not each.search(sort):
                return question[: found.start()] + sort + question[found.end() :].removeprefix(sort[named.end() :])
    return ""
