"""The pipeline's messages in the reader's language: it tells of errors in English, of sentences in either.

A message that stands here is shown in the reader's words alone; any other is shown as it is, below what its kind says.
"""

from __future__ import annotations

import re
from functools import cache

from rag.proof.reasons import in_language
from ui.texts import Texts

# What an error says first, then all that its Chinese says, remedy and all; {0} is what fills the first gap.
# A message is read by the first line that fits: those of more words stand before those of fewer.
ERRORS: tuple[tuple[str, str], ...] = (
    # models
    ("The local model is not installed.", "本机模型没有安装，请运行：pip install 'jianbao[local]'。"),
    (
        "llama.cpp could not load {}: {}.",
        "本机模型载入失败（{1}）：请检查模型文件和空余内存，或改用 --llm extractive。",
    ),
    ("The library was closed while its model was being loaded.", "本机模型载入时资料库已经关闭，请重新打开。"),
    ("The local model needs {} MiB in {}, which has {}.", "本机模型需要 {0} MiB 空间，{1} 只有 {2} MiB。"),
    ("The model file {} cannot be read: {}.", "模型文件 {0} 打不开（{1}），请修正 JIANBAO_LLM_MODEL_PATH。"),
    ("The model file {} is not in the GGUF format.", "模型文件 {0} 不是 GGUF 格式，请修正 JIANBAO_LLM_MODEL_PATH。"),
    (
        "No remote model server is configured.",
        "没有配置远程模型：请设置 OPENAI_API_KEY 或 OPENAI_BASE_URL，或改用 --llm local。",
    ),
    ("No word from {} for {} s.", "{0} 已有 {1} 秒没有回应，请稍后再试，或调大 JIANBAO_LLM_TIMEOUT。"),
    ("The reply of {} broke off{}.", "{0} 的回答中途断了，请再试一次。"),
    ("Nothing answers at {}, or it hung up.", "连不上 {0}，或它中断了连接：请检查它是否在运行、地址是否正确。"),
    ("Too many requests for {} (429){}.", "{0} 的请求太多，请稍后再试。"),
    ("The prompt is too long for {}.", "提示词对 {0} 来说太长，请调小 JIANBAO_EVIDENCE_TOKENS。"),
    ("No model is listed by {}.", "{0} 没有列出模型，请用 JIANBAO_LLM_MODEL 指定。"),
    ("The reply of {} was filtered.", "{0} 拦下了回答，请换个问法。"),
    # the library
    ("The library has no article {}.", "资料库里没有这篇文章，可能已经删除。"),
    ("There is no article to digest.", "没有可以汇编的文章，请放宽筛选条件或主题。"),
    ("Another process is writing to {} (waited {} s).", "另一个程序正在写入资料库，请稍后再试。"),
    ("{} cannot grow ({}).", "磁盘写不下了（{1}），请腾出空间；没有丢失内容。"),
    ("{} is damaged ({}).", "资料库的目录已损坏（{1}），请恢复备份，或重新放入版面。"),
    (
        "The library in {} was made with the embedder {}, not {}.",
        "资料库是用检索模型 {1} 建立的，不是 {2}；请改用前者，或在新的资料库里重新放入版面。",
    ),
    ("{} was written by a newer Jianbao {}", "资料库是更新版本的“剪报”写的，请升级，或另用一个资料库。"),
    ("{} is missing or empty, though the library has vectors.", "资料库的目录不见了，请恢复备份，或重新放入版面。"),
    ("The lexical index lacks {} chunks.", "全文索引缺 {0} 个段落，请运行 jianbao doctor --repair。"),
    (
        "The catalogue counts {} chunks and holds {}.",
        "目录记着 {0} 个段落，实有 {1} 个，请运行 jianbao doctor --repair。",
    ),
    ("{} vectors in {} are damaged.", "有 {0} 个向量已损坏，请运行 jianbao doctor --repair。"),
    ("The vector index lacks {} chunks.", "向量库缺 {0} 个段落，请运行 jianbao doctor --repair。"),
    (
        "The vector index holds {} chunks that no article has.",
        "向量库多出 {0} 个段落，请运行 jianbao doctor --repair。",
    ),
    (
        "{} also installs a package named {} Install",
        "{0} 也装了同名的软件包，请把“剪报”装进单独的环境。",
    ),
    ("The {} holds no word.", "这里面没有文字，请把问题写出来。"),
    # files
    ("{} is empty.", "文件是空的，请检查它是怎样保存的。"),
    ("{} holds no text.", "文件里没有文字，请检查它是怎样保存的。"),
    ("{} has more than {} bytes.", "文件超过 {1} 字节，请拆开，或调大 JIANBAO_MAX_FILE_BYTES。"),
    (
        "{} has more than {} characters of text.",
        "文字超过 {1} 个字，请拆开，或调大 JIANBAO_MAX_PAGE_CHARACTERS。",
    ),
    ("{} is of no kind that can be read.", "不支持这种格式；可以放入文本、网页、Word（.docx）、PDF 或图片。"),
    ("{} is no ordinary file.", "这不是普通的文件。"),
    ("{} cannot be read: {}.", "文件打不开（{1}），请检查路径和权限。"),
    ("{} holds binary data, not text.", "文件里不是文字，请另存为 UTF-8 文本。"),
    (
        "{} is not text in UTF-8, UTF-16, UTF-32, GB18030 or Big5.",
        "认不出文字的编码，请另存为 UTF-8 文本。",
    ),
    ("{} begins as {} but byte {} does not fit.", "开头像是 {1} 编码，但第 {2} 个字节不符，请另存为 UTF-8 文本。"),
    ("{} is a {} file, not text.", "这其实是 {1} 文件，不是文本，请改用相应的扩展名。"),
    ("{} is no HTML.", "这不是网页，请重新保存网页，或存成文本。"),
    ("{} is no PDF, or damaged.", "这不是 PDF，或已损坏，请重新保存，或存成文本。"),
    ("{} is no PDF.", "这不是 PDF，请重新保存，或存成文本。"),
    ("{} is locked by a password.", "文件有密码，请存一份没有密码的。"),
    ("{} has {} sheets, more than {}.", "有 {1} 页，最多 {2} 页，请拆开，或调大 JIANBAO_MAX_SHEETS。"),
    ("{} has more text than a paper can hold.", "文字多得不像一份报纸，请拆开。"),
    ("{} has no text layer (a scan?).", "里面没有文字，像是扫描件；请先做文字识别（OCR），再放入得到的 PDF。"),
    (
        "{} has a text layer whose fonts do not say which characters they show.",
        "它的字体没有说明显示的是什么字；请先做文字识别（OCR），或导出带 Unicode 文字的 PDF。",
    ),
    (
        "{} is a scan, and no OCR is installed.",
        "这是扫描件，而这里没有装文字识别；请安装：pip install 'jianbao[ocr]'，或放入带文字的 PDF。",
    ),
    ("{} has more pixels than a sheet needs.", "图片的像素过多，请缩小后再放入。"),
    ("{} is no Word file, or damaged.", "这不是 Word 文件，或已损坏，请重新存为 .docx。"),
    ("{} unpacks to more than {} bytes or {} parts.", "解开后太大，请去掉图片，或存成文本。"),
    ("Reading {} took more than {} seconds.", "读了 {1} 秒还没有读完，请重新保存，或拆开。"),
    ("{} makes its reader fail.", "读取它时出了故障，请重新保存，或存成文本。"),
)

_NOT_TRIED = re.compile(r"Not tried: the model failed (\d+) times in a row\. (.*)", re.DOTALL)


@cache
def _pattern(template: str, end: str) -> re.Pattern[str]:
    return re.compile(re.escape(template).replace(r"\{\}", "(.*?)") + end, re.DOTALL)


def error_in(message: str, texts: Texts) -> str | None:
    """An error's message in the reader's language, or ``None`` for one that does not stand here."""
    if texts.language == "en":
        return message
    if found := _NOT_TRIED.fullmatch(message):
        return f"模型接连失败 {found[1]} 次，没有再试：{error_in(found[2], texts) or found[2]}"
    for english, chinese in ERRORS:
        if found := _pattern(english, r"(?:\s.*)?").fullmatch(message):
            return chinese.format(*found.groups())
    return None


def problem_in(problem: str, texts: Texts) -> str:
    """What ails a sentence, in the reader's language; as it is where it does not stand here."""
    return in_language(problem, texts.language)
