"""第X章 / 第X条 / （一） from plain text, Simplified or Traditional; wrapped lines, blank lines, notes at the end.

Only the beginning of a line opens a chapter, an article or a clause, and only with the number that comes next:
so `依照第三条` or `（一）` inside a wrapped sentence opens nothing. Gaps and repetitions are reported with their line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from shuniu.methods.regulation.numerals import read_numeral

_NUMBER = r"[零〇○一二三四五六七八九十百两兩0-9]{1,7}"
_CHAPTER = re.compile(rf"^第\s*({_NUMBER})\s*章[\s:：]*(.*)$")
_ARTICLE = re.compile(rf"^第\s*({_NUMBER})\s*[条條](?![第款项項])[\s:：]*(.*)$")
_CLAUSE = re.compile(rf"^[（(]\s*({_NUMBER})\s*[）)]\s*(.*)$")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]$")


@dataclass
class Clause:
    """（number） and its words; `line` is where it begins, from 1."""

    number: int
    text: str
    line: int


@dataclass
class Article:
    """第 number 条: the words before its clauses, the clauses, and what follows them in lines of its own."""

    number: int
    text: str
    line: int
    clauses: list[Clause] = field(default_factory=list)


@dataclass
class Chapter:
    number: int
    title: str
    line: int
    articles: list[Article] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """What a reader has to look at: `kind` of numbering fault, found number, expected number, line."""

    kind: Literal["gap", "repeated", "no_article", "empty"]
    what: Literal["chapter", "article", "clause", "text"]
    found: int
    expected: int
    line: int


@dataclass
class Regulation:
    """The whole: lines before the first chapter or article (number, title), the chapters, the problems."""

    preamble: list[str]
    chapters: list[Chapter]
    problems: list[Problem]

    @property
    def articles(self) -> list[Article]:
        return [article for chapter in self.chapters for article in chapter.articles]

    def units(self) -> dict[str, str]:
        """Unit code → words: `A14` the lead, `A14.1` the first clause."""
        found: dict[str, str] = {}
        for article in self.articles:
            found[unit_code(article.number)] = article.text
            found.update({unit_code(article.number, clause.number): clause.text for clause in article.clauses})
        return found


def unit_code(article: int, clause: int | None = None) -> str:
    """`A05`, `A05.1`: the stable codes of the specification's units."""
    return f"A{article:02d}" + (f".{clause}" if clause is not None else "")


def _join(before: str, line: str) -> str:
    """A wrapped line goes on without a space in Chinese, with one between Latin words."""
    if not before:
        return line
    return before + ("" if _CHINESE.search(before) or _CHINESE.match(line[:1]) else " ") + line


class _Reader:
    def __init__(self) -> None:
        self.result = Regulation([], [], [])
        self.article: Article | None = None
        self.clause: Clause | None = None

    def take(self, line: str, number: int) -> None:
        if match := _CHAPTER.match(line):
            self._chapter(read_numeral(match[1]), match[2].strip(), number)
        elif match := _ARTICLE.match(line):
            self._article(read_numeral(match[1]), match[2], number)
        elif self.article is not None and (match := _CLAUSE.match(line)) and self._next_clause(read_numeral(match[1])):
            self._clause(read_numeral(match[1]), match[2], number)
        else:
            self._words(line)

    def _next_clause(self, found: int) -> bool:
        """A bracketed number opens a clause when it is the next one, or skips or repeats near it at a line's start."""
        assert self.article is not None
        expected = len(self.article.clauses) + 1
        return found <= expected + 3

    def _chapter(self, found: int, title: str, line: int) -> None:
        chapters = self.result.chapters
        self._numbering("chapter", found, (chapters[-1].number if chapters else 0) + 1, line)
        chapters.append(Chapter(found, title, line))
        self.article = self.clause = None

    def _article(self, found: int, text: str, line: int) -> None:
        before = self.result.articles
        self._numbering("article", found, (before[-1].number if before else 0) + 1, line)
        if not self.result.chapters:
            self.result.chapters.append(Chapter(0, "", line))
        self.article, self.clause = Article(found, text.strip(), line), None
        self.result.chapters[-1].articles.append(self.article)

    def _clause(self, found: int, text: str, line: int) -> None:
        assert self.article is not None
        clauses = self.article.clauses
        self._numbering("clause", found, (clauses[-1].number if clauses else 0) + 1, line)
        self.clause = Clause(found, text.strip(), line)
        clauses.append(self.clause)

    def _words(self, line: str) -> None:
        if self.clause is not None:
            self.clause.text = _join(self.clause.text, line)
        elif self.article is not None:
            self.article.text = _join(self.article.text, line)
        elif self.result.chapters and not self.result.chapters[-1].title:
            self.result.chapters[-1].title = line
        else:
            self.result.preamble.append(line)

    def _numbering(self, what: Literal["chapter", "article", "clause"], found: int, expected: int, line: int) -> None:
        if found != expected:
            kind: Literal["repeated", "gap"] = "repeated" if found < expected else "gap"
            self.result.problems.append(Problem(kind, what, found, expected, line))


def read_regulation(text: str) -> Regulation:
    """Chapters, articles and clauses of a regulation's plain text. Never raises: faults stand in `problems`.

    A text without chapters gets one chapter of number 0. Punctuation and script of the source are kept.
    """
    reader = _Reader()
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\f", "\n").split("\n"), start=1):
        line = raw.strip().strip("\u3000\ufeff").strip()
        if line and not re.fullmatch(r"[-—–\s]*\d+[-—–\s]*", line):  # a page number is no text
            reader.take(_headings_to_half_width(line), number)
    result = reader.result
    if not result.articles:
        result.problems.append(Problem("no_article", "text", 0, 1, 1))
    for article in result.articles:
        if not article.text and not article.clauses:
            result.problems.append(Problem("empty", "article", article.number, article.number, article.line))
    return result


def _headings_to_half_width(line: str) -> str:
    """Full-width digits in a heading's number are read like others; the words stay as they are."""
    head, tail = line[:10], line[10:]
    return "".join(unicodedata.normalize("NFKC", c) if c in "０１２３４５６７８９" else c for c in head) + tail
