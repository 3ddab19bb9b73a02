"""Reads the print of scanned sheets with RapidOCR: ``python recognize.py SHEET,SHEET... < PDF``, or ``- < PICTURE``.

In a process of its own, like ``pdfium.py``. Each sheet is a line of JSON, ``{"lines": [[text, left, top, right,
bottom]...]}`` in pixels from the top left, or ``{"error": name}``. The models are those of the installed wheel, given
by path, so that nothing is ever downloaded. This file imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MEMORY = 8 << 30
_MOST_PIXELS = 120_000_000
# A broadsheet's body type is still some 15 pixels high at this length of its longer side.
_LONGEST_SIDE = 3600
_LEAST_SCORE = 0.5


def main(sheets: str) -> None:
    """Read a PDF or a picture from standard input and write its printed lines to standard output."""
    _limit_memory()
    try:
        engine = _engine()
    except ImportError:
        return _write({"error": "missing"})
    try:
        for picture in _pictures(sys.stdin.buffer.read(), sheets):
            _write({"lines": _lines(engine, picture)})
    except _TooLarge:
        return _write({"error": "pixels"})
    return None


class _TooLarge(Exception):
    pass


# This and what limits the memory stand in pdfium.py, too, word for word: neither program can import the other.
def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _engine() -> Any:
    import rapidocr

    logging.disable(logging.CRITICAL)
    models = Path(rapidocr.__file__).with_name("models")
    found = {name: sorted(models.glob(f"*_{name}*.onnx")) for name in ("det", "rec")}
    if not all(found.values()):
        raise ImportError("the wheel of rapidocr holds no models")
    return rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.max_side_len": _LONGEST_SIDE,
            "Global.log_level": "critical",
            "Det.model_path": str(found["det"][0]),
            "Rec.model_path": str(found["rec"][0]),
        }
    )


def _pictures(data: bytes, sheets: str) -> Iterator[Any]:
    """Each sheet as a picture in RGB, no longer than what is read."""
    from PIL import Image, ImageOps

    if sheets == "-":
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise _TooLarge
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        yield upright
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for number in map(int, sheets.split(",")):
        sheet = document[number]
        scale = _LONGEST_SIDE / max(*sheet.get_size(), 1.0)
        yield sheet.render(scale=min(scale, 6.0)).to_pil().convert("RGB")


def _lines(engine: Any, picture: Any) -> list[tuple[str, float, float, float, float]]:
    import numpy

    # RapidOCR takes arrays as OpenCV has them, blue first.
    read = engine(numpy.asarray(picture)[:, :, ::-1])
    if read.boxes is None or read.txts is None:
        return []
    lines = []
    for box, text, score in zip(read.boxes, read.txts, read.scores, strict=True):
        if text.strip() and score >= _LEAST_SCORE:
            across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
            lines.append((text.strip(), min(across), min(down), max(across), max(down)))
    return lines


if __name__ == "__main__":
    main(sys.argv[1])
