"""A regulation's plain text becomes chapters, articles and clauses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shuniu.methods.regulation import Problem, read_numeral, read_regulation, write_numeral

SPECIMEN = """园字〔2020〕3号
花园管理办法
第一章 总则
第一条 为管好花园，订立本办法。
第二条　花园对所有人开放，包括：
（一）居民；
(二) 来访者，依照
第三条规定预约的，从其规定；
第二章
养护
第三条 养护由园丁负责。具体按（一）中的顺序进行。
"""
SPECIMEN_HANT = SPECIMEN.translate(str.maketrans("园号条总则开对", "園號條總則開對"))


@pytest.mark.parametrize("text", [SPECIMEN, SPECIMEN_HANT], ids=["simplified", "traditional"])
def test_chapters_articles_and_clauses_come_out_in_both_scripts(text):
    found = read_regulation(text.replace("依照\n第三", "依照第三"))
    assert [(c.number, len(c.articles)) for c in found.chapters] == [(1, 2), (2, 1)]
    assert found.preamble[1] == text.split("\n")[1]
    assert list(found.units()) == ["A01", "A02", "A02.1", "A02.2", "A03"]
    assert found.problems == []


def test_a_wrapped_reference_is_reported_and_not_swallowed():
    found = read_regulation(SPECIMEN)
    assert found.problems == [Problem("repeated", "article", 3, 4, 11)]


def test_words_inside_a_sentence_open_nothing():
    found = read_regulation("第一条 依照第九条办理。\n第二条 见（一）和（二）。")
    assert found.units() == {"A01": "依照第九条办理。", "A02": "见（一）和（二）。"}


def test_a_gap_in_the_numbering_is_reported_with_its_line():
    assert read_regulation("第一条 甲\n第三条 乙").problems == [Problem("gap", "article", 3, 2, 2)]


def test_a_text_without_articles_says_so():
    assert read_regulation("只有一句话").problems == [Problem("no_article", "text", 0, 1, 1)]


@given(st.integers(1, 999))
def test_every_numeral_reads_back(number):
    assert read_numeral(write_numeral(number)) == number


WORDS = st.text("花园管理办法由本单位负责解释", min_size=1, max_size=30)


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=5)), min_size=1, max_size=40))
def test_what_is_written_reads_back(articles):
    lines = []
    expected = {}
    for number, (lead, clauses) in enumerate(articles, start=1):
        lines.append(f"第{write_numeral(number)}条 {lead}")
        expected[f"A{number:02d}"] = lead
        for clause, words in enumerate(clauses, start=1):
            lines.append(f"（{write_numeral(clause)}）{words}")
            expected[f"A{number:02d}.{clause}"] = words
    assert read_regulation("\n".join(lines)).units() == expected


Words = dict[str, str]
"""unit code → what the text says there, without its number"""


def specimen() -> tuple[Words, str]:
    """Our own Traditional wording in the layout of such a regulation: tried wherever the project lies."""
    folder = Path(__file__).resolve().parents[2] / "src/shuniu/kernel/specification/data"
    lines, expected = ["雲社發〔2016〕8號"], {}
    for path in sorted(folder.glob("c*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines.append(f"第{write_numeral(int(path.stem[1:]))}章 {content['chapter']['title_hant']}")
        for unit in sorted(content["units"], key=lambda one: one["position"]):
            number, _dot, clause = unit["code"][1:].partition(".")
            head = f"（{write_numeral(int(clause))}）" if clause else f"第{write_numeral(int(number))}條　"
            expected[unit["code"]] = unit["summary_hant"].strip()
            lines.append(head + expected[unit["code"]])
    return expected, "\n".join(lines)


def source() -> tuple[Words, str] | None:
    """The official text beside the project; only where the project is developed."""
    path = next(
        (p / "shared/spec/specification.yaml" for p in Path(__file__).resolve().parents if (p / "shared").exists()),
        None,
    )
    if path is None or not path.exists():
        return None
    data = yaml.safe_load(path.read_text())
    lines, expected = [data["number_hant"]], {}
    for chapter in data["chapters"]:
        lines.append(chapter["text_hant"])
        for article in chapter["articles"]:
            for unit in [article, *article.get("clauses", [])]:
                lines.append(unit["text_hant"])
                expected[unit["id"]] = HEADING.sub("", unit["text_hant"].strip()).strip()
    return expected, "\n".join(lines)


HEADING = re.compile(r"^(第[一二三四五六七八九十]+條|[（(][一二三四五六七八九十]+[）)])[\s　]*")
TEXTS = {name: found for name, found in (("specimen", specimen()), ("source", source())) if found is not None}
"""Texts of the full 36 articles and 57 clauses; what is not there is not tried, and nothing smaller stands in for it."""


@pytest.mark.parametrize("name", TEXTS)
def test_a_regulation_reads_as_its_36_articles_and_57_clauses(name):
    found = read_regulation(TEXTS[name][1])
    assert (len(found.articles), sum(len(a.clauses) for a in found.articles)) == (36, 57)
    assert found.problems == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_unit_of_a_regulation_comes_out_in_its_own_words(name):
    expected, text = TEXTS[name]
    assert read_regulation(text).units() == expected
