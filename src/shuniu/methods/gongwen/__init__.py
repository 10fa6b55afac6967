"""Official documents laid out as GB/T 9704-2012: DOCX from a typed document, PDF through LibreOffice, measured."""

from shuniu.methods.gongwen.document import Block, Document, Heading, Paragraph, Profile, Table
from shuniu.methods.gongwen.measure import Finding, Layout, Line, embedded_instead, measure, verify
from shuniu.methods.gongwen.pdf import PdfResult, find_soffice, render_pdf
from shuniu.methods.gongwen.word import chinese_number, render_docx

__all__ = [
    "Block", "Document", "Finding", "Heading", "Layout", "Line", "Paragraph", "PdfResult", "Profile", "Table",
    "chinese_number", "embedded_instead", "find_soffice", "measure", "render_docx", "render_pdf", "verify",
]  # fmt: skip
