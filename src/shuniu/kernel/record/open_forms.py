"""At the door of a form that needs no account: who is signed in is known anyway and is not counted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.adapter import client_address
from shuniu.kernel.record.actions.open_forms import count_look_up, count_sending


def admit(request: HttpRequest, form: str, hub: Organization) -> None:
    """Let one more form in, or raise ValidationError with what to do; to be asked before anything is written."""
    if not request.user.is_authenticated:
        count_sending(form, address=client_address(request), hub=hub, at=_at(request))


def admit_look_up(request: HttpRequest, what: str) -> None:
    if not request.user.is_authenticated:
        count_look_up(what, address=client_address(request), at=_at(request))


def _at(request: Any) -> Any:
    return request.at
