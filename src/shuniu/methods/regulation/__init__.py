"""Reads the plain text of a Chinese regulation into chapters, articles and clauses."""

from shuniu.methods.regulation.numerals import read_numeral, write_numeral
from shuniu.methods.regulation.reader import Article, Chapter, Clause, Problem, Regulation, read_regulation, unit_code

__all__ = [
    "Article", "Chapter", "Clause", "Problem", "Regulation", "read_numeral", "read_regulation", "unit_code",
    "write_numeral",
]  # fmt: skip
