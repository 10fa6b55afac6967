"""What anybody opens: services of all hubs, a charter, a guide with samples, the one form, one's own request."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shuniu.domain.support.actions.desk import file_request
from shuniu.domain.support.forms.desk import RequestForm
from shuniu.domain.support.models.desk import GuidePaper, ServiceCharter, ServiceGuide
from shuniu.domain.support.queries.desk.requests import charter_of, guides_of, platform_services
from shuniu.domain.support.views.common import spoken_for
from shuniu.kernel.core.policy import public
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.record.pages import paper_response, show_errors


@public
def home(request: HttpRequest) -> HttpResponse:
    """All published services of all hubs, by words and category."""
    rows = ServiceGuide.objects.published(request.at).filter(hub__in=hubs_at(request.at)).select_related("hub")
    text, category = request.GET.get("q", "").strip(), request.GET.get("category", "")
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(audience__icontains=text) | Q(hub__name__icontains=text))
    if category in ServiceGuide.Category.values:
        rows = rows.filter(category=category)
    if request.GET.get("open") == "all":
        rows = rows.filter(openness="all")
    page = Paginator(rows.order_by("category", "title", "hub__sort_key"), 30).get_page(request.GET.get("page"))
    context = {"page": page, "text": text, "category": category, "categories": ServiceGuide.Category.choices}
    return render(request, "support/desk/services.html", context)


def _hub(request: HttpRequest, code: str) -> Organization:
    return get_object_or_404(hubs_at(request.at), code=code)


@public
def hub(request: HttpRequest, code: str) -> HttpResponse:
    """A hub's charter (any version) and what it offers."""
    row = _hub(request, code)
    charter, wanted = charter_of(row), request.GET.get("version", "")
    if wanted.isdecimal():
        charter = get_object_or_404(ServiceCharter, hub=row, number=int(wanted))
    context = {
        "hub": row, "charter": charter, "guides": guides_of(row, request.at).order_by("category", "title"),
        "versions": ServiceCharter.objects.filter(hub=row), "platforms": platform_services(row, request.at),
    }  # fmt: skip
    return render(request, "support/desk/hub_services.html", context)


@public
def guide(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """One service as published; a former version stays readable under its number."""
    hub = _hub(request, code)
    versions = list(ServiceGuide.objects.filter(hub=hub, slug=slug).order_by("-version"))
    wanted = request.GET.get("version", "")
    found = [one for one in versions if str(one.version) == wanted] if wanted else versions[:1]
    if not found:
        raise Http404
    offered = guides_of(hub, request.at).filter(slug=slug).exists()
    context = {"hub": hub, "guide": found[0], "versions": versions, "offered": offered,
               "papers": found[0].papers.select_related("sample")}  # fmt: skip
    return render(request, "support/desk/guide.html", context)


@public
def sample(request: HttpRequest, pk: int) -> FileResponse:
    paper = get_object_or_404(GuidePaper.objects.select_related("sample"), pk=pk, sample__isnull=False)
    return paper_response(paper.sample)


@public
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """The one form: five fields without an account, fewer to fill in for who speaks for an organization."""
    hub, bodies = _hub(request, code), spoken_for(request)
    bodies = [body for body in bodies if body.code != code]
    guides, wanted = list(guides_of(hub, request.at)), request.GET.get("guide", "")
    # Nobody fills in five fields to be told at the end that the service is for members.
    closed = None if bodies else next((one for one in guides if one.slug == wanted and one.openness == "members"), None)
    guides = [one for one in guides if bodies or one.openness == "all"]
    initial: dict[str, Any] = {"guide": wanted, "key": secrets.token_urlsafe(16)}
    if bodies:
        initial |= {"contact_name": request.user.name, "email": request.user.email, "organization": bodies[0].code}
    form = RequestForm(request.POST or None, guides=guides, bodies=bodies, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            body = form.body()
            row = file_request(
                form.guides[form.cleaned_data["guide"]], facts=form.facts(), key=form.cleaned_data["key"],
                by=request.user if body else None, organization=body, at=request.at,
            )  # fmt: skip
            return redirect("services:case", token=row.token)
        except ValidationError as error:
            show_errors(form, error)
    chosen = form.guides.get(form["guide"].value() or "")
    context = {"hub": hub, "form": form, "guides": guides, "chosen": chosen, "closed": closed}
    return render(request, "support/desk/apply.html", context)
