from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.engines.exchange.models import Term
from shuniu.engines.exchange.queries.words import concepts, split_words
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace
from shuniu.methods.faults import BadInput
from shuniu.methods.matching import Thesaurus, default_thesaurus


def _hold() -> None:
    """One change of the list at a time: what is checked holds when it is written."""
    list(Term.objects.select_for_update().standing().values_list("pk"))


@transaction.atomic
def save_term(
    office: Organization, *, name: str, words: str, broader: str, general: bool, by: Any, at: datetime,
    term: Term | None = None,
) -> Term:  # fmt: skip
    """Add a concept or change one: the old row ends, a new one stands; nothing is overwritten.

    Raises ValidationError for a name that stands already, a broader word that is missing or goes in a circle.
    """
    authorise(by, "exchange.save_term", office, at=at)
    _hold()
    name, words, broader = name.strip()[:30], "、".join(split_words(words)), broader.strip()
    if not name:
        raise ValidationError({"name": _("请写概念的名称。")})
    there = Term.objects.standing().filter(name=name).first()
    if there is not None and (term is None or there.pk != term.pk):
        raise ValidationError({"name": _("词表里已经有这个概念，请直接改它。")})
    if term is not None and (term.name, term.words, term.broader, term.general) == (name, words, broader, general):
        return term
    if term is not None:
        Term.objects.filter(pk=term.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by)
        if term.name != name:
            Term.objects.standing().filter(broader=term.name).update(broader=name)
    row = Term.objects.create(
        office=office, name=name, words=words, broader=broader, general=general, entered_by=by, entered_at=at
    )
    _check()
    trace(row, "exchange.term_saved", by=by, at=at)
    return row


def _check() -> None:
    try:
        Thesaurus(concepts())
    except BadInput as fault:
        raise ValidationError({"broader": fault.reason}) from None


@transaction.atomic
def end_term(term: Term, *, by: Any, at: datetime) -> Term:
    """Take a concept off the list; it stays in the history."""
    term = Term.objects.select_for_update(of=("self",)).select_related("office").get(pk=term.pk)
    authorise(by, "exchange.save_term", term.office, at=at)
    _hold()
    if term.ended_at is None:
        if Term.objects.standing().filter(broader=term.name).exists():
            raise ValidationError(_("还有概念归在它下面，请先把它们改到别处。"))
        term.ended_at, term.ended_by = at, by
        term.save()
        trace(term, "exchange.term_ended", by=by, at=at)
    return term


@transaction.atomic
def take_default_terms(office: Organization, *, by: Any, at: datetime) -> int:
    """Begin with the list that comes with the product; what stands already stays. Returns how many were added."""
    authorise(by, "exchange.save_term", office, at=at)
    _hold()
    there = set(Term.objects.standing().values_list("name", flat=True))
    rows = [
        Term(office=office, name=one.name, words="、".join(one.words[1:]), broader=one.broader, general=one.general,
             entered_by=by, entered_at=at)
        for one in default_thesaurus().concepts.values() if one.name not in there
    ]  # fmt: skip
    for row in Term.objects.bulk_create(rows):
        trace(row, "exchange.term_saved", by=by, at=at)
    return len(rows)
