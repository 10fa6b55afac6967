"""Law 6: nobody signed in on a private page → sign-in; not concerned → 404; may see and may not do → 403."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.access.addresses import Scene, names
from tests.access.expected import GET, POST, table
from tests.access.roles import ROLES, people


class Undo(Exception):
    """Takes back what a request did, so that the next role meets the same scene."""


def sign(status: int, target: str) -> str:
    """o page, > redirect, r sign-in, x may not do (403), - does not concern (404), m wrong method (405)."""
    if status == 302:
        return "r" if "/account/login/" in target else ">"
    return {200: "o", 403: "x", 404: "-", 405: "m", 400: "b"}.get(status, str(status))


def ask(client: Client, method: str, path: str) -> str:
    found = ""
    try:
        with transaction.atomic():
            response = getattr(client, method)(path)
            found = sign(response.status_code, response.get("Location", ""))
            raise Undo
    except Undo:
        return found


@pytest.fixture
def scene(city, settings, tmp_path) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    return Scene(city)


def observed(scene: Scene, city, method: str) -> dict[str, str]:
    rows = dict.fromkeys(scene.paths(), "")
    for user in people(city).values():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        for name, path in scene.paths().items():
            rows[name] += ask(client, method, path)
    return rows


def test_every_url_has_an_address(scene):
    assert sorted(set(names()) - set(scene.paths())) == []
    for name, path in scene.paths().items():
        assert resolve(path).view_name == name


def test_who_may_open_what(scene, city):
    found, wanted = observed(scene, city, "get"), table(GET)
    assert {n: row for n, row in found.items() if wanted.get(n) != row} == {}, f"列：{list(ROLES)}"


def test_who_may_send_what(scene, city):
    found, wanted = observed(scene, city, "post"), table(POST)
    assert {n: row for n, row in found.items() if wanted.get(n) != row} == {}, f"列：{list(ROLES)}"


def test_private_pages_ask_for_a_sign_in_and_hide_from_strangers(scene, city):
    """What the tables may never say, whatever is written into them."""
    private = [name for name, path in scene.paths().items() if resolve(path).func.policy == "signed_in"]
    for rows in (table(GET), table(POST)):
        assert [name for name in private if rows[name][0] not in "rm"] == []


def test_the_demo_sign_in_is_nowhere_else(client, settings, city):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"username": "hub.head"}).status_code == 404
