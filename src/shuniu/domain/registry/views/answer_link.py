"""What an asked body sees behind link or QR, and the letters that carry them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuniu.domain.registry.actions import fill_by_link, make_answer_links, open_by_link
from shuniu.domain.registry.actions.answer_link import not_for_the_asker
from shuniu.domain.registry.asking import grid_of
from shuniu.domain.registry.models import AnswerLink, RequestColumn
from shuniu.domain.registry.request_sheets import template_workbook
from shuniu.domain.registry.views.asked import answer_context, read_upload, tell_upload, typed_rows
from shuniu.domain.registry.views.common import download
from shuniu.domain.registry.views.requests import rights, seen_request
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.numbers import qr_svg

LETTERS_A_PAGE = 50


@signed_in
def request_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """One page with QR for each body that has not answered: for those whom nobody can tell in the product."""
    row = seen_request(request, pk)
    if not rights(request, row)["prepare"]:
        raise PermissionDenied
    if request.method == "POST":
        try:
            n = make_answer_links(row, by=request.user, at=request.at)
            told = ngettext("已备好 %(n)s 份填报函。", "已备好 %(n)s 份填报函。", n) % {"n": n}
            messages.success(request, told)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("registry:request-letters", pk=pk)
    waiting = row.answers.exclude(state="FILED")
    links = AnswerLink.objects.filter(answer__in=waiting).select_related("answer__body")
    if request.GET.get("body"):
        links = links.filter(answer__body__code=request.GET["body"])
    page = Paginator(links.order_by("answer__body__sort_key", "pk"), LETTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row, "page": page, "missing": waiting.filter(link=None).count() if row.state == "OPEN" else 0,
        "letters": [{"link": link, "address": _address(link), "qr": qr_svg(_address(link))} for link in page],
    }  # fmt: skip
    return render(request, "registry/request_letters.html", context)


def _address(link: AnswerLink) -> str:
    return f"{settings.PUBLIC_URL}/desk/registry/asked/link/{link.token}/"


def _link(token: str) -> AnswerLink:
    rows = AnswerLink.objects.select_related("answer__request__asker", "answer__body__area", "answer__filed_by")
    return get_object_or_404(rows, token=token)


@public
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """The form of one body, with what the register knows of it filled in; what is typed stays until it is right."""
    link = _link(token)
    if request.method == "GET":
        open_by_link(link, opened_by=request.user, at=request.at)
    columns, typed = list(link.answer.request.columns.all()), None
    if request.method == "POST":
        typed, done = _act(request, link, columns)
        if done:
            return redirect("registry:answer-link", token=token)
        link = _link(token)
    row, own = link.answer, not_for_the_asker(link, request.user, request.at)
    editable = row.request.state == "OPEN" and row.state != "FILED" and not own and not link.is_taken_over
    if editable and "template" in request.GET and request.method == "GET":
        sheet = download(template_workbook(row, columns, grid_of(row, columns)[0]), f"{row.request.title}.xlsx")
        sheet.headers["Cache-Control"] = "private, no-store"
        return sheet
    context = answer_context(request, row, columns, typed, mine=True, editable=editable) | {
        "own": own, "link": link, "may_file": editable, "may_take_back": False, "may_return": False, "offers": [],
        "said_by": request.POST.get("said_by", ""), "by_link": True, "hidden": link.is_taken_over or own,
    }  # fmt: skip
    response = render(request, "registry/answer_link.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _act(request: HttpRequest, link: AnswerLink, columns: list[RequestColumn]) -> tuple[list[list[str]], bool]:
    typed, act = typed_rows(request, columns), request.POST.get("act", "")
    try:
        if act == "upload":
            typed, missing = read_upload(request, link.answer, columns)
        fill_by_link(
            link, rows=typed, version=whole_number(request.POST.get("version")), file=act == "file",
            said_by=request.POST.get("said_by", ""), opened_by=request.user, at=request.at,
        )  # fmt: skip
        if act == "file":
            messages.success(request, _("已报送，谢谢。请记下回执编号。"))
        elif act == "upload":
            tell_upload(request, len(typed), missing)
        elif act == "save":
            messages.success(request, _("草稿已保存，用同一个链接可以接着填。"))
        return typed, True
    except ValidationError as error:
        if act == "upload":  # nothing was typed that would have to stay on the page
            messages.error(request, " ".join(error.messages))
            return typed, True
        request.problems = error.messages  # type: ignore[attr-defined]
        return typed, False
