"""A copy of a file without what it says about its maker: authors, programs, places, dates, comments, thumbnails."""

from __future__ import annotations

import io
import re
import struct
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from shuniu.kernel.record.files import LARGEST_UNPACKED

_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/T", "/CreationDate", "/M", "/Author")
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
_DROPPED_PARTS = re.compile(
    r"^(docProps/|customXml/|.*comments[^/]*\.xml$|.*people\.xml$|.*persons/|.*revisions/|.*thumbnail)", re.I
)
_DROPPED_LINKS = re.compile(
    r"<(?:Relationship|Override)\b[^>]*?(?:docProps/|customXml/|[Cc]omments|people\.xml|persons/|revisions/|thumbnail)[^>]*?/>"
)
_NAMED = re.compile(
    r'\s(?:w|w14|w15|p|x|xr)?:?(?:author|initials|date|rsid\w*|lastEdited|userId|providerId)="[^"]*"', re.I
)
_MARKS = re.compile(r"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>")


def bare_copy(content: bytes, media_type: str) -> bytes:
    """The same file without traces of its maker. Raises ValidationError for one that cannot be cleaned."""
    try:
        if media_type == "image/jpeg":
            return bare_jpeg(content)
        if media_type == "image/png":
            return bare_png(content)
        if media_type == "application/pdf":
            return bare_pdf(content)
        if media_type.startswith("application/vnd.openxmlformats"):
            return bare_office(content)
        if media_type.startswith("text/"):
            return content
    except (PyPdfError, zipfile.BadZipFile, struct.error, ValueError, KeyError, IndexError, RecursionError) as error:
        raise ValidationError(_("这个文件打不开，请换一个，或另存为 PDF、图片后再传。")) from error
    raise ValidationError(_("老式 Word、Excel 文件里会留下作者姓名，请另存为 docx、xlsx、PDF 或图片后再传。"))


def bare_jpeg(content: bytes) -> bytes:
    """Segments that draw the picture; EXIF, XMP, comments and whatever stands behind its end are left out (ITU T.81)."""
    out, at = bytearray(b"\xff\xd8"), 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind == 0xD9:
            return bytes(out + b"\xff\xd9")
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        if not (0xE1 <= kind <= 0xED or kind == 0xEF or kind == 0xFE):
            out += content[at : at + 2 + length]
        at += 2 + length
        if kind == 0xDA:
            start = at
            while content[at] != 0xFF or content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
                at += 1
            out += content[start:at]


def bare_png(content: bytes) -> bytes:
    """Chunks that draw the picture; text, time and EXIF are left out (ISO/IEC 15948)."""
    out, at = bytearray(content[:8]), 8
    while True:
        length = struct.unpack(">I", content[at : at + 4])[0]
        kind = content[at + 4 : at + 8]
        if len(kind) < 4 or at + 12 + length > len(content):
            raise ValueError("cut off")
        if kind in _PNG_KEPT:
            out += content[at : at + 12 + length]
        at += 12 + length
        if kind == b"IEND":
            return bytes(out)


def bare_pdf(content: bytes) -> bytes:
    """The pages alone: no document information, no XMP, no attached files, no names on notes, no EXIF in photographs."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise ValidationError(_("这份 PDF 有密码，请去掉密码后再传。"))
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    writer.metadata = None
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject):
            for key in _TELLING:
                if key in thing:
                    del thing[NameObject(key)]
        if isinstance(thing, StreamObject) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            thing._data = bare_jpeg(thing._data)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def bare_office(content: bytes) -> bytes:
    """The document without properties, comments, authors of changes and custom parts; pictures in it are cleaned too."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        if sum(one.file_size for one in old.infolist()) > LARGEST_UNPACKED:
            raise ValidationError(_("这个文件展开后太大，请另存为 PDF 或图片后再传。"))
        for part in old.infolist():
            if _DROPPED_PARTS.match(part.filename) or part.is_dir():
                continue
            new.writestr(zipfile.ZipInfo(part.filename), _bare_part(part.filename.lower(), old.read(part)))
    return made.getvalue()


def _bare_part(name: str, data: bytes) -> bytes:
    if name.endswith((".jpg", ".jpeg")):
        return bare_jpeg(data)
    if name.endswith(".png"):
        return bare_png(data)
    if name.endswith(".rels") or name == "[content_types].xml":
        return _DROPPED_LINKS.sub("", data.decode("utf-8")).encode()
    if name.endswith(".xml"):
        return _MARKS.sub("", _NAMED.sub("", data.decode("utf-8"))).encode()
    return data
