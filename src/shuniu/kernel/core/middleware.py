"""The edge: the clock and the reader's wishes are read once here and passed down."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from shuniu.kernel.core.moments import db_now

Respond = Callable[[HttpRequest], HttpResponse]

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
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What no column can hold (a NUL, a name of ten thousand characters) is answered in words, not as a fault of ours.

        Forms say it at the field; this is for what a hand-made request sends past them. Nothing of it was saved.
        """
        if isinstance(exception, DataError):
            return render(request, "400.html", status=400)
        return None
