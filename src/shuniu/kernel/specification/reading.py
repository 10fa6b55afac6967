"""What a pasted or uploaded text gives for one edition: the units it fits, the ones it lacks, what was not understood."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shuniu.kernel.specification.models import Edition, Unit
from shuniu.methods.regulation import Problem, Regulation, read_regulation

LARGEST = 2 * 1024 * 1024


@dataclass
class Reading:
    """A text read against an edition, in the order of the edition."""

    regulation: Regulation
    fitting: list[tuple[Unit, str]]
    lacking: list[Unit]
    foreign: list[tuple[str, str]]
    """codes and words in the text that the edition does not know"""

    @property
    def clauses(self) -> int:
        return sum(len(article.clauses) for article in self.regulation.articles)

    @property
    def problems(self) -> list[tuple[int, str]]:
        """(line, sentence) of each fault of the numbering."""
        return [(problem.line, problem_text(problem)) for problem in self.regulation.problems]


def read_for(edition: Edition, text: str) -> Reading:
    found = read_regulation(text)
    words = found.units()
    units = list(edition.units.all())
    known = {unit.code for unit in units}
    return Reading(
        regulation=found,
        fitting=[(unit, words[unit.code]) for unit in units if words.get(unit.code)],
        lacking=[unit for unit in units if not words.get(unit.code)],
        foreign=[(code, said) for code, said in words.items() if code not in known and said],
    )


def problem_text(problem: Problem) -> str:
    """One fault of the numbering in the reader's words."""
    if problem.kind == "no_article":
        return _("没有读到“第一条”，请检查贴入的内容。")
    if problem.kind == "empty":
        return _("第 %(found)s 条没有内容。") % {"found": problem.found}
    names = {"chapter": _("章"), "article": _("条"), "clause": _("项")}
    facts = {"found": problem.found, "expected": problem.expected, "what": names.get(problem.what, problem.what)}
    if problem.kind == "gap":
        return _("这里是第 %(found)s %(what)s，前面缺第 %(expected)s %(what)s。") % facts
    return _("第 %(found)s %(what)s重复或倒序，应是第 %(expected)s %(what)s；也可能是正文里换行的引用。") % facts


def text_of_upload(upload: Any) -> str:
    """Plain text of a txt (UTF-8, GB18030, Big5 by its mark) or docx. Raises ValidationError for anything else."""
    if (upload.size or 0) > LARGEST:
        raise ValidationError(_("文件超过 2 MB，请只上传文字稿。"))
    content = upload.read()
    if content.startswith(b"PK\x03\x04"):
        return _docx(content)
    if b"\x00" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValidationError(_("请上传 txt 或 docx 文件，或把全文贴在上面的框里。"))
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("文字编码不认识，请另存为 UTF-8 的 txt 再上传。"))


def _docx(content: bytes) -> str:
    from docx import Document  # imported late: only whoever uploads a Word file pays for it

    try:
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ValidationError(_("这个文件打不开，请另存为 docx 或 txt 再上传。")) from error
