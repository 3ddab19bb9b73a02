"""How a reader asks aloud, put into the words that a question is written in: 啥时候 is 什么时候, 咋样 is 怎么样.

One table, applied before a question is read; what a reader is shown back stays as it was asked.
"""

from __future__ import annotations

import re

# 「他是干啥的」, 「干吗用的」 ask what somebody does, or what something is for; with a verb behind it, it is why.
_END = r"[，。？?！!\s]|$"
_NO_REASON = rf"(?![的呢了用活]{{0,2}}(?:{_END}))"
# In this order: a longer form before a shorter one that is in it.
_SPOKEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), written)
    for said, written in (
        (r"啥(?:时间|时候|时辰|会儿|时(?!尚))|多会儿|多咱|哪会儿|(?<![零一二三四五六七八九十好])几时", "什么时候"),
        (r"多(?:大|长|少)(?:[功工]夫|会儿)|多老长时间|多老久", "多久"),
        (r"(?<![认以成作])为[啥嘛]|因啥", "为什么"),
        (rf"干[嘛吗]{_NO_REASON}|干啥(?=还?非?[要得]|不)", "为什么"),
        (r"(?:咋个?|怎么)(?=[那这]么)", "为什么"),
        # 「出口咋降了」 asks why; 「出口咋降的」 and 「咋处理了」 may ask how.
        (rf"(?:咋|怎么)(?=又?[涨跌降升增减贵便少掉][㐀-鿿]{{0,3}}了(?={_END}))", "为什么"),
        (r"咋个?样|怎样儿", "怎么样"),
        (r"咋(?:整|弄|办)", "怎么办"),
        (r"啷个|咋[个子]?", "怎么"),
        # 去哪儿 may be a travel agency.
        (r"(?:啥|哪)(?:地[方儿]|地界儿?)|哪块儿", "什么地方"),
        (r"(?<!去)哪儿", "哪里"),
        (r"哪一(?=[天年月日])", "哪"),
        (r"啥人", "谁"),
        (r"啥子?", "什么"),
        (r"(?<![十百千万亿零好])几[块个]钱|多少(?:块钱|票子|银子)|几多钱", "多少钱"),
        (rf"(?<=[得要花卖])多钱(?=一|{_END})", "多少钱"),
        (r"几多", "多少"),
        (
            r"(?:要不要|用不用|需不需要|收不收|花不花|掏不掏)(?:花|掏|付|收|给)?(?:钱|费用?|门票钱?)"
            rf"|(?:要(?:花|掏|收)?钱|收费)(?:[吗嘛么]|不(?={_END}))|免不免费|是不是(?:免费|不要钱)",
            "是否免费",
        ),
        (r"(?<=[这那哪])俩(?=[㐀-鿿])", "两个"),
        (r"(?<=[这那哪])仨(?=[㐀-鿿])", "三个"),
        (rf"(?<=[㐀-鿿])[啊呀嘞哩呐哟咯]+(?={_END})", ""),
    )
)
# What says how it is asked, or only fills, and nothing that a paper prints of it.
FILLER = re.compile(
    r"(?<![实出体])现在|(?<!项)目前(?!景)|如今|眼下|[一总]共|大[约概](?!念)|差不多|到底(?!部)|究竟|居然|竟然|其实(?![施际行])|好像|好象"
    r"|(?<![公海英千百万])里[面头](?!积)|(?<![所没])有一?[家款位](?![庭属长人族具电里])"
    r"|(?:这|那|怎)[么样些]|是不是|有没有|能不能|会不会|要不要|可不可以|是否|能否|可以|来着|的话|听说|据说|说是|想知道|请问|想问|告诉我"
    r"|进去|下来|起来|一下子?"
)


def written(text: str) -> str:
    """A question with what asks in it as it is written, whichever way it was said."""
    for said, instead in _SPOKEN:
        text = said.sub(instead, text)
    return text
