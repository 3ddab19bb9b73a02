"""Scans: print in pictures and in PDF sheets without a text layer, read in columns with the extra ``ocr``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from rag.articles import parse_page
from rag.errors import UnreadableFile
from rag.readers import read_bytes, scan
from rag.settings import Settings

FONTS = [
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/System/Library/Fonts/PingFang.ttc"),
]
TITLE = "澄湖造船厂四月交付三艘双燃料船"
COLUMNS = (
    ["澄湖造船厂四月交付了三艘", "甲醇支线船，比去年同期多", "一艘。三艘船都由本地船东"],
    ["订购，将投入近海航线。第", "二艘船的主机由澄湖动力提", "供，单程可航行两千海里。"],
)


def sheet() -> Any:
    """A sheet of two columns under a headline, as a picture."""
    image = pytest.importorskip("PIL.Image", reason="the extra ocr is not installed")
    from PIL import ImageDraw, ImageFont

    font = next((str(path) for path in FONTS if path.exists()), None)
    if font is None:
        pytest.skip("no Chinese font is installed")
    picture = image.new("RGB", (720, 340), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 20), TITLE, font=ImageFont.truetype(font, 44), fill="black")
    draw.text((20, 110), "本报记者 王小五", font=ImageFont.truetype(font, 26), fill="black")
    for column, lines in enumerate(COLUMNS):
        for row, line in enumerate(lines):
            draw.text((20 + column * 370, 180 + row * 44), line, font=ImageFont.truetype(font, 26), fill="black")
    return picture


@pytest.mark.parametrize(("name", "kind"), [("澄湖日报-2026-03-18-A2.png", "PNG"), ("scan.pdf", "PDF")])
def test_a_scan_is_read_column_by_column(name: str, kind: str) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    file = io.BytesIO()
    sheet().save(file, kind, resolution=300)
    page = read_bytes(file.getvalue(), name, Settings())
    (article,) = parse_page(page).articles
    assert article.title == TITLE
    assert article.byline == ("王小五",)
    assert article.body == "".join(line for lines in COLUMNS for line in lines)
    assert page.number == ("A2" if kind == "PNG" else None)


def test_without_ocr_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "ask_worker", lambda *_, **__: (answer for answer in [{"error": "missing"}]))
    with pytest.raises(UnreadableFile, match=r"no OCR is installed.*\n?.*jianbao\[ocr\]"):
        read_bytes(b"\x89PNG", "scan.png", Settings())


def test_a_damaged_picture_is_refused() -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    with pytest.raises(UnreadableFile, match="makes its reader fail"):
        read_bytes(b"\x89PNG\r\n\x1a\n damaged", "scan.png", Settings())
