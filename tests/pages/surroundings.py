"""What stands around the stories of a page: furniture, captions, tables, labels, stray lines."""

from __future__ import annotations

import random

LABELS = [
    "产业观察",
    "热点快评",
    "记者手记",
    "消费谈",
    "记者调查",
    "深读",
    "市井",
    "一线",
    "数说",
    "对话",
    "风向标",
    "圆桌",
    "编者按",
    "域外",
    "公司深一度",
    "街巷新声",
]
SLOGANS = [
    "看见变化 读懂经济",
    "扫码关注更多内容",
    "权威发布 专业解读",
    "江澜人自己的报纸",
    "本报微信公众号",
    "欢迎扫描二维码订阅",
    "广告",
    "天气 多云转晴 12℃至21℃",
    "民生小事 一一有回音",
    "下期预告",
    "与读者同行二十年",
]
STRAYS = [
    "春风又过十里堤",
    "旧闻新读",
    "灯下漫笔集",
    "城南旧事拾遗",
    "一周图说",
    "读者来信摘登",
    "棋局与菜谱",
    "更多精彩请看明日本报",
    "流年碎影 第七辑",
    "副刊征文启事",
    "老照片里的渡口",
]
CAPTIONS = [
    "工人在车间里检修设备",
    "市民在渡口等候早班轮渡",
    "图为会议现场",
    "展台前的参观者排起长队",
    "夜色中的滨江大道车流不息",
    "图为新落成的货运站场",
    "孩子们在图书馆里听故事",
    "▲农户在田间采收第一茬油菜",
]
PHOTOGRAPHERS = ["石磊", "方絮", "梁朝晖", "邓一苇", "许山", "贺兰亭"]
EDITORS = ["周砚", "林栖", "何知微", "郑渠", "吴桐"]
PAPER = "江澜财经报"


def furniture(draw: random.Random, *, english: bool, top: bool) -> list[str]:
    """Page furniture: what stands at a page's top, or at its foot and between stories."""
    page = f"{draw.choice('ABC')}{draw.randint(1, 16)}"
    if english:
        return [
            draw.choice([f"Page {page}", "Wednesday, March 18, 2026", "www.example-times.com", "Editor: Nora Field"])
        ]
    if top:
        return draw.choice(
            [
                [f"2026年{draw.randint(1, 12)}月{draw.randint(1, 28)}日 星期{draw.choice('一二三四五六日')}", page],
                [page],
                [f"{PAPER} 2026年3月18日 星期三 第{page}版"],
                [f"第{page}版"],
                [f"{page}版 要闻"],
                [f"责编 {draw.choice(EDITORS)} 美编 {draw.choice(EDITORS)}", "2026/3/18 星期三"],
            ]
        )
    return draw.choice(
        [
            [f"责任编辑：{draw.choice(EDITORS)} 校对：{draw.choice(EDITORS)}"],
            [f"本版编辑 {draw.choice(EDITORS)}"],
            ["E-mail:news@example.com"],
            [f"责编:{draw.choice(EDITORS)}  美编:{draw.choice(EDITORS)}  电话:010-88888888"],
            [f"— {draw.randint(1, 16)} —"],
            ["新闻热线：400-000-0000"],
            [draw.choice(SLOGANS)],
        ]
    )


def caption(draw: random.Random, *, english: bool) -> list[str]:
    """A caption with its credit, in one or two lines."""
    if english:
        return [
            draw.choice(
                [
                    "Workers inspect a turbine at the yard. Photo by Lena Marsh",
                    "Ferries wait at dawn. Photo: Tom Adler",
                ]
            )
        ]
    words, name = draw.choice(CAPTIONS), draw.choice(PHOTOGRAPHERS)
    spaced = " ".join(name) if len(name) == 2 and draw.random() < 0.5 else name
    return draw.choice(
        [
            [f"{words} {spaced}/摄"],
            [f"{words}。 本报记者 {spaced} 摄"],
            [f"{words}。（{name} 摄）"],
            [f"{words} {name}供图"],
            [f"{words}。", f"本报记者 {spaced}/摄"],
            [f"{words}　{spaced} 摄影"],
            [f"{words}  恒岚股份供图"],
        ]
    )


def table(draw: random.Random, *, english: bool) -> list[str]:
    """A table of figures; none on an English page."""
    if english:
        return []
    rows = ["江澜", "南屿", "北辰", "芦浦", "新衡", "沧宁"]
    kind = draw.random()
    head = ["地区 出货量（亿元） 同比增速"] if kind < 0.6 else []
    body = [
        f"{row} {draw.uniform(1, 900):.2f} {draw.choice(['', '-'])}{draw.uniform(0, 60):.1f}%"
        + (f" {draw.randint(1, 99)}" if kind > 0.8 else "")
        for row in draw.sample(rows, draw.randint(3, 6))
    ]
    foot = ["数据来源：江澜市统计局"] if draw.random() < 0.4 else []
    return head + body + foot
