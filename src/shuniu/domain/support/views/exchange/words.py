"""The city's word list: what counts as the same; part of the published rule, edited by the office (A10.4)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.forms.exchange.posting import TermForm
from shuniu.engines.exchange.actions import end_term, save_term, take_default_terms
from shuniu.engines.exchange.models import Term
from shuniu.engines.exchange.rules import edits_the_words
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import overseeing_bodies
from shuniu.kernel.record.pages import show_errors


@signed_in
def words(request: HttpRequest) -> HttpResponse:
    """Everybody reads the list; the office changes it."""
    above = overseeing_bodies(request.user, request.at)
    office = next((one for one in above if edits_the_words(request.user, one, request.at)), None)
    if request.method == "POST" and office is None:
        raise PermissionDenied
    number = whole_number(request.GET.get("term"))
    term = Term.objects.standing().filter(pk=number).first()
    initial = {"name": term.name, "words": term.words, "broader": term.broader, "general": term.general} if term else {}
    form = TermForm(request.POST if request.POST.get("act") == "save" else None, initial=initial)
    if request.method == "POST":
        who = {"by": request.user, "at": request.at}
        try:
            if request.POST.get("act") == "take":
                take_default_terms(office, **who)
                return redirect("support:pool-words")
            if request.POST.get("act") == "end":
                end_term(get_object_or_404(Term, pk=number), **who)
                messages.success(request, _("已移出词表，历史里还看得到。"))
                return redirect("support:pool-words")
            if form.is_valid():
                save_term(office, **form.cleaned_data, term=term, **who)
                messages.success(request, _("已保存，马上按新词表比对。"))
                return redirect("support:pool-words")
        except ValidationError as error:
            if form.is_bound:
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    text = request.GET.get("q", "").strip()[:30]
    meant = Q(name__icontains=text) | Q(words__icontains=text) | Q(broader__icontains=text) if text else Q()
    past = Term.objects.filter(meant).select_related("ended_by", "entered_by")
    past = past.order_by(Coalesce("ended_at", "entered_at").desc(), "-pk")
    context = {
        "page": Paginator(Term.objects.standing().filter(meant).order_by("name"), 50).get_page(request.GET.get("page")), "form": form, "term": term,
        "office": office, "text": text,
        "past": Paginator(past, 30).get_page(request.GET.get("past")),
    }  # fmt: skip
    return render(request, "support/exchange/words.html", context)
