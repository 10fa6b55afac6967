"""“Why can X see this?” on one page: for any record and person, for those entitled to ask."""

from __future__ import annotations

from django.core.exceptions import FieldError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.explaining import explained, why
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.people.models import User


def entitled(request: HttpRequest, kind: str, row: object) -> bool:
    """Head or officer of a body concerned, or of one that oversees it; an operator; anybody about oneself is asked before."""
    if getattr(request.user, "is_operator", False):
        return True
    mine = set(bodies_of(request.user, request.at, "head", "officer", "secretary_general").values_list("pk", flat=True))
    mine |= set(overseen_by(request.user, request.at).values_list("pk", flat=True))
    return any(
        body is not None and body.pk in mine for body, _word in explained[kind].bodies(row, request.user, request.at)
    )


@signed_in
def why_seen(request: HttpRequest) -> HttpResponse:
    """Nothing is told about a record that the asker does not see, nor about others by who is not concerned with it."""
    kinds = dict(explained)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in kinds else next(iter(kinds))
    key, name = request.GET.get("key", "").strip(), request.GET.get("person", "").strip()
    answer, row, person, problem = None, None, None, ""
    if key:
        try:
            row = kinds[kind].rows(request.user, request.at).filter(**{kinds[kind].key: key}).first()
        except (ValueError, FieldError):
            row = None
        person = User.objects.by_identifier(name) if name else request.user
        if row is None:
            problem = _("没有这个编号的记录，或你看不到它。")
        elif person is None:
            problem = _("没有这个账号，请填用户名、邮箱或手机号。")
        elif person != request.user and not entitled(request, kind, row):
            problem = _("只有这条记录所属单位的负责人、经办人和它的上级，可以问别人为什么看得到。")
        else:
            answer = why(kind, row, person, request.at)
    context = {"kinds": [(one, how.label) for one, how in kinds.items()], "kind": kind, "key": key, "name": name,
               "row": row if answer else None, "person": person, "answer": answer, "problem": problem}  # fmt: skip
    return render(request, "desk/why.html", context)
