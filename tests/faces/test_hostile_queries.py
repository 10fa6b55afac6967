"""Whatever stands in an address after the question mark or in the fields of a form, a page answers; it never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.access.addresses import Scene
from tests.access.test_access import ask, policy
from tests.city import City

# A figure that is none, more than any column holds, a year that no calendar knows, a character no database stores, what
# means something to a pattern, a day that is none, the day beyond which nothing can be counted.
HOSTILE = ("²", "9" * 40, "0000", "a\x00b", "%_\\'\"", "2026-13-45", "9999-12-31")
FIELD = re.compile(r"<(?:input|select)[^>]*\sname=\"([\w-]+)\"")
FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
LINK = re.compile(r"href=\"[^\"?#]*\?([^\"#]+)\"")


@pytest.fixture
def scene(city, settings, tmp_path) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    return Scene(city)


def parameters(page: str) -> set[str]:
    """What a page's own links and forms may put after the question mark."""
    forms = (form for form in FORM.findall(page) if 'method="post"' not in form.split(">")[0].lower())
    named = {name for form in forms for name in FIELD.findall(form)}
    return named | {pair.split("=")[0] for query in LINK.findall(page) for pair in re.split(r"&amp;|&", query)}


def pages(scene: Scene, city: City, who: str, client: Client) -> Iterator[tuple[str, str, str]]:
    """(name, address, text) of each page that somebody sees, who signs in with `client`; of others than the hub's head
    only what the head does not see.
    """
    head = Client()
    client.force_login(city.user(who))
    head.force_login(city.user("hub.head"))
    for name, path in scene.paths.items():
        if who != "hub.head" and (policy(path) != "signed_in" or head.get(path).status_code == 200):
            continue
        page = client.get(path)
        if page.status_code == 200 and not page.streaming and "html" in page["Content-Type"]:
            yield name, path, page.content.decode()


@pytest.mark.parametrize("who", ["hub.head", "office.officer"])
def test_a_page_answers_to_any_query(scene, city, who):
    """All parameters of a page at once with one value."""
    client, failed, asked = Client(raise_request_exception=False), [], 0
    for name, path, page in pages(scene, city, who, client):
        wanted = sorted(parameters(page))
        for value in HOSTILE if wanted else ():
            asked += 1
            sign = ask(client, "get", f"{path}?{urlencode(dict.fromkeys(wanted, value))}")
            if sign[0] not in "o>-xrb":
                failed.append((name, wanted, value, sign))
    assert asked > 20
    assert failed == []


class Forms(HTMLParser):
    """The forms of a page that send: (address, hidden and ticked fields, fields to write in, buttons with a name)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str], list[tuple[str, str]]]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = has.get("method", "").lower() == "post"
            if self.inside:
                self.found.append((has.get("action", ""), {}, set(), []))
        elif self.inside and "name" in has:
            _address, kept, written, buttons = self.found[-1]
            if tag == "button":
                buttons.append((has["name"], has.get("value", "")))
            elif has.get("type") in ("hidden", "checkbox", "radio"):
                kept[has["name"]] = has.get("value", "on")
            elif tag in ("input", "select", "textarea") and has.get("type") != "file":
                written.add(has["name"])

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"

    def sent(self, here: str, value: str) -> Iterator[tuple[str, dict[str, str]]]:
        for address, kept, written, buttons in self.found:
            for button in buttons or [None]:
                yield address or here, kept | dict.fromkeys(written, value) | (dict([button]) if button else {})


@pytest.mark.parametrize("who", ["hub.head", "office.officer"])
def test_a_form_answers_to_anything_in_its_fields(scene, city, who):
    """Each form and button of a page once with each value in all fields; nothing that was sent stays. What stands on
    every page (signing out, the language) is left out.
    """
    client, failed, seen = Client(raise_request_exception=False), [], set()
    for name, path, page in pages(scene, city, who, client):
        forms = Forms(page)
        for value in ("²", "9" * 40, "a\x00b", "2026-13-45", "9999-12-31"):
            for address, fields in forms.sent(path, value):
                key = (address, tuple(sorted(fields)), fields.get("act"), value)
                if key in seen or address.startswith(("/account/", "/i18n/")):
                    continue
                seen.add(key)
                sign = ask(client, "post", address, fields)
                if sign[0] not in "o>-xrbm":
                    failed.append((name, address, fields, sign))
    assert len(seen) > 20
    assert failed == []
