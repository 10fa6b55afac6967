"""Which files may be added: judged by their content, not their name."""

from __future__ import annotations

import zipfile

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.norms.queries import limit
from shuniu.methods.archives import MAX_PIXELS, TAIL, directory_is_small, pixels_of

LARGEST_MB = 20
LARGEST_UNPACKED = 200 * 1024 * 1024
limit("record.attachment_mb", default=LARGEST_MB, unit_label="MB", title=gettext_lazy("单个附件的大小"), clause="")

_SIGNATURES: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage", (".doc", ".xls", ".ppt", ".wps", ".et")),
)
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_FOLDER = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_TEXT = {".csv": "text/csv", ".txt": "text/plain"}


def check_file(upload: UploadedFile, *, largest_mb: float = LARGEST_MB) -> str:
    """The media type of the file. Raises ValidationError when it is too large, empty or of another type."""
    size = upload.size or 0
    if size > largest_mb * 1024 * 1024:
        raise ValidationError(_("附件超过 %(mb)s MB，请压缩后再传，或改用链接。") % {"mb": f"{largest_mb:g}"})
    if not size:
        raise ValidationError(_("这个文件是空的，请重新选择。"))
    name = (upload.name or "").lower()
    suffix = "." + name.rpartition(".")[2]
    head = upload.read(1024)
    upload.seek(0)
    for signature, media_type, suffixes in _SIGNATURES:
        if head.startswith(signature) and suffix in suffixes:
            if media_type.startswith("image/"):
                _check_picture(upload)
            return media_type
    if head.startswith(b"PK\x03\x04") and suffix in _OFFICE and _is_office(upload, suffix):
        return _OFFICE[suffix]
    if suffix in _TEXT and b"\x00" not in head:
        return _TEXT[suffix]
    raise ValidationError(_("请上传 PDF、图片、Word、Excel、PPT 或文本文件；这个文件的内容与后缀不符，或不在此列。"))


def _check_picture(upload: UploadedFile) -> None:
    """A few bytes may claim a picture of gigabytes: whoever looks at it would have to keep them in memory."""
    pixels = pixels_of(upload.read())
    upload.seek(0)
    if not pixels:
        raise ValidationError(_("这张图片打不开，请换一张，或重新拍照、截图后再传。"))
    if pixels > MAX_PIXELS:
        raise ValidationError(
            _("这张图片写着有 %(n)s 万像素，超过 %(most)s 万，请缩小后再传。")
            % {"n": pixels // 10_000, "most": MAX_PIXELS // 10_000}
        )


def _is_office(upload: UploadedFile, suffix: str) -> bool:
    """The archive holds what its name says, no macros, and unpacks to what a computer can hold."""
    too_large = ValidationError(_("这个文件展开后太大，请另存为 PDF 或图片后再传。"))
    upload.seek(max(0, (upload.size or 0) - TAIL))
    if not directory_is_small(upload.read()):
        raise too_large
    try:
        with zipfile.ZipFile(upload) as archive:  # type: ignore[arg-type]
            names, unpacked = archive.namelist(), sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return False
    finally:
        upload.seek(0)
    if unpacked > LARGEST_UNPACKED:
        raise too_large
    right = "[Content_Types].xml" in names and any(name.startswith(_FOLDER[suffix]) for name in names)
    return right and not any(name.endswith("vbaProject.bin") for name in names)
