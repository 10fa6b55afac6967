"""Fills an office's own docx or xlsx from a list: `{{名称}}` stands where a value goes (A16.1).

A table row, or block of rows, with fields of the list is repeated for each of its entries; in a docx without such a table
row the whole text is repeated, one entry a page. Everything else of the document stays as it was. No Django, no database.
"""

from shuniu.methods.filling.package import TemplateError, fields_of, fill

__all__ = ["TemplateError", "fields_of", "fill"]
