"""What is too large, too deep or out of its folder: bounded time and memory, one line, and the library as it was."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.conftest import PAGES, Jianbao
from tests.shelf import CACHE

LIMIT_MB = 1500
SECONDS = 60
FIRST, SECOND = PAGES.values()
# The peak of one command: what the test process counts of its children is the most of all that it ever had.
MEASURED = """
import pathlib, resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def run(
    home: Path, *arguments: object, room: int | None = None, **environment: str
) -> tuple[int, str, str, float, float]:
    """The console script in a process of its own: exit code, output, errors, seconds and MB at most."""

    def narrow() -> None:
        if room is not None:
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    began = time.monotonic()
    home.parent.mkdir(exist_ok=True)
    peak = home.parent / "peak"
    command = [sys.executable, "-m", "ui.cli", "--home", str(home), *map(str, arguments)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(peak), *command],
        capture_output=True, text=True, check=False, timeout=120, preexec_fn=narrow,
        env={**os.environ, "JIANBAO_CACHE": str(CACHE), "JIANBAO_LLM": "extractive", **environment},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr, time.monotonic() - began, int(peak.read_text()) / 1024


def bomb(folder: Path) -> Path:
    """A Word file that unpacks to 300 MB."""
    path = folder / "bomb.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        block = b"<" * (1 << 20)
        for _ in range(300):
            member.write(block)
    return path


def nested(folder: Path) -> Path:
    path = folder / "deep.html"
    path.write_text("<div>" * 200_000 + "云溪" + "</div>" * 200_000)
    return path


def long_line(folder: Path) -> Path:
    path = folder / "line.txt"
    path.write_text("云溪市今日宣布，" * 200_000, encoding="utf-8")
    return path


def many_sheets(folder: Path) -> Path:
    """A PDF that claims a million sheets, all the same object."""
    kids = b"3 0 R " * 1_000_000
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1000000/Kids[" + kids + b"]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    data, offsets = io.BytesIO(), []
    data.write(b"%PDF-1.4\n")
    for number, part in enumerate(parts, 1):
        offsets.append(data.tell())
        data.write(b"%d 0 obj" % number + part + b"endobj\n")
    start = data.tell()
    data.write(b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    data.write(b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF" % start)
    path = folder / "sheets.pdf"
    path.write_bytes(data.getvalue())
    return path


@pytest.mark.parametrize("make", [bomb, nested, many_sheets])
def test_what_explodes_is_refused_in_bounded_time_and_memory(tmp_path: Path, make: object) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    code, _, errors, seconds, memory = run(tmp_path / "home", "parse", path)
    assert code in {0, 1}
    assert len(errors.splitlines()) <= 1
    assert seconds < SECONDS
    assert memory < LIMIT_MB
    if make is not nested:
        assert code == 1


def test_a_huge_line_is_read_in_bounded_time_and_memory(tmp_path: Path) -> None:
    code, _, errors, seconds, memory = run(tmp_path / "home", "parse", long_line(tmp_path))
    assert (code, errors) == (0, "")
    assert seconds < SECONDS
    assert memory < LIMIT_MB


def test_a_link_out_of_the_folder_and_names_like_paths_stay_inside(tmp_path: Path, jianbao: Jianbao) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECOND.replace("白鹭机械", "密鹭机械"), encoding="utf-8")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "link.txt").symlink_to(secret)
    (pages / "%2e%2e%2fpasswd.txt").write_text(FIRST, encoding="utf-8")
    (pages / "-rf ; rm.txt").write_text(SECOND, encoding="utf-8")
    (pages / "loop").symlink_to(pages, target_is_directory=True)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    errors = jianbao("--home", tmp_path / "home", "add", pages).err
    listed = jianbao("--home", tmp_path / "home", "--json", "articles").out
    assert {"青禾银行去年净利润增长一成", "白鹭机械出口翻番"} <= {
        each["title"] for each in json.loads(listed)["articles"]
    }
    assert "密鹭" not in listed + errors
    assert {each: each.read_bytes() for each in before} == before


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    home, pages = tmp_path / "home", tmp_path / "pages"
    pages.mkdir()
    (tmp_path / "first.txt").write_text(SECOND, encoding="utf-8")
    assert run(home, "add", tmp_path / "first.txt")[0] == 0
    for number in range(20):
        (pages / f"{number}.txt").write_text(FIRST.replace("4号线", f"{number + 20}号线"), encoding="utf-8")
    code, _, errors, _, _ = run(home, "add", pages, room=(home / "catalog.sqlite3").stat().st_size + 8192)
    assert code == 1
    assert errors.startswith("jianbao: ")
    assert len(errors.splitlines()) == 1, errors
    code, listed, _, _, _ = run(home, "--json", "articles")
    assert code == 0
    assert "白鹭机械出口翻番" in listed
    assert run(home, "doctor")[0] == 0


@pytest.mark.parametrize(("name", "keep"), [("catalog.sqlite3", 0), ("catalog.sqlite3", 0.5), ("vectors.f32", 0.5)])
def test_a_truncated_file_is_told_with_the_remedy(tmp_path: Path, jianbao: Jianbao, name: str, keep: float) -> None:
    home, page = tmp_path / "home", tmp_path / "page.txt"
    page.write_text(FIRST, encoding="utf-8")
    assert jianbao("--home", home, "add", page).code == 0
    file = home / name
    file.write_bytes(file.read_bytes()[: int(keep * file.stat().st_size)])
    found = jianbao("--home", home, "search", "云溪市地铁")
    assert found.code == 1
    assert len(found.err.splitlines()) == 1
    assert "backup" in found.err or "doctor" in found.err
    if name == "vectors.f32":
        assert jianbao("--home", home, "doctor", "--repair").code == 0
        assert jianbao("--home", home, "search", "云溪市地铁").code == 0
