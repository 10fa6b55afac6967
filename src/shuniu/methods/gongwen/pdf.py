"""PDF through LibreOffice, in a profile of its own, with a time limit; honest when it is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PdfResult:
    """The PDF, or None with `reason`: no_renderer, failed or timed_out."""

    pdf: bytes | None
    reason: str = ""


def find_soffice() -> str | None:
    return os.environ.get("SHUNIU_SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")


def render_pdf(docx: bytes, *, soffice: str | None = None, seconds: float = 90) -> PdfResult:
    """Convert a DOCX. Each call has its own LibreOffice profile, so that two at once do not meet."""
    program = soffice or find_soffice()
    if program is None or not Path(program).exists():
        return PdfResult(None, "no_renderer")
    with tempfile.TemporaryDirectory(prefix="shuniu-pdf-") as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(docx)
        command = [
            program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603  our own arguments
        except subprocess.TimeoutExpired:
            return PdfResult(None, "timed_out")
        target = source.with_suffix(".pdf")
        return PdfResult(target.read_bytes()) if target.exists() else PdfResult(None, "failed")
