"""The edge: the clock and the reader's wishes are read once here and passed down."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DataError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from shuniu.kernel.core.moments import db_now

Respond = Callable[[HttpRequest], HttpResponse]

TRIES = 5
LOCKED_OUT = {"40P01", "40001", "55P03"}
"""Deadlock, serialization failure, lock not available: nothing was written, the same again may succeed."""


def locked_out(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") in LOCKED_OUT


CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


class SecurityHeaders:
    """A strict content policy on every page: no inline script, no inline style."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        return response


class Edge:
    """`request.at` is PostgreSQL's moment, `request.theme` the reader's light or dark, `request.large` the larger type.

    The language a person chose holds on every device; the switch of one device (its cookie) goes before it.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = db_now()  # type: ignore[attr-defined]
        theme = request.COOKIES.get("theme", "auto")
        request.theme = theme if theme in {"light", "dark"} else "auto"  # type: ignore[attr-defined]
        request.large = request.COOKIES.get("large") == "1"  # type: ignore[attr-defined]
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and settings.SESSION_COOKIE_NAME in request.COOKIES:
            chosen = getattr(request.user, "language", "")  # type: ignore[attr-defined]
            if chosen in dict(settings.LANGUAGES):
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen  # type: ignore[attr-defined]
        if request.method in ("GET", "HEAD") and settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.user.answers = {}  # type: ignore[attr-defined]  # see core.remembering
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Two who lock each other out: the server stops one, who is tried again unseen. What no column can hold (a NUL, a
        name of ten thousand characters) is answered in words, not as a fault of ours.

        Forms say it at the field; this is for what a hand-made request sends past them. Nothing of it was saved.
        """
        if isinstance(exception, DataError):
            return render(request, "400.html", status=400)
        return self._again(request) if locked_out(exception) else None

    def _again(self, request: HttpRequest) -> HttpResponse | None:
        """The same view once more: an action is one transaction and has one effect however often it is called."""
        match = request.resolver_match
        if match is None or connection.in_atomic_block:
            return None
        for turn in range(TRIES):
            time.sleep(random.uniform(0.02, 0.08) * 2**turn)  # noqa: S311  so that the two do not meet again
            for upload in request.FILES.values():
                upload.seek(0)
            try:
                return match.func(request, *match.args, **match.kwargs)
            except OperationalError as error:
                if not locked_out(error):
                    raise
        return render(request, "busy.html", status=503)
