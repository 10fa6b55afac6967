"""Law 6: nobody signed in on a private page → sign-in; not concerned → 404; may see and may not do → 403."""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from tests.access.addresses import Scene, names
from tests.access.expected import table, write
from tests.access.roles import FEW, ROLES, few, people


class Undo(Exception):
    """Takes back what a request did, so that the next role meets the same scene."""


def sign(status: int, target: str) -> str:
    """o page, > redirect, r sign-in, x may not do (403), - does not concern (404), m wrong method (405)."""
    if status == 302:
        return "r" if "/account/login/" in target else ">"
    return {200: "o", 403: "x", 404: "-", 405: "m", 400: "b"}.get(status, str(status))


def ask(client: Client, method: str, path: str, fields: dict[str, str] | None = None) -> str:
    found = ""
    try:
        with transaction.atomic():
            response = getattr(client, method)(path, fields)
            found = sign(response.status_code, response.get("Location", ""))
            raise Undo
    except Undo:
        return found


# Asking for every address as everybody takes minutes: `SHUNIU_ACCESS_ONLY=meetings:,desk:links` asks for those that begin so.
ONLY = tuple(filter(None, os.environ.get("SHUNIU_ACCESS_ONLY", "").split(",")))


@pytest.fixture
def scene(city, settings, tmp_path) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    return Scene(city)


def policy(path: str) -> str:
    return resolve(path).func.policy


def observed(scene: Scene, city, method: str) -> dict[str, str]:
    """`app:name` → one sign for each role; of a public page only a citizen and the hub's head are asked."""
    paths = {name: path for name, path in scene.paths.items() if not ONLY or name.startswith(ONLY)}
    rows = dict.fromkeys(paths, "")
    for role, user in people(city).items():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        for name, path in paths.items():
            if policy(path) == "signed_in" or role in ("citizen", "head"):
                rows[name] += ask(client, method, path)
    return rows


def compare(found: dict[str, str], method: str) -> None:
    wanted = table(method)
    if os.environ.get("SHUNIU_WRITE_ACCESS"):
        write(method, found, keep=bool(ONLY))
        wanted = table(method)
    assert {name: row for name, row in found.items() if wanted.get(name) != row} == {}, f"列：{list(ROLES)}"
    assert ONLY or set(wanted) == set(found)


def test_every_url_has_an_address(scene):
    assert sorted(set(names()) - set(scene.paths)) == []
    for name, path in scene.paths.items():
        assert resolve(path).view_name == name


def test_who_may_open_what(scene, city):
    compare(observed(scene, city, "get"), "get")


def test_who_may_send_what(scene, city):
    compare(observed(scene, city, "post"), "post")


def test_what_only_one_relation_opens_is_open_to_it(scene, city):
    """A right given to nobody, or to the wrong role, shows only where somebody of the right one is asked."""
    found = {}
    for name, user in few(city).items():
        client = Client()
        client.force_login(user)
        found[name] = ask(client, "get", scene.paths[name])
    assert found == dict.fromkeys(FEW, "o")
    rows = table("get")
    assert [name for name in rows if not set(rows[name]) & set("o>m") and name not in FEW] == []


def test_private_pages_ask_for_a_sign_in(scene):
    """What the tables may never say, whatever is written into them: a private page answers nobody unasked."""
    for method in ("get", "post"):
        rows = table(method)
        private = [name for name, path in scene.paths.items() if policy(path) == "signed_in"]
        assert [name for name in private if rows[name][0] not in "rm"] == []
        assert [name for name, row in rows.items() if "5" in row] == []


def by_link(scene: Scene) -> dict[str, dict]:
    """Addresses that open to whoever has a secret: name → what is in them, the secret first."""
    found = {name: resolve(path).kwargs for name, path in scene.paths.items() if policy(path) == "public"}
    return {
        name: words for name, words in found.items()
        if name not in NO_SECRET and words and isinstance(next(iter(words.values())), str)
    }  # fmt: skip


NO_SECRET = {
    "portal:edition", "portal:unit", "portal:clause", "portal:organization", "network:conditions", "appeals:values",
    "services:hub", "services:apply", "services:guide", "services:pool-side", "services:pool-posting", "intake:apply",
}  # fmt: skip


def test_who_takes_part_by_a_link_opens_what_it_is_for_and_nothing_beside(scene, city):
    """A wrong secret opens nothing; the right one no paper of another matter; signed in or not."""
    assert len(by_link(scene)) > 15
    for user in (None, city.user("org.secretary"), city.user("hub.head")):
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        for name, words in by_link(scene).items():
            secret, *rest = words
            altered = f"{words[secret][:-1]}{'b' if words[secret][-1] == 'a' else 'a'}"
            wrong = reverse(name, kwargs={**words, secret: altered})
            assert (name, ask(client, "get", wrong), ask(client, "post", wrong)) in [(name, "-", "-"), (name, "-", "m")]
            if rest and isinstance(words[rest[0]], int) and words[rest[0]] != scene.attachment.pk:
                other = reverse(name, kwargs={**words, rest[0]: scene.attachment.pk})
                assert (name, ask(client, "get", other)) == (name, "-")


def test_the_demo_sign_in_is_nowhere_else(client, settings, city):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"username": "hub.head"}).status_code == 404
