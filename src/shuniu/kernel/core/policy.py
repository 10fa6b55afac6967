"""Every view says who may open it; the access test reads `view.policy`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from shuniu.kernel.core.registries import gates

Policy = Literal["public", "signed_in"]
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody may open it: it shows only public facts, or what a secret token in its address opens."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Needs a session; rows come through `visible_to`, so what does not concern the user is 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        for _name, gate in gates:
            only = gate(request)
            if only is not None and request.path != only:
                return redirect(only)
        return view(request, *args, **kwargs)

    guarded.policy = "signed_in"  # type: ignore[attr-defined]
    return guarded
