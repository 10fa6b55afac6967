"""Reading the sources: what the structure tests ask of every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "shuniu"
ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "create", "delete", "save"} | {
    "acreate", "aupdate", "adelete", "asave", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
    "save_base", "_raw_delete",
}  # fmt: skip
RELATED = {"add", "remove", "set", "clear"}
SQL_WRITE = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+[\w.\"{}%]+\s+(AS\s+\w+\s+)?SET|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|COPY\s+\S+.*\sFROM\s+STDIN)\b",
    re.IGNORECASE | re.DOTALL,
)


def modules(*rooms: str) -> Iterator[Path]:
    """Every Python file of the named storeys; migrations are written by a tool."""
    for room in rooms:
        for path in sorted((SOURCE / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_action(path: Path) -> bool:
    """`actions.py`, or a file in a folder `actions`: the only rooms that write."""
    return path.name == "actions.py" or "actions" in path.parts[:-1]


@dataclass(frozen=True)
class Write:
    """A place that writes rows: `file::qualified name`, the line, what is called."""

    place: str
    line: int
    text: str


class WriteFinder(ast.NodeVisitor):
    """Finds writes by what is called, not by what it is called on: a queryset may hide behind any name."""

    def __init__(self, path: Path, related: set[str], prose: set[int]) -> None:
        self.prose = prose
        self.file = path.relative_to(SOURCE).as_posix()
        self.related = related
        self.names: list[str] = []
        self.found: list[Write] = []

    def _enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.names.append(node.name)
        self.generic_visit(node)
        self.names.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _enter

    def _note(self, node: ast.expr, text: str) -> None:
        self.found.append(Write(f"{self.file}::{'.'.join(self.names)}", node.lineno, text))

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func
        if isinstance(called, ast.Attribute) and self._writes(called, node):
            self._note(node, ast.unparse(called))
        self.generic_visit(node)

    def _writes(self, called: ast.Attribute, call: ast.Call) -> bool:
        """`update` with keywords only is a queryset's; a dict's or a set's takes what it adds as an argument."""
        if called.attr in ALWAYS:
            return True
        if called.attr == "update":
            return bool(call.keywords and not call.args)
        return called.attr in RELATED and isinstance(called.value, ast.Attribute) and called.value.attr in self.related

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and id(node) not in self.prose and SQL_WRITE.search(node.value):
            self._note(node, " ".join(node.value.split())[:60])


def writes(path: Path, related: set[str]) -> list[Write]:
    tree = parsed(path)
    finder = WriteFinder(path, related, docstrings(tree))
    finder.visit(tree)
    return finder.found


def docstrings(tree: ast.AST) -> set[int]:
    """ids of the constants that are docstrings: prose about SQL is not SQL."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, its docstring left out."""
    body = function.body
    if (
        isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    ):
        body = body[1:]
    return (function.end_lineno or function.lineno) - body[0].lineno + 1 if body else 0
