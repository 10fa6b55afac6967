from shuniu.domain.oversight.views.hub import hub, my_elements, report, report_docx
from shuniu.domain.oversight.views.requests import request_attachment, request_file, request_page, requests
from shuniu.domain.oversight.views.statement import statement
from shuniu.domain.oversight.views.unit import unit

__all__ = [
    "hub",
    "my_elements",
    "report",
    "report_docx",
    "request_attachment",
    "request_file",
    "request_page",
    "requests",
    "statement",
    "unit",
]
