"""`shuniu methods …`: the methods on the command line, without Django.

A method package with commands names itself in `PACKAGES` and offers `add_commands(subparsers)` in its `commands.py`:
it adds its parsers and sets `run` on each to a function that takes the parsed arguments and returns the exit code.
`commands.py` is imported for every call, so it imports its numerics inside `run`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from shuniu.methods.faults import BadInput
from shuniu.methods.words import CATALOGUES, SOURCE, marked, say, speak, wanted

PACKAGES = ("allocation", "assignment", "calibration")
BAD_INPUT = 2
ARGPARSE = {
    "usage: ": marked("用法："),
    "positional arguments": marked("参数"),
    "options": marked("选项"),
    "show this help message and exit": marked("显示这段说明"),
    "argument %(argument_name)s: %(message)s": marked("%(argument_name)s：%(message)s"),
    "the following arguments are required: %s": marked("还缺：%s"),
    "unrecognized arguments: %s": marked("不认识的参数：%s"),
    "expected one argument": marked("后面要写一个值"),
    "invalid %(type)s value: %(value)r": marked("应为 %(type)s，现为 %(value)r"),
    "invalid choice: %(value)r (choose from %(choices)s)": marked("没有 %(value)r 这一项（可用：%(choices)s）"),
    "ambiguous option: %(option)s could match %(matches)s": marked("%(option)s 可以是 %(matches)s，请写全"),
    "ignored explicit argument %r": marked("后面不写值，现为 %r"),
}
"""What argparse itself says to people, and how we say it."""


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser that says what is wrong in one line, as the methods do."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {' '.join(message.split())}\n")


@contextmanager
def _argparse_speaks() -> Iterator[None]:
    """argparse asks the module-wide gettext for its sentences; for the time of one call it asks us."""
    before = vars(argparse)["_"]
    vars(argparse)["_"] = lambda text: say(ARGPARSE[text]) if text in ARGPARSE else text
    try:
        yield
    finally:
        vars(argparse)["_"] = before


def parser() -> argparse.ArgumentParser:
    """All commands of all method packages."""
    whole = _Parser(prog="shuniu methods", description=say("公平遴选的方法：资源分配、评审指派、评分校准"))
    subparsers = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for package in PACKAGES:
        importlib.import_module(f"shuniu.methods.{package}.commands").add_commands(subparsers)
    for one in subparsers.choices.values():
        one.add_argument(
            "--language",
            choices=tuple(CATALOGUES),
            default="",
            help=say("报告的语言（缺省按 SHUNIU_LANGUAGE 或 LANG）"),
        )
    return whole


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 when done, 2 with one line on standard error when the input is wrong."""
    speak(wanted("", os.environ))
    try:
        with _argparse_speaks():
            chosen = parser().parse_args(arguments)
        speak(SOURCE if chosen.json else wanted(chosen.language, os.environ))
        code: int = chosen.run(chosen)
        sys.stdout.flush()
        return code
    except BadInput as fault:
        speak(wanted(chosen.language, os.environ))  # faults are for people, also beside --json
        print(fault, file=sys.stderr)
        return BAD_INPUT
    except OSError as fault:
        if isinstance(fault, BrokenPipeError):
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # the reader left; say nothing at exit either
            return 0
        print(f"{fault.filename or ''}: {fault.strerror}", file=sys.stderr)
        return BAD_INPUT
