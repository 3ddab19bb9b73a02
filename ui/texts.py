"""What the page says, in Chinese and in English."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from rag.prose.language import language_of, written_in
from rag.types import Language

_ONE = re.compile(r"(?<![\d.,])1 (page|article|paper|question|passage|part|token)s\b")

_TEXTS: dict[str, tuple[str, str]] = {
    # punctuation and wording of sources
    "comma": ("，", ", "),
    "list": ("、", ", "),
    "colon": ("：", ": "),
    "semicolon": ("；", "; "),
    "join": ("", " "),
    "title": ("《{title}》", "“{title}”"),
    "about": ("（{about}）", " ({about})"),
    "page_number": ("第{page}版", "page {page}"),
    "also_in": ("又见{place}", "also in {place}"),
    "untitled": ("（无题）", "(untitled)"),
    "continued_to": ("下转{page}版", "Continued on {page}"),
    "source": ("来源", "Source"),
    "sources": ("来源", "Sources"),
    "corrected": ("报纸后来更正：", "The paper’s correction:"),
    "supported": ("已与原文核对", "Checked against the source"),
    "unsupported": ("原文中未找到依据", "Not found in the source"),
    # frame
    "name": ("剪报", "Jianbao"),
    "tagline": ("问报纸，看原句", "Ask the papers, see the printed line"),
    "ask_tab": ("提问", "Ask"),
    "archive_tab": ("资料库", "Archive"),
    "briefs_tab": ("简报", "Briefs"),
    "health_tab": ("状态", "Health"),
    "theme": ("明暗", "Light or dark"),
    # ask
    "question": ("问题", "Question"),
    "question_hint": ("向报纸提问……", "Ask the papers …"),
    "ask": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "retry": ("重新回答", "Answer again"),
    "copy": ("复制 Markdown", "Copy Markdown"),
    "copied": ("已复制", "Copied"),
    "new": ("新对话", "New conversation"),
    "filters": ("筛选", "Filters"),
    "filters_set": ("筛选（{count}）", "Filters ({count})"),
    "clear_filters": ("清除", "Clear"),
    "from": ("起始日期", "From"),
    "to": ("截止日期", "To"),
    "date_hint": ("年-月-日", "YYYY-MM-DD"),
    "newspaper": ("报纸", "Newspaper"),
    "author": ("作者", "Author"),
    "any": ("不限", "Any"),
    "bad_date": (
        "{field}“{given}”不是日期，请写作 2026-03-01。",
        "{field}: “{given}” is no date; write one like 2026-03-01.",
    ),
    "bad_range": ("起始日期晚于截止日期，请对调。", "The first date is after the last; swap them."),
    "welcome": ("报纸里有什么，问就知道", "Everything the papers printed, one question away"),
    "welcome_text": (
        "答案只取自资料库里的文章；每句话后的编号都通向报上的原句。",
        "Answers come from the archive's articles alone; the number behind each sentence opens the printed line.",
    ),
    "welcome_empty": (
        "资料库还是空的。放入报纸版面（文本、网页、Word、PDF 或图片）之后，就可以在这里提问了。",
        "The archive is empty. Once you have added newspaper pages (text, web pages, Word, PDF or pictures), ask here.",
    ),
    "welcome_add": ("去放入版面", "Add pages"),
    "past": ("以前的对话", "Earlier conversations"),
    "questions_count": ("{count} 问", "{count} questions"),
    "papers_count": ("{count} 份报纸", "{count} papers"),
    "newest": ("最新的报道", "Newest articles"),
    "extractive": ("原句摘录", "printed sentences, no model"),
    "try": ("试试这些问题", "Try one of these"),
    "searching": ("正在检索资料库……", "Searching the archive …"),
    "starting": ("正在启动本机模型……", "Starting the local model …"),
    "writing": ("正在写……", "Writing …"),
    "seconds": ("{seconds} 秒", "{seconds} s"),
    "stopped": ("已停止。", "Stopped."),
    "broken_off": ("没有答完，可以重新回答。", "Broken off before it was answered; answer again."),
    "abstained": ("资料库中没有", "Not in the archive"),
    "nearest": ("相近的报道", "Nearest articles"),
    "unanswered": ("没有找到写明这些内容的原文", "No line was found that tells"),
    "withheld": ("因无依据而未采用的句子", "Sentences withheld for lack of support"),
    "searched": (
        "检索 {articles} 篇报道 · 用时 {total} 秒（检索 {retrieve} 秒） · {model}",
        "{articles} articles searched · {total} s ({retrieve} s of search) · {model}",
    ),
    "source_empty": (
        "点按答案里的编号，这里就会显示报上的原文，并标出被引用的句子。",
        "Choose a number in an answer: the article opens here with the cited sentence marked.",
    ),
    "brief_source_empty": (
        "点按简报里的编号，这里就会显示报上的原文，并标出被引用的句子。",
        "Choose a number in a brief: the article opens here with the cited sentence marked.",
    ),
    "nothing_to_brief": (
        "资料库还是空的，请先在“资料库”页放入报纸版面。",
        "The archive is empty; add newspaper pages in the Archive tab first.",
    ),
    "source_gone": (
        "这篇文章已不在资料库里；下面是当时引用的句子。",
        "This article has left the archive; this is what was cited.",
    ),
    "close": ("关闭", "Close"),
    "unexpected": ("服务器出了意外的错误，详情在它的日志里。", "An unexpected error; the server's log has more."),
    "details": ("详情", "Details"),
    "too_long": ("问题太长了，最多 {most} 个字。", "The question is too long: at most {most} characters."),
    "not_done": ("没有做成，可以再试一次。", "It was not done; try again."),
    "failed": ("出错了", "Something went wrong"),
    # archive
    "upload": ("放入报纸版面", "Add newspaper pages"),
    "upload_bounds": (
        "文本、网页、Word、PDF 或图片，可一次放入多个，每个不超过 {most} MB。",
        "Text, web pages, Word, PDF or pictures; several at once, at most {most} MB each.",
    ),
    "same_page": ("同一版面的其他文章", "Other articles of this page"),
    "adding": ("正在读取", "Reading"),
    "added": (
        "{pages} 个版面，{articles} 篇文章：新增 {added}，未变 {unchanged}。",
        "{pages} pages, {articles} articles: {added} new, {unchanged} unchanged.",
    ),
    "without_articles": (
        "已收下，但没有认出文章，可能是字太少，或只有表格、图说和标题",
        "Taken, but no article was found: too little text, or only a table, captions or headings",
    ),
    "not_added": ("未能读取", "Could not be read"),
    "archive_empty": ("还没有文章。把报纸版面拖到上面即可。", "No articles yet. Drop newspaper pages above."),
    "archive_none": ("没有符合条件的文章。", "No article fits."),
    "find": ("在标题、作者、正文中查找", "Find in headline, byline or text"),
    "count": ("共 {count} 篇", "{count} articles"),
    "by_day": ("每日篇数", "Articles by day"),
    "all_days": ("显示所有日期", "Show all days"),
    "article": ("文章", "Article"),
    "page_text": ("版面原文", "The page's text"),
    "choose_article": ("选一篇文章，与版面原文对照。", "Choose an article to check it against the page's text."),
    "delete": ("删除这篇文章", "Delete this article"),
    "delete_sure": ("确定删除《{title}》？", "Delete “{title}”?"),
    "delete_yes": ("确定删除", "Yes, delete"),
    "cancel": ("取消", "Cancel"),
    "deleted": ("已删除。", "Deleted."),
    "more": ("还有 {count} 篇，请用上面的查找缩小范围。", "{count} more; narrow the search above."),
    # briefs
    "briefs_form": ("写成", "Write"),
    "form_each": ("每篇一则", "one brief each"),
    "form_digest": ("合成一篇综述", "one digest of them all"),
    "topic": ("主题（可不填）", "Topic (may be left out)"),
    "topic_hint": ("如：地铁票价", "such as: metro fares"),
    "digest_running": ("正在汇编……", "Putting the digest together …"),
    "digest_stopping": ("写完手头的主题就停……", "Stopping after the theme at hand …"),
    "digest_progress": ("主题 {done} / {total}", "theme {done} of {total}"),
    "not_written": ("没有写成的文章：{count} 篇", "Articles without a brief: {count}"),
    "digest_done": ("汇编了 {used} 篇，分为 {themes} 个部分。", "{used} articles in {themes} parts."),
    "left_out": ("未收入的文章：{count} 篇", "Left out: {count} articles"),
    "briefs_choose": ("文章", "Articles"),
    "briefs_hint": ("不选则按筛选条件取全部", "None chosen: all that the filters let through"),
    "briefs_sentences": ("每篇句数（0 为自动）", "Sentences each (0: as many as it needs)"),
    "briefs_forecast": ("预估", "Forecast"),
    "forecast": (
        "{articles} 篇文章，约 {prompt} + {completion} 个词元。",
        "{articles} articles, about {prompt} + {completion} tokens.",
    ),
    "forecast_extractive": (
        "{articles} 篇文章，只摘录报上的原句，不用模型，也就没有词元。",
        "{articles} articles, in the papers' own sentences: no model is used, and no tokens.",
    ),
    "briefs_run": ("写简报", "Write briefs"),
    "briefs_resume": ("继续", "Resume"),
    "briefs_empty": (
        "选好文章，点“写简报”：每篇一则，或合成一篇综述，句句带出处。每篇一则时，关掉页面也会继续写。",
        "Choose articles and write briefs: one each, or one digest of them all, every sentence cited. "
        "Briefs of articles go on when you leave the page.",
    ),
    "briefs_progress": ("{done} / {total} 篇", "{done} of {total}"),
    "queued": ("等候中", "Queued"),
    "running": ("正在写", "Writing"),
    "done": ("写完了", "Done"),
    "stopped_job": ("已停止", "Stopped"),
    "failed_job": ("中断", "Broke off"),
    "download": ("下载", "Download"),
    # health
    "health_ok": ("一切正常", "All is well"),
    "health_bad": ("有问题需要处理", "Something needs mending"),
    "library": ("资料库", "Library"),
    "holds": (
        "{pages} 个版面，{articles} 篇文章，{chunks} 个段落",
        "{pages} pages, {articles} articles, {chunks} passages",
    ),
    "model": ("回答模型", "Answering model"),
    "first_listed": ("服务器列出的第一个模型", "the first that the server lists"),
    "embedder": ("检索模型", "Search model"),
    "store": ("存储", "Store"),
    "store_said": (
        "SQLite 目录与全文索引，Chroma 向量库，都在上面的文件夹里",
        "SQLite catalogue and full-text index, Chroma vectors, all in the folder above",
    ),
    "interface": ("接口", "API"),
    "keyed": ("需要访问密钥", "A key is needed"),
    "keyless": ("未设访问密钥，只在本机可用", "No key is set: reachable from this machine only"),
    "check_packages": ("软件包", "Packages"),
    "check_library": ("资料库检查", "Library check"),
    "check_model": ("模型检查", "Model check"),
    "in_order": ("正常", "In order"),
    "here": ("在本机运行，文字不离开这台电脑", "Runs on this machine; no text leaves it"),
    "remote": ("在远程服务器运行，文字会发送出去", "Runs on a remote server; text is sent to it"),
    "mend": ("处理办法", "To mend it"),
    "refresh": ("刷新", "Refresh"),
    # what Gradio says itself, in the language of the browser or in English
    "upload_drop": ("把文件拖到这里，或点按选择", "Drop files here, or choose them"),
    "toast_lost": ("与服务器的连接断了，正在重新连接……", "The connection to the server is lost; trying again …"),
    "toast_large": ("文件太大，没有放入：", "Too large, and not added: "),
    # login
    "login": ("登录", "Log in"),
    "login_key": ("访问密钥", "Access key"),
    "login_hint": ("密钥由管理这台服务器的人提供。", "You get a key from whoever runs this server."),
    "login_wrong": ("密钥不对，请再试一次。", "That key is not right; try again."),
    "logout": ("退出", "Log out"),
}


class Texts:
    """One language's texts by name; a name that is not there is a ``KeyError``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = {name: pair[0 if language == "zh" else 1] for name, pair in _TEXTS.items()}

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def counted(self, name: str, **values: object) -> str:
        """A text with its figures filled in; in English one of a thing is no plural."""
        said = self._texts[name].format(**values)
        return said if self.language == "zh" else _ONE.sub(r"1 \1", said)

    def day(self, day: date) -> str:
        """A day as the language writes it."""
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else f"{day.day} {day:%B %Y}"

    def days(self, first: date, last: date) -> str:
        """A span of days; of one day, that."""
        return self.day(first) if first == last else f"{self.day(first)} – {self.day(last)}"


@cache
def texts_in(language: str) -> Texts:
    """The texts of a language tag: Chinese for any Chinese, else English."""
    return Texts("zh" if language.lower().startswith("zh") else "en")


def texts_for(text: str) -> Texts:
    """The texts in the language that somebody asks in."""
    return texts_in(language_of(text))


def texts_beside(printed: str) -> Texts:
    """The texts in the language of what they stand beside: a headline, a quotation."""
    return texts_in(written_in(printed))


def preferred(accept_language: str) -> Language:
    """The better of our languages for an ``Accept-Language`` header (RFC 9110, 12.5.4); Chinese when it is silent."""
    best: tuple[float, Language] = (0.0, "zh")
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if quality > best[0] and tag[:2].lower() in ("zh", "en"):
            best = (quality, "zh" if tag[:2].lower() == "zh" else "en")
        elif quality > best[0] and tag and tag != "*" and best[0] == 0.0:
            best = (0.01, "en")
    return best[1]
