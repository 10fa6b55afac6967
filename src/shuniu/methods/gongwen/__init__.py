"""Official documents laid out as GB/T 9704-2012: DOCX from a typed document, PDF through LibreOffice, measured."""

from shuniu.methods.gongwen.document import Document, Heading, Paragraph, Profile
from shuniu.methods.gongwen.measure import Finding, measure, verify
from shuniu.methods.gongwen.pdf import PdfResult, find_soffice, render_pdf
from shuniu.methods.gongwen.word import render_docx

__all__ = [
    "Document", "Finding", "Heading", "Paragraph", "PdfResult", "Profile", "find_soffice", "measure", "render_docx",
    "render_pdf", "verify",
]  # fmt: skip
