"""Sets newspaper pages as PDF with a real text layer, for tests: invented stories, columns, frames, CJK fonts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SONG = "STSong-Light"  # one of the fonts that PDF readers bring along: nothing is embedded
_EMBEDDABLE = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
_NOT_AT_LINE_START = "，。！？；：、”’）》】%"


@cache
def embedded_font() -> str | None:
    """The name of an embeddable Chinese font of this system, if it has one."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for path in _EMBEDDABLE:
        if Path(path).exists():
            pdfmetrics.registerFont(TTFont("embedded", path))
            return "embedded"
    return None


@dataclass(frozen=True)
class Frame:
    """A column of type: its left edge, its top (both in points from the sheet's top left), its size."""

    left: float
    top: float
    width: float
    height: float


class Sheets:
    """A PDF under construction; ``top`` counts down from the sheet's upper edge."""

    def __init__(self, width: float = 780, height: float = 1100, font: str = SONG, password: str = "") -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont(SONG))
        self._file = io.BytesIO()
        options: dict[str, Any] = {"encrypt": password} if password else {}
        self.canvas = Canvas(self._file, pagesize=(width, height), invariant=1, **options)
        self.width, self.height, self.font = width, height, font

    def put(self, text: str, left: float, top: float, size: float, spacing: float = 0) -> None:
        """Print one line."""
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(left, self.height - top - size * 0.88, text, charSpace=spacing)

    def put_centred(self, text: str, left: float, right: float, top: float, size: float) -> None:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        self.put(text, (left + right - stringWidth(text, self.font, size)) / 2, top, size)

    def flow(
        self, paragraphs: Sequence[str], frames: Sequence[Frame], size: float = 9.5, leading: float = 14
    ) -> list[tuple[int, float]]:
        """Pour paragraphs into columns, hard-wrapped, first lines indented; ``# `` begins a subhead.

        Returns the frame and the top at which each frame's text ends.
        """
        lines = [
            line
            for paragraph in paragraphs
            for line in (
                [(paragraph[2:], size * 1.2, 0.0)]
                if paragraph.startswith("# ")
                else self._wrap(paragraph, frames[0].width, size)
            )
        ]
        ends = []
        for number, frame in enumerate(frames):
            top = frame.top
            while lines and top + leading <= frame.top + frame.height:
                text, at_size, indent = lines.pop(0)
                if at_size > size:
                    self.put_centred(text, frame.left, frame.left + frame.width, top, at_size)
                else:
                    self.put(text, frame.left + indent, top, at_size)
                top += leading
            ends.append((number, top))
        assert not lines, f"{len(lines)} lines do not fit"
        return ends

    def _wrap(self, paragraph: str, width: float, size: float) -> list[tuple[str, float, float]]:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        lines, line, indent = [], "", 2 * size
        words = list(paragraph) if any("一" <= character <= "鿿" for character in paragraph) else None
        for word in words or [f"{word} " for word in paragraph.split()]:
            if line and stringWidth((line + word).rstrip(), self.font, size) + indent > width:
                kept = line[:-1] if word in _NOT_AT_LINE_START else line
                lines.append((kept.rstrip(), size, indent))
                line, indent = line[len(kept) :], 0.0
            line += word
        return [*lines, (line.rstrip(), size, indent)] if line.strip() else lines

    def turn(self) -> None:
        """Begin the next sheet."""
        self.canvas.showPage()

    def done(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()


def columns(count: int, width: float = 780, margin: float = 40, gutter: float = 12) -> list[tuple[float, float]]:
    """Left edges and width of equal columns."""
    column = (width - 2 * margin - gutter * (count - 1)) / count
    return [(margin + number * (column + gutter), column) for number in range(count)]


def prose(seed: int, paragraphs: int) -> list[str]:
    """Invented Chinese paragraphs, every one different, none of them from a paper."""
    towns = ("海川", "云岭", "白沙", "青禾", "临港", "南屿", "石桥", "松原口")
    makers = ("远帆科技", "禾光农业", "蓝舸物流", "启明机床", "云杉纸业", "星汇光电", "澜石能源")
    goods = ("潮汐电站", "冷链仓库", "折叠风帆", "智能温室", "海水淡化设备", "竹纤维包装", "无人渡轮")
    verbs = ("投用了", "试制成功了", "扩建了", "开始出口", "检修了", "公开招标采购")
    made = []
    for number in range(paragraphs):
        k = seed * 31 + number * 5
        town, maker, good, verb = (
            group[(k + shift) % len(group)] for shift, group in enumerate((towns, makers, goods, verbs))
        )
        made.append(
            f"{town}的{maker}近日{verb}第{k % 97 + 2}座{good}，总投入{k * 13 % 890 + 11}.{k % 10}亿元，"
            f"可为当地增加{k * 17 % 4000 + 120}个岗位。公司负责人介绍，{good}每天可以运行{k % 20 + 3}小时，"
            f"比去年同期多出{k % 37 + 1}%。“我们希望编号{k}的项目按期完工。”这位负责人说。"
        )
    return made


@dataclass(frozen=True)
class SetPage:
    """A finished PDF and the stories in it: each a headline and its paragraphs, subheads marked ``# ``."""

    data: bytes
    stories: tuple[tuple[str, tuple[str, ...]], ...]
    caption: str


def newspaper_page(font: str = SONG) -> SetPage:
    """A tabloid page of five columns: four stories under headlines of one to three columns, a picture, a folio."""
    sheet = Sheets(font=font)
    grid = columns(5)
    width = grid[0][1]
    left = [edge for edge, _ in grid]
    right = [edge + width for edge in left]

    def frames(numbers: Sequence[int], top: float, height: float) -> list[Frame]:
        return [Frame(left[number], top, width, height) for number in numbers]

    sheet.put("海川日报", left[0], 36, 16)
    sheet.put_centred("2025年4月22日 星期二", left[0], right[4], 40, 9)
    sheet.put("A2版 要闻", right[4] - 50, 38, 11)
    sheet.canvas.line(left[0], sheet.height - 62, right[4], sheet.height - 62)

    first = prose(1, 6)
    first[5:5] = ["# 渔民当上运维员"]
    first[2:2] = ["# 把潮水变成电"]
    sheet.put_centred("——沿海小城产业观察", left[0], right[2], 74, 13)
    sheet.put_centred("潮汐电站点亮渔村长夜", left[0], right[2], 94, 30)
    sheet.put_centred("■ 本报记者 陆一舟 沈 禾", left[0], right[2], 134, 9.5)
    sheet.flow(first, frames((0, 1, 2), 156, 300))

    second = prose(5, 5)
    sheet.put("竹纤维工厂扩产", left[3], 74, 20)
    sheet.put("订单排到明年春天", left[3], 98, 20)
    sheet.flow(second, frames((3, 4), 130, 330))

    third = prose(9, 7)
    sheet.put_centred("冷链仓库开进山里", left[0], right[1], 490, 24)
    sheet.flow(third, frames((0, 1), 530, 420))

    caption = "图为海川新投用的无人渡轮驶离码头。 许 安/摄"
    sheet.canvas.drawInlineImage(_grey_picture(), left[2], sheet.height - 700, right[4] - left[2], 200)
    sheet.put(caption, left[2], 706, 8)

    fourth = prose(14, 5)
    sheet.put("无人渡轮首航", left[2], 735, 17)
    sheet.flow(fourth, frames((2, 3, 4), 765, 220))
    sheet.put_centred("责任编辑:顾言 美编:何田 电话:000-0000", left[0], right[4], 1060, 8)
    return SetPage(
        sheet.done(),
        (
            ("潮汐电站点亮渔村长夜", tuple(first)),
            ("竹纤维工厂扩产订单排到明年春天", tuple(second)),
            ("冷链仓库开进山里", tuple(third)),
            ("无人渡轮首航", tuple(fourth)),
        ),
        caption,
    )


def _grey_picture() -> Any:
    from PIL import Image

    return Image.new("L", (30, 20), 200)


def set_stories(stories: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> bytes:
    """Set three stories (headline, writers, paragraphs) on one page: over three, two and all five columns."""
    sheet = Sheets()
    grid = columns(5)
    width = grid[0][1]
    sheet.put_centred("2025年4月22日 星期二 A2版", 40, 740, 36, 9)
    places = (((0, 1, 2), 74.0, 470.0), ((3, 4), 74.0, 470.0), ((0, 1, 2, 3, 4), 560.0, 500.0))
    for (headline, writers, paragraphs), (numbers, start, height) in zip(stories, places, strict=True):
        left, right = grid[numbers[0]][0], grid[numbers[-1]][0] + width
        size, top = (24 if len(numbers) > 2 else 18), start
        across = int((right - left) // size)
        for at in range(0, len(headline), across):
            sheet.put_centred(headline[at : at + across], left, right, top, size)
            top += size * 1.2
        if writers:
            sheet.put_centred("本报记者 " + " ".join(writers), left, right, top + 4, 9.5)
            top += 22
        frames = [Frame(grid[number][0], top + 6, width, start + height - top - 6) for number in numbers]
        sheet.flow(paragraphs, frames)
    return sheet.done()
