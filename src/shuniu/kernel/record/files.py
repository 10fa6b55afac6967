"""Which files may be added: judged by their content, not their name."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024

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
_TEXT = {".csv": "text/csv", ".txt": "text/plain"}


def check_file(upload: UploadedFile) -> str:
    """The media type of the file. Raises ValidationError when it is too large, empty or of another type."""
    size = upload.size or 0
    if size > MAX_BYTES:
        raise ValidationError(_("附件超过 20 MB，请压缩后再传，或改用链接。"))
    if not size:
        raise ValidationError(_("这个文件是空的，请重新选择。"))
    name = (upload.name or "").lower()
    suffix = "." + name.rpartition(".")[2]
    head = upload.read(1024)
    upload.seek(0)
    for signature, media_type, suffixes in _SIGNATURES:
        if head.startswith(signature) and suffix in suffixes:
            return media_type
    if head.startswith(b"PK\x03\x04") and suffix in _OFFICE:
        return _OFFICE[suffix]
    if suffix in _TEXT and b"\x00" not in head:
        return _TEXT[suffix]
    raise ValidationError(_("请上传 PDF、图片、Word、Excel、PPT 或文本文件；这个文件的内容与后缀不符，或不在此列。"))
