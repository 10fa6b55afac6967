"""What came in: the chase list, the merged table, one body's answer as the asker reads it, files to take along."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.registry.actions import chase_request
from shuniu.domain.registry.asking import STAGES, in_stage, progress
from shuniu.domain.registry.documents import summary_document
from shuniu.domain.registry.merged import filed_rows, filtered, sums_of, table_page
from shuniu.domain.registry.request_rules import FILERS
from shuniu.domain.registry.request_sheets import merged_workbook
from shuniu.domain.registry.views.common import download
from shuniu.domain.registry.views.requests import rights, seen_request
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import holders_of
from shuniu.methods.gongwen import render_docx, render_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
def request_chase(request: HttpRequest, pk: int) -> HttpResponse:
    """Who opened it, who drafted, who filed; one button reminds all that are missing, ticks choose among them."""
    row = seen_request(request, pk)
    may = rights(request, row)
    if request.method == "POST":
        if not may["prepare"]:
            raise PermissionDenied
        try:
            ids = [whole_number(text) for text in request.POST.getlist("answer")]
            if request.POST.get("act") == "all":
                ids = list(row.answers.exclude(state="FILED").values_list("pk", flat=True))
            if not ids:
                raise ValidationError(_("请先勾选要催办的单位。"))
            n = chase_request(row, answers=ids, by=request.user, at=request.at)
            messages.success(request, _("已催办 %(n)s 家；今天催过的不重复催。") % {"n": n})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request.get_full_path())
    stage = request.GET.get("stage", "waiting")
    answers = in_stage(row.answers.all(), stage)
    if request.GET.get("q"):
        answers = answers.filter(body__name__icontains=request.GET["q"].strip())
    page = Paginator(answers.select_related("body__area").order_by("body__sort_key"), 50).get_page(
        request.GET.get("page")
    )
    people = holders_of([answer.body_id for answer in page], *FILERS, at=request.at)
    count = progress(row)
    context = {
        "row": row, "may": may, "count": count, "tab": "chase", "stage": stage, "today": local_date(request.at),
        "lines": [{"answer": answer, "label": STAGES[answer.stage], "people": people.get(answer.body_id, []),
                   "late": answer.late_at(request.at)} for answer in page],
        "tabs": [("waiting", _("还没报"), count["waiting"]), *((key, label, count[key]) for key, label in STAGES.items()),
                 ("late", _("逾期填报"), count["late"])],
        "page": page, "address": request.build_absolute_uri(reverse("registry:asked")),
    }  # fmt: skip
    return render(request, "registry/request_chase.html", context)


@signed_in
def request_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The merged table: paged, filtered, sorted, summed."""
    row = seen_request(request, pk)
    if row.sent_at is None:
        raise Http404
    columns = list(row.columns.all())
    context = {
        "row": row, "columns": columns, "table": table_page(row, columns, request.GET), "may": rights(request, row),
        "count": progress(row), "tab": "table", "today": local_date(request.at),
        "filtered": any(request.GET.get(key) for key in ("q", "late", "has")),
    }  # fmt: skip
    return render(request, "registry/request_table.html", context)


@signed_in
def request_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as on the page, all pages, with who has not answered on a second sheet."""
    row = seen_request(request, pk)
    if row.sent_at is None:
        raise Http404
    columns = list(row.columns.all())
    rows = filtered(filed_rows(row), columns, request.GET)
    return download(merged_workbook(row, columns, rows, sums_of(rows, columns)), f"{row.title}{_('汇总表')}.xlsx")


@signed_in
def request_document(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The summary as an official document; without LibreOffice there is Word only, and the page says so."""
    row = seen_request(request, pk)
    if row.sent_at is None or form not in ("docx", "pdf"):
        raise Http404
    content, media_type = render_docx(summary_document(row, list(row.columns.all()), at=request.at)), DOCX
    if form == "pdf":
        result = render_pdf(content)
        if result.pdf is None:
            messages.error(request, _("这台服务器没有装 LibreOffice，不能出 PDF，请先用 Word 版。"))
            return redirect("registry:request", pk=pk)
        content, media_type = result.pdf, "application/pdf"
    response = HttpResponse(content, content_type=media_type)
    name = _("%(title)s填报情况汇总") % {"title": row.title}
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{form}"
    return response
