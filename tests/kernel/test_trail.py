"""The trail: appended, never changed; plain ids; sentences made when it is read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import appoint, end_appointment
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.trail.actions import trace, trace_many
from shuniu.kernel.trail.models import AuditEvent
from shuniu.kernel.trail.queries import history
from shuniu.kernel.trail.sentences import sentences

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shuniu"


@pytest.fixture
def post(city):
    return appoint(
        city.hub, person=city.user("org.head"), role="clerk", valid_from=local_date(city.now),
        by=city.user("hub.head"), at=city.now,
    )  # fmt: skip


@pytest.mark.parametrize("sql", ["UPDATE trail_auditevent SET verb = 'x'", "DELETE FROM trail_auditevent"])
def test_nobody_changes_or_deletes_an_event_not_even_by_sql(post, sql):
    before = AuditEvent.objects.count()
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEvent.objects.count() == before


def test_an_event_holds_plain_ids_and_codes(post, city):
    event = AuditEvent.objects.get(subject_type="orgs.appointment", subject_id=post.pk)
    assert (event.verb, event.actor_id, event.facts) == (
        "orgs.appointed",
        city.user("hub.head").pk,
        {"organization": city.hub.pk, "person": city.user("org.head").pk, "role": "clerk"},
    )
    assert [field.name for field in AuditEvent._meta.get_fields() if field.is_relation] == []


def test_the_sentence_is_made_when_it_is_read_in_the_readers_language(post, city):
    end_appointment(post, on=local_date(city.now), by=city.user("hub.head"), at=city.now)
    User.objects.filter(username="org.head").update(name="新名字")
    told = history([post])
    assert [one.text for one in told] == [f"任职到 {local_date(city.now)} 为止", "新名字任录入员"]
    assert {one.actor for one in told} == {city.user("hub.head").name}
    with translation.override("en"):
        assert "新名字" in history([post])[1].text
        assert history([post])[1].text != told[1].text


def test_what_is_gone_is_told_as_a_dash(city):
    trace(city.hub, "orgs.appointed", by=None, at=city.now, person=10**9, role="head")
    told = history([city.hub])[0]
    assert (told.actor, told.text) == ("系统", "—任负责人")


def test_a_history_takes_the_same_queries_for_one_row_and_for_three(city):
    rows = list(Organization.objects.all()[:3])
    trace_many([(row, {"person": city.user("org.head").pk, "role": "head"}) for row in rows], "orgs.appointed",
               by=city.user("hub.head"), at=city.now)  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(history(rows[:1])) == 1
    with CaptureQueriesContext(connection) as three:
        assert len(history(rows)) == 3
    assert len(one) == len(three)


def test_a_page_takes_the_panel_with_one_tag(post, city):
    shown = Template("{% load history %}{% history post missing %}").render(Context({"post": post}))
    assert city.user("hub.head").name in shown
    assert "经过" in shown
    assert Template("{% load history %}{% history missing %}").render(Context({})).strip() == ""


def traced_verbs() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("trace", "trace_many")
            ):
                verb = node.args[1]
                for one in (verb.body, verb.orelse) if isinstance(verb, ast.IfExp) else (verb,):
                    assert isinstance(one, ast.Constant), f"{path}: the verb is written out, so that it can be found"
                    found.add(one.value)
    return found


def test_every_traced_verb_has_its_sentence():
    assert sorted(traced_verbs() - {verb for verb, _text in sentences}) == []
