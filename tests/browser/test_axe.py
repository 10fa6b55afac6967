"""axe-core finds nothing: every URL once (zh-Hans, light, 1440), the ten main pages in all variants.

The rules are those of WCAG 2.0 to 2.2, levels A and AA, and axe's best practices; none is silenced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings as project
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from playwright.sync_api import Browser, Page

from shuniu.kernel.people.models import User
from tests.access.addresses import FOREIGN, Scene, names
from tests.access.expected import table
from tests.access.roles import ROLES, few, people
from tests.access.test_access import ONLY

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
.then(found => found.violations.map(one => one.id + ' ' + one.nodes.length + '×: '
    + one.nodes.slice(0, 3).map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(' | ')))"""
# What answers with a file, a script or a picture where a page would open.
FILES = {
    "portal:healthz", "portal:favicon", "registry:export", "cockpit:export", "desk:attachment", "meetings:calendar", "meetings:document",
    "meetings:material", "meetings:answer-calendar", "meetings:answer-material", "meetings:door-worker",
    "registry:roster-failing", "registry:roster-sample", "registry:statistics-export", "oversight:report-docx", "oversight:request-attachment",
    "network:tie-data", "network:apply-paper", "network:application-paper", "network:applications-export", "network:sheet-paper",
    "network:intents-export", "network:intent-paper", "network:engagements-export", "network:routes-export",
    "registry:duplicates-export", "registry:request-export", "registry:request-document", "registry:answer-template",
    "network:guidance-export", "network:appeals-export", "registry:campaign-export", "desk:template-fill",
    "network:appeal-file", "network:issues-export", "network:issue-letter",
    "support:facilities-export", "support:bookings-export", "services:facility-feed", "support:stays-export", "support:enterprise-export", "support:opinion-paper", "support:certificate-paper",
    "support:scouting-export", "support:deals-export", "support:landings-export", "support:consortia-export",
    "network:intakes-export", "network:intake-paper", "network:intake-letter", "intake:letter",
    "support:pool-export", "support:matches-export", "support:opportunities-export", "support:opportunity-untold", "support:partnership-paper", "support:match-receipt", "support:coverage-export", "support:partnerships-export",
    "support:requests-export", "support:consultations-export", "support:entrusted-export", "support:platforms-export", "support:request-paper", "services:sample",
}  # fmt: skip
# Pages of django-allauth that open for the hub's head without a further step; our templates dress them.
ACCOUNT_OUTSIDE = ("account_login", "account_reset_password", "account_reset_password_done")
ACCOUNT_INSIDE = ("account_change_password", "account_logout", "account_reauthenticate", "mfa_index")
MAIN = (
    ("citizen", "/"), ("citizen", "/specification/"), ("citizen", "/organizations/"), ("citizen", "/hubs/"),
    ("citizen", "/query/"), ("officer", "/desk/"), ("officer", "/desk/registry/"), ("officer", "/desk/meetings/"),
    ("head", "/desk/oversight/"), ("office", "/cockpit/"),
)  # fmt: skip
LANGUAGES = ("zh-CN", "zh-TW", "en-US")
Seat = Callable[..., Page]


@pytest.fixture
def scene(live, settings, tmp_path, live_city) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    return Scene(live_city)


@pytest.fixture
def seat(live: str, chromium: Browser) -> Iterator[Seat]:
    """`seat(user)`: one browser window for each person and language, signed in once and used again."""
    windows: dict[tuple[str, str], Page] = {}

    def take(user: User | None, *, locale: str = "zh-CN") -> Page:
        key = (user.username if user else "", locale)
        if key not in windows:
            context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale=locale)
            if user is not None:
                client = Client()
                client.force_login(user)
                name = project.SESSION_COOKIE_NAME
                context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live}])
            windows[key] = context.new_page()
            windows[key].set_default_timeout(30_000)
        return windows[key]

    yield take
    for page in windows.values():
        page.context.close()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, how often, the first places."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)


def looked_at(page: Page, address: str, *, status: int = 200) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    return violations(page) if answer.status == status else [f"status {answer.status}"]


def test_each_url_once(scene, live, seat, live_city):
    """The table of the access tests says who may open what: the first of them opens it."""
    assert sorted(set(names()) - set(scene.paths)) == []
    readers, people_of = table("get"), people(live_city)
    wrong: dict[str, list[str]] = {}
    for name, user in few(live_city).items():
        if found := looked_at(seat(user), f"{live}{scene.paths[name]}"):
            wrong[f"{name} {user.username}"] = found
    for name, path in scene.paths.items():
        if name in FILES or "o" not in readers[name] or (ONLY and not name.startswith(ONLY)):
            continue
        asked = list(ROLES) if resolve(path).func.policy == "signed_in" else ["citizen", "head"]
        reader = asked[readers[name].index("o")]
        if found := looked_at(seat(people_of[reader]), f"{live}{path}"):
            wrong[f"{name} {path} {reader}"] = found
    assert wrong == {}


def test_sign_in_pages_and_pages_that_say_no(scene, live, seat, live_city):
    ours = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(FOREIGN)}
    assert {*ACCOUNT_OUTSIDE, *ACCOUNT_INSIDE} <= ours
    citizen, head = seat(None), seat(live_city.user("hub.head"))
    wrong = {name: looked_at(citizen, live + reverse(name)) for name in ACCOUNT_OUTSIDE}
    wrong |= {name: looked_at(head, live + reverse(name)) for name in ACCOUNT_INSIDE}
    wrong["404"] = looked_at(citizen, f"{live}/nowhere/", status=404)
    wrong["404 inside"] = looked_at(head, f"{live}/desk/nowhere/", status=404)
    wrong["403"] = looked_at(seat(live_city.user("hub.clerk")), live + scene.paths["desk:invite"], status=403)
    page = render_to_string("500.html")
    citizen.route("**/broken/", lambda route: route.fulfill(status=500, content_type="text/html", body=page))
    wrong["500"] = looked_at(citizen, f"{live}/broken/", status=500)
    assert {place: found for place, found in wrong.items() if found} == {}


def test_ten_main_pages_in_all_variants(scene, live, seat, live_city):
    """Loaded anew in light and in dark (charts take their colours on loading), at both widths."""
    people_of = {role: live_city.user(name) if name else None for role, name in ROLES.items() if role in dict(MAIN)}
    wrong: dict[str, list[str]] = {}
    for locale, (reader, path), dark in product(LANGUAGES, MAIN, (False, True)):
        page = seat(people_of[reader], locale=locale)
        page.emulate_media(color_scheme="dark" if dark else "light")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if width == 1440:
                page.goto(live + path)
            if found := violations(page):
                wrong[f"{path} {locale} {'dark' if dark else 'light'} {width}"] = found
    assert wrong == {}
