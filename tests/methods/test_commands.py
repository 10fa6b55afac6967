"""`shuniu methods` needs no Django, says one line when the input is wrong, and leaves the other commands alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from shuniu.methods.faults import BadInput

SOURCE = Path(__file__).resolve().parents[2] / "src"


def shuniu(*arguments: str, before: str = "", after: str = "") -> subprocess.CompletedProcess[str]:
    program = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{before}\nfrom shuniu.faces.cli import main\n"
    program += f"sys.argv[0] = 'shuniu'\ncode = main()\n{after}\nsys.exit(code)"
    return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)


def test_a_wrong_call_is_one_line_and_exit_2():
    done = shuniu("methods", "divide")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_without_django_only_the_methods_work():
    absent = "import importlib.util as u; real = u.find_spec\nu.find_spec = lambda n, *a: None if n == 'django' else real(n, *a)"
    done = shuniu("demo", before=absent)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "shuniu[server]" in done.stderr


def test_a_fault_names_file_line_and_field_in_one_line():
    assert str(BadInput("造价\n不能为负", file="a.pb", line=25, field="cost")) == "a.pb:25: cost: 造价 不能为负"
    assert str(BadInput("没有评审人", file="a.json", field="reviewers")) == "a.json: reviewers: 没有评审人"
