"""Where sentences end, in Chinese and English newspaper prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.prose.speech import HOLDS, SAYS, TELLS
from rag.types import Article, Sentence

PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】", "〔": "〕"}
_OPENERS = {closer: opener for opener, closer in PAIRS.items()}
_QUOTES = '”’」』"'
_CLOSERS = '”’」』）)》】〕"]'
_ENDERS = "。！？!?｡"
# For whom a sign is enough: where a sentence ends, and where one member of a row of clauses does.
SENTENCE_END = re.compile(r"[。！？!?\n]")
MEMBER_END = re.compile(r"[。；！？;!?\n]")
# A quotation or parenthesis that is longer than this may be split inside, so that a quote that nobody closed, or a
# monologue, cannot swallow a page.
LONGEST_PAIR = 240
# How far after a quotation its speaker is looked for: 「“……。”某某公司董事长某某对记者说。」
_SPEAKER_REACH = 60

_SPEECH = re.compile(
    rf"[^“「，。！？\n]*?(?:{SAYS}|{HOLDS}|{TELLS}|[道喊笑叹问答]|如是)"
    r"|\s*(?:\S+\s+){0,6}?(?:said|says|told|added|noted|explained|wrote|asked|according)\b"
)
# What cannot begin a sentence, so that a quotation before it is part of a longer one: 「“谁来买？”的问题」, and in a
# correction 「“增长一成。”应为“增长两成。”」.
_GOES_ON = re.compile(r"[，、；：,;:的地得之等]|[和与及或]|应[为是作改]|有误|\s+[a-z]")
_NEVER_LAST = re.compile(
    r"(?:^|[^A-Za-z.])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Hon|St|Mt|No|Nos|vs|Fig|Vol|e\.g|i\.e|cf|approx|[A-Z])$"
)
_SELDOM_LAST = re.compile(
    r"(?:^|[^A-Za-z.])(?:Inc|Ltd|Co|Corp|Bros|Jr|Sr|etc|al|a\.m|p\.m|(?:[A-Z]\.)+[A-Z]"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$"
)
_STARTER = re.compile(
    r"\s+[\"“‘(]*(?:The|This|That|These|Those|It|Its|In|On|At|By|For|He|She|They|We|You|I|A|An|But|And|As|If|When)\b"
)
_LIST_NUMBER = re.compile(r"\s*\d{1,3}")
_LOWER_CASE_WORD = re.compile(r"\s+[a-z]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text as ranges without surrounding white space, in order, in linear time.

    All that is not white space is in exactly one sentence. A line end always ends a sentence, ``；`` never does;
    closing quotes and brackets belong to the sentence before them; what stands in quotes or brackets is not split
    (up to 240 characters), and a quotation stays with the speaker who is named right after it.
    """
    ranges: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        for first, last in _split_line(line):
            piece = line[first:last]
            head = first + len(piece) - len(piece.lstrip())
            tail = first + len(piece.rstrip())
            if head < tail:
                ranges.append((start + head, start + tail))
        start += len(line)
    return ranges


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """List the sentences of an article's paragraphs; subheads are no sentences."""
    return tuple(
        Sentence(article.id, start, end, article.body[start:end])
        for block in article.blocks
        if block.kind == "paragraph"
        for start, end in (
            (block.start + first, block.start + last)
            for first, last in split_sentences(article.body[block.start : block.end])
        )
    )


def _split_line(line: str) -> Iterator[tuple[int, int]]:
    pairs = _matched_pairs(line)
    start = position = 0
    while position < len(line):
        if position in pairs:
            closer = pairs[position]
            position = closer + 1
            if _ends_with_ender(line, closer) and line[closer] in _QUOTES:
                end = _skip_closers(line, position)
                if _ends_after_quotation(line, end):
                    yield start, end
                    start = position = end
        elif _is_end(line, position, start):
            end = _skip_closers(line, position + 1)
            yield start, end
            start = position = end
        else:
            position += 1
    if start < len(line):
        yield start, len(line)


def _matched_pairs(line: str) -> dict[int, int]:
    """Map each opener that is closed within reach to its closer; ASCII quotes are taken in turn."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    straight: int | None = None
    for position, character in enumerate(line):
        if character in PAIRS:
            stack.append(position)
        elif character in _OPENERS:
            # An apostrophe is no closer, and an opener that nobody closed must not hide the one before it.
            for depth in range(len(stack) - 1, max(-1, len(stack) - 5), -1):
                if line[stack[depth]] == _OPENERS[character]:
                    if position - stack[depth] <= LONGEST_PAIR:
                        pairs[stack[depth]] = position
                    del stack[depth:]
                    break
        elif character == '"':
            if straight is None:
                straight = position
            else:
                if position - straight <= LONGEST_PAIR:
                    pairs[straight] = position
                straight = None
    return pairs


def _is_end(line: str, position: int, start: int) -> bool:
    character = line[position]
    after = line[position + 1 : position + 2]
    if character in "。！？｡":
        return True
    if character == "…":
        return after != "…" and (not after or after.isspace() or after in _CLOSERS)
    if character not in ".!?" or not (not after or after.isspace() or after in _CLOSERS or _is_wide(after)):
        return False
    return character != "." or _is_full_stop(line, position, start)


def _is_full_stop(line: str, position: int, start: int) -> bool:
    if _LIST_NUMBER.fullmatch(line, start, position):
        return False
    before = line[max(start, position - 24) : position]
    if _NEVER_LAST.search(before):
        return False
    if _SELDOM_LAST.search(before):
        return _STARTER.match(line, position + 1) is not None
    return _LOWER_CASE_WORD.match(line, position + 1) is None


def _ends_with_ender(line: str, closer: int) -> bool:
    inside = line[max(0, closer - 4) : closer].rstrip(_CLOSERS)
    return bool(inside) and inside[-1] in _ENDERS + "…."


def _skip_closers(line: str, position: int) -> int:
    while position < len(line) and (line[position] in _CLOSERS or line[position] in _ENDERS):
        position += 1
    return position


def _ends_after_quotation(line: str, end: int) -> bool:
    if line[end - 1] in _ENDERS:
        return True
    rest = line[end : end + _SPEAKER_REACH]
    return not (rest.strip() and (_GOES_ON.match(rest) or _SPEECH.match(rest)))


def _is_wide(character: str) -> bool:
    return "⺀" <= character <= "鿿" or "＀" <= character <= "￯" or "　" <= character <= "〿"
