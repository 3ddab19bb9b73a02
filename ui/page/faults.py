"""What went wrong, in the reader's language: the pipeline's errors speak English, ``ui.messages`` and here Chinese."""

from __future__ import annotations

from rag import errors
from ui.gate import Crowded
from ui.jobs import UnknownJob
from ui.messages import error_in
from ui.render import escape
from ui.texts import Texts

# The first kind that fits decides.
CHINESE: tuple[tuple[type[errors.JianbaoError], str], ...] = (
    (Crowded, "同时提问的人太多，请过几秒再试。"),
    (UnknownJob, "没有这项任务，请重新开始。"),
    (errors.UnreadableFile, "这个文件读不出文字：它可能损坏、加密、过大，或者不是所支持的格式。"),
    (errors.UnknownArticle, "资料库里没有这样的文章，请放宽筛选条件，或刷新页面后再选。"),
    (errors.InvalidPrompt, "自定义的提示词文件有误，请修改或删除。"),
    (errors.InputError, "这个请求处理不了，请改一改再试。"),
    (errors.SetupError, "所需的组件没有装好，或没有配置。"),
    (errors.LibraryBusy, "另一个程序正在写入资料库，请稍后再试。"),
    (errors.IncompatibleLibrary, "资料库是用另一种检索模型或更新的版本建立的，现在的设置用不了。"),
    (errors.LibraryError, "资料库的文件夹现在用不了，请看“状态”页。"),
    (errors.ModelUnreachable, "连不上回答模型的服务：请检查它是否在运行、地址是否正确。"),
    (errors.ModelOverloaded, "回答模型正忙，请稍后再试。"),
    (errors.ModelRefused, "回答模型的服务拒绝了请求：请检查密钥、模型名称和问题的长度。"),
    (errors.ModelError, "回答模型出错了，可以再试一次。"),
    (errors.JianbaoError, "出错了，可以再试一次。"),
)


class Said(errors.InputError):
    """A fault that the page found itself, and says in the reader's language."""


def in_words(error: errors.JianbaoError, texts: Texts) -> str:
    """An error for the reader: its message, or in Chinese what its kind is, with the message as details below."""
    if isinstance(error, Said):
        return str(error)
    kind = next(said for kind, said in CHINESE if isinstance(error, kind))
    return error_in(str(error), texts) or f"{kind}\n{error}"


def noted_in_words(message: str, texts: Texts) -> str:
    """An error of which only the message was kept, for the reader."""
    return error_in(message, texts) or f"{texts['not_done']}\n{message}"


def words_html(message: str, texts: Texts) -> str:
    """What ``in_words`` said; what stands below the first line opens on demand."""
    first, _, details = message.partition("\n")
    if not details:
        return escape(first)
    below = f'<details><summary>{texts["details"]}</summary><span lang="en">{escape(details)}</span></details>'
    return escape(first) + below


def error_html(message: str, texts: Texts, *, mendable: bool = False) -> str:
    """What went wrong, as a box; what the reader can mend at once needs no heading but itself."""
    inside = f"<strong>{texts['failed']}</strong>{words_html(message, texts)}"
    if mendable:
        inside = f"<strong>{escape(message)}</strong>"
    return f'<div class="jb-error" role="alert">{inside}</div>'


def fault_html(error: errors.JianbaoError, texts: Texts) -> str:
    """An error as a box."""
    return error_html(in_words(error, texts), texts, mendable=isinstance(error, Said))
