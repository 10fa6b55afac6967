"""What can be wrong with a roster, as codes with parameters; the sentences are templates for a layer that translates.

`gettext_noop` only marks: message extraction finds the templates, nothing is translated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


def gettext_noop(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in a row. An error keeps the row out of the register, a warning does not.

    `code` is a key of `MESSAGES`, `params` are plain strings and numbers for its template, `field` the field
    of `headings.FIELDS` it speaks of ("" for the whole row).
    """

    code: str
    severity: Severity = "error"
    field: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "severity": self.severity, "field": self.field, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Problem:
        return cls(data["code"], data["severity"], data["field"], dict(data["params"]))


class RosterError(Exception):
    """The file as a whole cannot be read. `code` is a key of `FILE_MESSAGES`; one sentence, nothing half read."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(FILE_MESSAGES[code] % params)
        self.code = code
        self.params = params


FILE_MESSAGES: dict[str, str] = {
    "empty": gettext_noop("文件里没有内容。"),
    "too_large": gettext_noop("文件过大：展开后不能超过 %(limit)s MB，请拆分后再传。"),
    "too_many_cells": gettext_noop("表格过大：有内容的单元格不能超过 %(limit)s 个，请拆分后再传。"),
    "too_many_columns": gettext_noop("表格的列太多：最多 %(limit)s 列。"),
    "encrypted": gettext_noop("文件设了打开密码，请取消密码后再传。"),
    "macros": gettext_noop("文件里含有宏，请另存为不含宏的 xlsx 后再传。"),
    "not_a_table": gettext_noop("读不出表格：请上传 xlsx、xls 或 csv 文件。"),
    "web_page": gettext_noop("这是网页格式的文件，请用表格软件打开后另存为 xlsx 再传。"),
    "damaged": gettext_noop("文件已损坏，打不开。"),
    "encoding": gettext_noop("认不出文字编码，请另存为 UTF-8 的 csv 或 xlsx 后再传。"),
    "no_header": gettext_noop("没有找到表头：请确认有一行写着“名称”等列名。"),
    "no_sheet": gettext_noop("文件里没有名为“%(sheet)s”的工作表。"),
    "no_rows": gettext_noop("表头下面没有数据。"),
}

MESSAGES: dict[str, str] = {
    "name_missing": gettext_noop("缺少名称"),
    "name_odd": gettext_noop("名称“%(value)s”不像一个组织的名称"),
    "text_too_long": gettext_noop("内容过长：最多 %(limit)s 个字"),
    "credit_code_missing": gettext_noop("没有填写统一社会信用代码"),
    "credit_code_length": gettext_noop("统一社会信用代码应为 18 位，现为 %(length)s 位"),
    "credit_code_letter": gettext_noop("统一社会信用代码第 %(position)s 位不应是“%(letter)s”"),
    "credit_code_prefix": gettext_noop("统一社会信用代码开头“%(prefix)s”不是已知的登记部门和类别"),
    "credit_code_area": gettext_noop("统一社会信用代码第 3 至 8 位应为数字"),
    "credit_code_check17": gettext_noop("统一社会信用代码第 17 位应为“%(expected)s”，现为“%(found)s”，请核对第 9 至 17 位"),
    "credit_code_check18": gettext_noop("统一社会信用代码第 18 位应为“%(expected)s”，现为“%(found)s”，请逐位核对"),
    "credit_code_rounded": gettext_noop("统一社会信用代码被表格软件当作数字，末几位已丢失，请按文本重新填写"),
    "kind_against_code": gettext_noop("填写的类型是“%(kind)s”，但统一社会信用代码属于“%(code_kind)s”"),
    "kind_unknown": gettext_noop("认不出类型“%(value)s”"),
    "kind_guessed": gettext_noop("没有填写类型，按名称暂归“%(kind)s”"),
    "date_unreadable": gettext_noop("认不出日期“%(value)s”"),
    "date_placeholder": gettext_noop("日期“%(value)s”是占位的日期，未采用"),
    "date_in_future": gettext_noop("日期 %(value)s 还没有到"),
    "date_month_only": gettext_noop("日期只写到月，暂记为 %(value)s"),
    "date_year_only": gettext_noop("日期只写到年，暂记为 %(value)s"),
    "number_unreadable": gettext_noop("认不出数目“%(value)s”"),
    "phone_odd": gettext_noop("“%(value)s”不像电话号码"),
    "email_odd": gettext_noop("“%(value)s”不像电子邮箱，未采用"),
    "membership_unreadable": gettext_noop("认不出与枢纽的关系“%(value)s”，未采用"),
    "duplicate_code_in_file": gettext_noop("与第 %(row)s 行的统一社会信用代码相同"),
    "duplicate_name_in_file": gettext_noop("与第 %(row)s 行的名称相同"),
    "same_name_in_file": gettext_noop("与第 %(row)s 行同名，但统一社会信用代码不同"),
    "same_name_other_code": gettext_noop("名录里已有同名组织，但统一社会信用代码不同（%(known)s）"),
    "name_known_with_code": gettext_noop("名录里已有同名组织（%(known)s）；如是同一家，请补填统一社会信用代码"),
    "name_known_without_code": gettext_noop("名录里已有同名组织，但没有统一社会信用代码；请确认是不是同一家"),
    "name_known_several": gettext_noop("名录里有 %(count)s 家同名组织，请确认是哪一家"),
    "name_differs": gettext_noop("名录里这一代码的名称是“%(known)s”"),
}  # fmt: skip
