"""pretalx's organisers' list and search of submissions at N records, through Django's test client. Run in the peer's environment.

`N DSN TURNS`: the database is the peer's own and is emptied. Prints one JSON object: p95 in milliseconds.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit


def settings(dsn: str) -> None:
    parts = urlsplit(dsn)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    os.environ.update({
        "DJANGO_SETTINGS_MODULE": "pretalx.settings", "PRETALX_DATA_DIR": tempfile.mkdtemp(), "PRETALX_DEBUG": "False",
        "PRETALX_DB_TYPE": "postgresql", "PRETALX_DATABASE_BACKEND": "postgresql", "PRETALX_DB_NAME": "pretalx_peer",
        "PRETALX_DB_USER": parts.username or "", "PRETALX_DB_PASS": parts.password or "",
        "PRETALX_DB_HOST": query.get("host") or parts.hostname or "", "PRETALX_DB_PORT": str(query.get("port") or parts.port or ""),
        "PRETALX_SITE_URL": "http://testserver",
    })  # fmt: skip
    import django
    from django.conf import settings as theirs

    # Without its built front end: plain addresses of style sheets instead of hashed ones.
    theirs.STORAGES = {
        **theirs.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django.setup()


def fill(count: int):
    from django.core.management import call_command
    from django.utils.timezone import now
    from django_scopes import scopes_disabled
    from pretalx.event.models import Event, Organiser, Team
    from pretalx.person.models import User
    from pretalx.submission.models import Submission

    call_command("migrate", verbosity=0)
    with scopes_disabled():
        user = User.objects.create_user(email="bench@example.org", name="bench", password="bench-bench-9")
        organiser = Organiser.objects.create(name="Bench", slug="bench")
        start = now().date() + timedelta(days=30)
        event = Event.objects.create(
            name="Bench", slug="bench", organiser=organiser, date_from=start, date_to=start + timedelta(days=2),
            email="bench@example.org", is_public=True, locale_array="en", content_locale_array="en", locale="en", timezone="UTC",
        )  # fmt: skip
        if hasattr(event, "build_initial_data"):
            event.build_initial_data()
        team = Team.objects.create(
            name="all",
            organiser=organiser,
            all_events=True,
            can_change_submissions=True,
            can_change_event_settings=True,
        )
        team.members.add(user)
        kind = event.cfp.default_type
        words = ["青禾", "春芽", "社区", "服务中心", "青少年", "基金会", "志愿", "长者", "心理", "法律"]
        Submission.objects.bulk_create(
            [
                Submission(
                    event=event, code=f"S{n:07d}", title=f"云州市{words[n % 10]}{words[n // 10 % 10]}{n}", submission_type=kind,
                    state="submitted", abstract="面向居民开展服务", content_locale="en", access_code=None,
                    invitation_token=f"i{n}", review_code=f"r{n}",
                )
                for n in range(count)
            ],
            batch_size=2000,
        )  # fmt: skip
    return user


def p95(client, addresses: list[str], turns: int) -> float:
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
    took = []
    for turn in range(turns):
        begun = time.perf_counter()
        client.get(addresses[turn % len(addresses)])
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)[min(len(took) - 1, int(0.95 * len(took)))]


def main(count: int, dsn: str, turns: int) -> None:
    settings(dsn)
    user = fill(count)
    from django.test import Client

    client = Client(HTTP_HOST="testserver")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    where = "/orga/event/bench/submissions/"
    lists = p95(client, [f"{where}?page={n}" for n in (1, 2, 7, 30)], turns)
    search = p95(client, [f"{where}?q={word}" for word in ("青禾", "志愿", "服务中心", "心理")], turns)
    print(json.dumps({"list": lists, "search": search}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
