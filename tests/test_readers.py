"""Files and folders in, pages out: encodings, limits, refusals, names that mean harm."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.additions import Failure, Notice
from rag.errors import UnreadableFile
from rag.readers import SUFFIXES, find_files, read_bytes, read_file
from rag.settings import Settings
from rag.types import Page
from tests.pdfs import prose

CHINESE = "潮汐电站点亮渔村\n\n" + "\n".join(prose(2, 4)) + "\n"
TRADITIONAL = "港口擴建工程昨日動工，預計兩年後啟用。漁民協會表示歡迎，並希望當局說明對漁場的影響。\n" * 3
ENGLISH = "The “Harbour” ferries are late – café owners aren’t amused… £5 more, say naïve critics.\n" * 3


def outcome(data: bytes, name: str) -> tuple[Page | None, str]:
    """The page, or what the refusal says."""
    try:
        return read_bytes(data, name, Settings()), ""
    except UnreadableFile as refusal:
        return None, str(refusal)


def text_of(data: bytes, name: str = "page.txt", settings: Settings | None = None) -> str:
    return read_bytes(data, name, settings or Settings()).text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_chinese_text_is_read_in_every_encoding_of_its_papers(encoding: str) -> None:
    assert text_of(CHINESE.encode(encoding)) == CHINESE


def test_big5_and_windows_text_are_read() -> None:
    assert text_of(TRADITIONAL.encode("big5")) == TRADITIONAL
    assert text_of(ENGLISH.encode("cp1252")) == ENGLISH
    assert text_of(ENGLISH.encode("utf-16-le")) == ENGLISH


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "青禾銀行の昨年の純利益は32億円でした。"),
        ("shift_jis", "白鷺機械は新型ポンプを発表した。"),
        ("euc_jp", "青禾銀行の昨年の純利益は32億円でした。"),
        ("euc_kr", "청화은행은 지난해 순이익이 32억원이었다고 밝혔다. 운계현은 내년 예산안을 발표했다."),
        ("cp1251", "Банк объявил прибыль за год."),
    ],
)
@pytest.mark.parametrize("name", ["page.txt", "page.html"])
def test_text_in_an_encoding_of_other_papers_is_refused(encoding: str, text: str, name: str) -> None:
    with pytest.raises(UnreadableFile, match=r"is not text in UTF-8, .* Save it as text in UTF-8"):
        text_of(text.encode(encoding), name)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "净利润32.1亿元。"),
        ("gb18030", "本报讯 记者 何田 摄影 许安"),
        ("gb18030", "行长何喆、林赟出席。"),
        ("big5", "淨利潤32.1億元。"),
        ("utf-16-le", "净利润32.1亿元。"),
        ("utf-16-be", "本报讯\n青禾银行"),
    ],
)
def test_a_short_text_in_an_encoding_of_chinese_papers_is_read(encoding: str, text: str) -> None:
    assert text_of(text.encode(encoding)) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1), st.booleans())
def test_text_is_what_text_mode_reads(text: str, marked: bool) -> None:
    written = "报" + text.replace("\n", "\r\n")
    data = written.encode("utf-8-sig" if marked else "utf-8")
    expected = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig").read()
    assert text_of(data) == expected


def test_line_ends_of_all_systems_become_one() -> None:
    assert text_of("一\r\n二\r三\n四\f五".encode()) == "一\n二\n三\n四\f五"


@hypothesis_settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(SUFFIXES)))
@example(b"\xff\xfe\x00\xd8", ".txt")
@example(b"<p>&#xD800;&#0;&#x110000;</p>", ".html")
@example(b"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", ".html")
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, suffix: str) -> None:
    page, refusal = outcome(data, "any" + suffix)
    assert "\n" not in refusal
    assert bool(page) != bool(refusal)
    if page:
        page.text.encode()
        assert page.text.strip()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        ("\u3000\u3000\n".encode(), "holds no text"),
        (b"\x7fELF" + bytes(range(256)) * 20, "binary|not text"),
        (b"words\0words" * 50, "binary|not text"),
        (b"\x89PNG\r\n\x1a\n" + os.urandom(3000), "binary|not text"),
        (b"%PDF-1.7\nplain enough", "is a PDF file, not text"),
        (b"\xef\xbb\xbf\xff\xfe bad", "does not fit"),
        (b"\xff\xfe\x00\xd8\x01", "does not fit"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=what):
        text_of(data)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UnreadableFile, match=r"more than 20000000 bytes.*JIANBAO_MAX_FILE_BYTES"):
        read_file(path, Settings())
    with pytest.raises(UnreadableFile, match="more than 1000 bytes"):
        text_of(b"a" * 1001, settings=Settings(max_file_bytes=1000))


def test_a_text_of_too_many_characters_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="more than 1000 characters"):
        text_of(b"a" * 1001, settings=Settings(max_page_characters=1000))


def test_one_huge_line_is_read() -> None:
    line = "长" * 2_000_000
    assert text_of(line.encode()) == line


def test_markdown_keeps_its_offsets() -> None:
    text = "# 标题\n\n*正文* 一行\n"
    assert text_of(text.encode(), "page.md") == text


def test_missing_folder_pipe_and_unknown_kind_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sheet.xls").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe.txt")
    for name, what in (("none.txt", "No such file"), ("", "no ordinary file"), ("pipe.txt", "no ordinary file")):
        with pytest.raises(UnreadableFile, match=what):
            read_file(tmp_path / name, Settings())
    with pytest.raises(UnreadableFile, match=r"of no kind that can be read\. These can: .*\.pdf"):
        read_file(tmp_path / "sheet.xls", Settings())


def test_a_file_without_rights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("字")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(UnreadableFile, match="Permission denied"):
        read_file(path, Settings())


def test_the_source_is_the_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a\nb.txt").write_text("字", encoding="utf-8")
    assert read_file(Path("a\nb.txt"), Settings()).source == str(tmp_path / "a\nb.txt")
    (tmp_path / "a\nb.txt").write_bytes(b"")
    with pytest.raises(UnreadableFile, match=r"a.b\.txt is empty") as refusal:
        read_file(Path("a\nb.txt"), Settings())
    assert "\n" not in str(refusal.value)


def test_a_name_that_is_no_utf8_can_be_stored(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xc8\xd5.txt"
    try:
        Path(os.fsdecode(raw)).write_text("字", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    read_file(Path(os.fsdecode(raw)), Settings()).source.encode()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\报.txt", "报.txt"),
        ("a\0\n\u202eb.txt", "ab.txt"),
        ("x" * 500 + ".txt", "x" * 196 + ".txt"),
        (" .hidden.txt", "hidden.txt"),
    ],
)
def test_an_upload_is_known_by_its_bare_name(name: str, source: str) -> None:
    assert read_bytes("字".encode(), name, Settings()).source == source


@given(st.text())
def test_any_upload_name_is_taken_or_refused(name: str) -> None:
    page, refusal = outcome("字".encode(), name + ".txt")
    assert "\n" not in refusal
    if page:
        source = page.source
        assert not set(source) & set("/\\\0\n\r")
        assert len(source) <= 200


def test_what_is_given_is_trusted_over_what_is_printed() -> None:
    data = "2025年4月22日 星期二 A2版\n正文一行。\n".encode()
    page = read_bytes(data, "海川日报-2024-01-01-B7.txt", Settings())
    assert (page.newspaper, page.date, page.number) == ("海川日报", date(2025, 4, 22), "A2")
    given_all = read_bytes(data, "x.txt", Settings(), newspaper="云岭晚报", date=date(2020, 2, 3), page="C1")
    assert (given_all.newspaper, given_all.date, given_all.number) == ("云岭晚报", date(2020, 2, 3), "C1")


def test_unknown_stays_unknown() -> None:
    page = read_bytes("记者4月22日获悉，公司2025年4月1日起停产。\n".encode(), "22.txt", Settings())
    assert (page.newspaper, page.date, page.number) == (None, None, None)


HTML = """<!DOCTYPE html><html><head><title>页名</title><style>p { color: red }</style></head>
<body><script>var x = "<p>不要</p>";</script><!-- 也不要 -->
<h1>海风<b>吹动</b>风车</h1><div>本报记者&nbsp;王小六<br>实习生 何田</div>
<p>第一段在此
   折行。</p><p>Second   paragraph
here.</p><ul><li>甲<li>乙</ul><table><tr><td>一</td><td>二</td></tr></table><pre>原 样
 两行</pre></body></html>"""


def test_html_gives_the_text_that_is_shown() -> None:
    shown = ["海风吹动风车", "", "本报记者 王小六", "实习生 何田", "", "第一段在此折行。", "", "Second paragraph here."]
    shown += ["", "甲", "乙", "一", "二", "原 样", " 两行", ""]
    assert text_of(HTML.encode(), "page.html").split("\n") == shown


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("gb2312", "gbk", "何镕在榕树下开了书店"),  # 镕 is in GBK, not in GB2312: browsers read it all the same
        ("big5", "big5", TRADITIONAL.split(maxsplit=1)[0]),
        ("gbk", "utf-8", "声明与实情不符"),
        ("no-such-charset", "utf-8", "没有这种编码"),
    ],
)
def test_html_is_decoded_as_declared_where_that_is_true(declared: str, encoding: str, text: str) -> None:
    markup = f'<html><head><meta charset="{declared}"></head><p>{text}</p></html>'
    assert text_of(markup.encode(encoding), "page.htm") == text + "\n"


def test_deep_html_is_read_whole() -> None:
    depth = 200_000
    assert text_of(b"<div>" * depth + "底".encode() + b"</div>" * depth + "尾".encode(), "x.htm") == "底\n尾\n"


def test_html_entities_do_not_explode() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><p>&c;&c;</p>'
    assert len(text_of(bomb, "x.html")) < 200


def word_file() -> bytes:
    from docx import Document

    document = Document()
    document.sections[0].header.paragraphs[0].text = "海川日报 2025年4月22日 星期二 A2版"
    document.add_heading("无人渡轮首航", 1)
    document.add_paragraph("第一段\t有制表符。")
    document.add_table(1, 2).cell(0, 1).text = "表中字"
    document.add_paragraph("末段。")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def rewritten(data: bytes, part: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return file.getvalue()


def test_a_word_file_is_read_with_header_and_tables() -> None:
    page = read_bytes(word_file(), "页.docx", Settings())
    header, *rest = page.text.split("\n")
    assert header == "海川日报 2025年4月22日 星期二 A2版"
    assert [line for line in rest if line] == ["无人渡轮首航", "第一段\t有制表符。", "表中字", "末段。"]
    assert (page.newspaper, page.date, page.number) == ("海川日报", date(2025, 4, 22), "A2")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框中题</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body><w:p><w:r><w:t>外文</w:t></w:r><w:r><mc:AlternateContent>'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p></w:body></w:document>"
    )
    data = rewritten(word_file(), "word/document.xml", body.encode())
    assert text_of(data, "x.docx").split() == ["外文", "框中题"]


def test_a_zip_bomb_is_refused_unopened() -> None:
    data = rewritten(word_file(), "word/document.xml", b" " * 30_000_000)
    assert len(data) < 200_000
    with pytest.raises(UnreadableFile, match="unpacks to more than 20000000 bytes"):
        text_of(data, "x.docx")


def test_entities_of_a_word_file_do_not_explode() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e9;字</w:t></w:r>'
        "</w:p></w:body></w:document>"
    )
    try:
        text = text_of(rewritten(word_file(), "word/document.xml", bomb.encode()), "x.docx")
    except UnreadableFile:
        return
    assert len(text) < 1000


def test_deep_xml_of_a_word_file_is_refused() -> None:
    deep = f'<w:document xmlns:w="{W}"><w:body>' + "<w:p>" * 100_000
    with pytest.raises(UnreadableFile, match="damaged"):
        text_of(rewritten(word_file(), "word/document.xml", deep.encode()), "x.docx")


@pytest.mark.parametrize("cut", [10, 1000, -30])
def test_a_damaged_word_file_is_refused(cut: int) -> None:
    with pytest.raises(UnreadableFile, match="no Word file, or damaged"):
        text_of(word_file()[:cut], "x.docx")


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.md", "a/3.PDF", "c.html", ".hidden/4.txt", "b/.5.txt", "b/6.exe", "B.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    *found, passed = find_files([tmp_path])
    assert found == [tmp_path / name for name in ("B.txt", "c.html", "a/3.PDF", "b/1.md", "b/2.txt")]
    assert isinstance(passed, Notice)
    assert list(find_files([tmp_path / "b/6.exe"])) == [tmp_path / "b/6.exe"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text("x")
    (folder / "own.txt").write_text("x")
    (folder / "away").symlink_to(outside)
    (folder / "away.txt").symlink_to(outside / "secret.txt")
    (folder / "inside.txt").symlink_to(folder / "own.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    found = list(find_files([folder]))
    assert [one for one in found if isinstance(one, Path)] == [
        folder / name for name in ("inside.txt", "itself.txt", "own.txt")
    ]
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_file(folder / "itself.txt", Settings())
    failures = [one for one in found if isinstance(one, Failure)]
    assert [one.source for one in failures] == [str(folder / "away"), str(folder / "away.txt")]
    assert all("leads out of" in one.error for one in failures)


def test_a_missing_path_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("x")
    missing, long, there = find_files([tmp_path / "gone", tmp_path / ("x" * 300), tmp_path / "there.txt"])
    assert isinstance(long, Failure)
    assert isinstance(missing, Failure)
    assert missing.source == str(tmp_path / "gone")
    assert there == tmp_path / "there.txt"


def test_importing_the_readers_loads_no_parser() -> None:
    code = "import rag.readers, sys; print(*{'lxml', 'docx', 'pypdfium2', 'charset_normalizer'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
