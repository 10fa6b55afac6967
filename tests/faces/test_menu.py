"""Every menu entry that is there works, for every account of the demo, and so does what the desk offers to begin."""

from __future__ import annotations

import re

import pytest

ACCOUNTS = (
    "hub.head", "hub.officer", "hub.clerk", "office.head", "office.officer", "district.head", "district.officer",
    "second.head", "second.officer", "org.head", "org.secretary", "org.liaison", "counterpart.officer",
    "subdistrict.officer",
)  # fmt: skip


def links(part: str) -> list[str]:
    return [found.split("#")[0] for found in re.findall(r'href="(/[^"]*)"', part)]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_entry_of_the_menu_and_every_offer_of_the_desk_opens(city, client, account):
    client.force_login(city.user(account))
    page = client.get("/desk/", follow=True).content.decode()
    menu = re.search(r'<aside class="side".*?</aside>', page, re.S)
    main = re.search(r"<main .*?</main>", page, re.S)
    assert menu is not None
    assert main is not None
    asked = {*links(menu[0]), *links(main[0])}
    assert len(asked) > 8
    answers = {path: client.get(path, follow=True).status_code for path in sorted(asked)}
    assert {path: status for path, status in answers.items() if status != 200} == {}
