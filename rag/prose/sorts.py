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
        (r"商务座", r"特等座", r"一等座", r"二等座", r"硬座", r"无座"),
        (r"硬卧", r"软卧"),
        (r"头等舱", r"商务舱|公务舱", r"经济舱"),
        (r"普快|普通列车", r"特快", r"直达列车|直快"),
        (r"小班", r"中班", r"大班"),
        (r"男子|男[单双]|男[足篮排](?!赛)", r"女子|女[单双]|女[足篮排](?!赛)"),
        (r"上行", r"下行"),
        (r"毛重", r"净重"),
        (r"毛利", r"净利"),
        (r"首班车|头班车", r"末班车"),
        (r"门诊", r"住院"),
        (r"单程", r"往返"),
        (r"旺季", r"淡季"),
        (r"特等奖", r"一等奖", r"二等奖", r"三等奖"),
        (r"甲级", r"乙级", r"丙级"),
        (r"(?<![省市县区镇乡上国])一级", r"二级", r"三级", r"四级", r"五级"),
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
