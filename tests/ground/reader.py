"""A person at a plain browser without scripts: cookies, forms with their token, redirects."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar


class Reader:
    """Opens pages of a running product under `base`, signed in or not."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, address after redirects, text). With `data` the page's form is sent, its token included."""
        body = None
        if data is not None:
            _status, _address, page = self.open(path)
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
            body = urllib.parse.urlencode(
                hidden | data | ({"csrfmiddlewaretoken": token[1]} if token else {})
            ).encode()  # fmt: skip
        try:
            with self.opener.open(urllib.request.Request(self.base + path, body), timeout=60) as answer:
                return answer.status, answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.geturl(), error.read().decode()

    def sign_in(self, login: str, password: str) -> str:
        return self.open("/account/login/", {"login": login, "password": password})[1]
