"""An anonymous appellant is found nowhere: pages, lists, exports, file names, notices, trail, search, log, ids, times."""

from __future__ import annotations

import io
import json
import logging
import zipfile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from shuniu.domain.network import actions
from shuniu.domain.network.confidential import opened, opened_for
from shuniu.domain.network.models import Appeal, AppealFile, AppealMessage, AppealPassing, Appellant, Issue
from shuniu.domain.network.numbers import digest_of
from shuniu.domain.network.queries.appeal import appeal_by_number
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Attachment, Duty, Notice, OutgoingMail, QueryNumber
from shuniu.kernel.trail.models import AuditEvent
from shuniu.kernel.trail.queries import tell
from tests.access.addresses import Scene
from tests.structure.source import SOURCE

SUBJECT, TEXT, CONTACT, PHONE = "暗号诉求一四七", "暗号内容二五八", "暗号联系三六九", "19912345678"
MARKS = (SUBJECT, TEXT, CONTACT, PHONE)
EVERYWHERE = ("reviewer", "org.head")  # these two open every address of the product, the others what lies near
NEAR = ("/desk/network/", "/desk/search/", "/desk/duties/", "/desk/notices/", "/desk/outbox/", "/appeals/", "/cockpit/")
RECEIPT = {"subject": SUBJECT, "text": TEXT, "contact_name": CONTACT, "phone": PHONE, "anonymous": "on"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def raise_one(city, *, key="anonymous", anonymous=True, **more) -> tuple[Appeal, str]:
    return actions.raise_appeal(
        city.hub, key=key, subject=SUBJECT, text=TEXT, name="", contact_name=CONTACT, phone=PHONE, organization=city.member,
        anonymous=anonymous, by=city.user("org.secretary"), at=city.now, files=[SimpleUploadedFile(f"{CONTACT}.txt", b"hi")], **more,
    )  # fmt: skip


@pytest.fixture
def appeal(city) -> Appeal:
    """Raised, talked about, merged into an issue that everybody may read."""
    row, _number = raise_one(city)
    officer, head = city.user("hub.officer"), city.user("hub.head")
    issue = actions.write_issue(
        city.hub, title="晚间场地不足", text="多家反映。", department="街道", key="x", by=officer, at=city.now
    )
    actions.merge_appeal(row, issue=issue, by=officer, at=city.now)
    actions.publish_issue(issue, by=head, at=city.now)
    actions.answer_appeal(row, text="先去现场看。", by=officer, at=city.now)
    return row


def others(city) -> dict[str, User | None]:
    """Who may learn nothing: a reviewer, other organizations, colleagues, other hubs, bodies above, the hub's clerk."""
    reviewer = User.objects.create(username="reviewer.one", name="评审")
    body = Organization.objects.filter(kind="social_service").exclude(pk=city.member.pk).first()
    Appointment.objects.create(person=reviewer, organization=body, role="reviewer", valid_from=local_date(city.now))
    names = ("org.head", "secretary01.org", "hub02.head", "second.head", "hub.clerk", "office.head", "district.officer")
    return {"reviewer": reviewer, "citizen": None, **{name: city.user(name) for name in names}}


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def words_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", "replace") + str(response.headers)


def everywhere(city, settings) -> dict[str, str]:
    scene = Scene(city)
    raise_again = dict(scene.paths)
    for which in ("duties/?which=body", "duties/?which=started", "duties/?which=done", "notices/", "outbox/"):
        raise_again[which] = f"/desk/{which}"
    for mark in MARKS:
        raise_again[f"search {mark}"] = f"/desk/search/?q={mark}"
        raise_again[f"issues {mark}"] = f"/desk/network/issues/export/?q={mark}"
    return raise_again


@pytest.mark.acceptance("A05.3")
def test_no_page_and_no_file_of_the_product_tells_others_anything(city, appeal, settings):
    paths = everywhere(city, settings)
    paths |= {
        "appeal": f"/desk/network/appeals/{appeal.pk}/", "file": f"/desk/network/appeals/{appeal.pk}/files/1/",
        "own": f"/desk/network/appeals/own/{appeal.pk}/", "attachment": "/desk/attachments/1/",
    }  # fmt: skip
    for name, user in others(city).items():
        client = client_of(user)
        for page, path in paths.items():
            if name not in EVERYWHERE and not path.startswith(NEAR):
                continue
            response = client.get(path)
            assert response.status_code < 500, (name, page)
            told = words_of(response)
            # A search page repeats what was typed into it.
            marks = [mark for mark in MARKS if mark in told.replace(f'value="{mark}"', "").replace(f"“{mark}”", "")]
            if page.startswith(("search", "issues ")):
                marks = [mark for mark in marks if mark not in path]
            assert marks == [], (name, page)
        for page in ("appeal", "file", "own"):
            wanted = (302,) if user is None else (404,)
            assert client.get(paths[page]).status_code in wanted, (name, page)


def test_the_issue_list_says_neither_who_nor_when_nor_how_many(city, appeal):
    issue = Issue.objects.get(title="晚间场地不足")
    for name, user in others(city).items():
        if user is None:
            continue
        client = client_of(user)
        for path in ("/desk/network/issues/", "/desk/network/issues/export/", f"/desk/network/issues/{issue.pk}/"):
            told = words_of(client.get(path))
            assert "晚间场地不足" in told, (name, path)
            beside = told.split("晚间场地不足")[-1][:600]
            assert [one for one in (city.member.name, str(appeal.pk), "并入", "诉求附件") if one in beside] == [], (
                name,
                path,
            )
    assert "并入 1 件" in client_of(city.user("hub.officer")).get("/desk/network/issues/").content.decode()


def test_duties_notices_mails_and_the_trail_name_nobody(city, appeal):
    secretary = city.user("org.secretary")
    rows: list[object] = [
        *Duty.objects.filter(subject_id=appeal.pk).values(), *Notice.objects.filter(url__contains=str(appeal.pk)).values(),
        *OutgoingMail.objects.filter(body__contains=str(appeal.pk)).values(), *Attachment.objects.values(),
        *AuditEvent.objects.filter(subject_id=appeal.pk).values(), *QueryNumber.objects.values(),
        *AuditEvent.objects.filter(subject_type="network.issue").values(),
    ]  # fmt: skip
    told = json.dumps(rows, default=str, ensure_ascii=False)
    assert [mark for mark in (*MARKS, city.member.name, city.member.code) if mark in told] == []
    events = list(AuditEvent.objects.filter(subject_id=appeal.pk))
    assert {event.actor_id for event in events} <= {None, city.user("hub.officer").pk}
    assert not AuditEvent.objects.filter(actor_id=secretary.pk, subject_type__startswith="network.app").exists()
    assert not any(city.member.pk in event.facts.values() for event in events)
    assert not Notice.objects.filter(user=secretary, kind="appeal_answered").exists()
    assert not any(CONTACT in one.text for one in tell(events))


def test_ids_and_numbers_tell_neither_order_nor_time(city):
    rows = [raise_one(city, key=f"n{n}") for n in range(6)]
    ids = [row.pk for row, _number in rows]
    assert ids != sorted(ids) or ids[-1] - ids[0] > 10**6
    assert all(pk >= 2**40 for pk in ids)
    assert not any(f"{local_date(city.now):%Y%m%d}" in number for _row, number in rows)
    assert len({number for _row, number in rows}) == 6
    with opened(hubs=[city.hub.pk]):
        assert list(Appeal.objects.filter(organization=city.member, anonymous=True)) == []


def test_the_figures_above_the_hub_list_appeals_without_words(city, appeal):
    with opened(hubs=[city.hub.pk]):
        Appeal.objects.filter(pk=appeal.pk).update(due_on=local_date(city.now))
    Snapshot.objects.filter(period_code=period_of("Q", local_date(city.now)).code).delete()
    compute_snapshot(
        period_of("Q", local_date(city.now)), by=User.objects.system("schedule"), at=city.now, codes=["OPN-10"]
    )
    value = IndicatorValue.objects.filter(hub=city.hub, code="OPN-10").latest("pk")
    told = words_of(client_of(city.user("office.head")).get(f"/cockpit/values/{value.pk}/"))
    if "一件诉求" in told:
        assert f"/desk/network/appeals/{appeal.pk}/" not in told
    assert [mark for mark in (*MARKS, city.member.name) if mark in told] == []


def test_the_receipt_is_the_only_place_of_the_number(city, client, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(city.user("org.secretary"))
    page = client.post("/appeals/", {**RECEIPT, "hub": city.hub.code, "body": city.member.code, "key": "once"})
    with opened(hubs=[city.hub.pk]):
        row = Appeal.objects.get(key_digest=digest_of("once"))
    number = page.content.decode().split('id="number">')[1].split("<")[0]
    assert appeal_by_number(number) == row
    assert page["Cache-Control"] == "private, no-store"
    stored = [str(one.get_decoded()) for one in Session.objects.all()] + [str(row.__dict__)]
    assert not any(number in one for one in stored)
    assert not any(number in record.getMessage() for record in caplog.records)
    followed = client_of(None).post("/appeals/follow/", {"number": number})
    assert SUBJECT in followed.content.decode()
    assert number not in followed.request["PATH_INFO"] + followed.request["QUERY_STRING"]
    assert [mark for mark in (CONTACT, PHONE, city.member.name) if mark in followed.content.decode()] == []
    moved = client_of(None).get(f"/query/?number={number}")
    assert (moved.status_code, moved["Location"]) == (302, "/appeals/follow/")
    assert SUBJECT in client_of(None).post("/query/", {"number": number}).content.decode()
    assert "没有查到" in client_of(None).post("/appeals/follow/", {"number": "SQ-AAAA-BBBB-CCCC-D"}).content.decode()


def test_the_own_list_of_an_organization_shows_only_what_bears_its_name(city, client):
    named, _number = raise_one(city, key="named", anonymous=False)
    raise_one(city)
    client.force_login(city.user("org.head"))
    told = client.get("/desk/network/appeals/own/").content.decode()
    assert told.count(f"/desk/network/appeals/own/{named.pk}/") == 1
    assert told.count(SUBJECT) == 1


def test_the_export_names_no_anonymous_appellant_and_no_contact(city, appeal, client):
    client.force_login(city.user("hub.officer"))
    raise_one(city, key="named", anonymous=False)
    refused = client.post("/desk/network/appeals/export/?which=all", {"purpose": "curiosity"})
    assert "请选导出的用途" in refused.content.decode()
    answer = client.post("/desk/network/appeals/export/?which=all", {"purpose": "meeting"})
    told = words_of(answer)
    assert (SUBJECT in told, CONTACT in told, PHONE in told) == (True, False, False)
    lines = [line for line in told.split("<row") if SUBJECT in line]
    assert sorted(city.member.name in line for line in lines) == [False, True]
    assert AuditEvent.objects.get(verb="network.appeals_exported").facts == {"purpose": "meeting"}


TABLES = (Appeal, Appellant, AppealMessage, AppealFile)


def plain_role(cursor) -> None:
    """As in production: an account without a superuser's rights, which owns the tables."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("CREATE ROLE shuniu_plain")
    cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO shuniu_plain")
    cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO shuniu_plain")
    cursor.execute("GRANT ALL ON SCHEMA public TO shuniu_plain")
    for model in (*TABLES, AppealPassing):
        cursor.execute(f"ALTER TABLE {model._meta.db_table} OWNER TO shuniu_plain")
    cursor.execute("SET LOCAL ROLE shuniu_plain")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def counts() -> list[int]:
    return [model.objects.filter(hub_id__gt=0).count() for model in TABLES]


def test_row_level_security_is_a_second_lock_also_for_the_owner(city, appeal):
    second = Organization.objects.get(appointments__person__username="hub02.head")
    with transaction.atomic(), connection.cursor() as cursor:
        plain_role(cursor)
        assert counts() == [0, 0, 0, 0]
        with opened(hubs=[city.hub.pk]):
            assert Appeal.objects.get(pk=appeal.pk).subject == SUBJECT
            assert set(Appeal.objects.values_list("hub", flat=True)) == {city.hub.pk}
            with opened(hubs=[second.pk]):
                assert set(Appeal.objects.values_list("hub", flat=True)) == {city.hub.pk, second.pk}
        assert counts() == [0, 0, 0, 0]
        with opened(appeals=[appeal.pk]):
            assert counts()[1] == 0
        with opened_for(city.user("org.secretary"), city.now), opened_for(AnonymousUser(), city.now):
            assert not Appeal.objects.filter(pk=appeal.pk).exists()
        cursor.execute("SET LOCAL shuniu.confidential = 'backup'")
        assert all(one > 0 for one in counts())
        cursor.execute("RESET shuniu.confidential")
        cursor.execute("EXPLAIN SELECT * FROM network_appeal")
        transaction.set_rollback(True)


def test_the_whole_story_works_for_an_account_under_the_lock(city):
    with transaction.atomic(), connection.cursor() as cursor:
        plain_role(cursor)
        row, number = raise_one(city)
        officer = city.user("hub.officer")
        actions.conclude_appeal(row, text="已办。", by=officer, at=city.now)
        assert appeal_by_number(number) == row
        with opened(digest=digest_of(number), appeals=[row.pk]):
            actions.write_more(row, text="门还关着", opened_by=AnonymousUser(), at=city.now)
        actions.conclude_appeal(row, text="门开了。", by=officer, at=city.now)
        page = client_of(None).post("/appeals/follow/", {"number": number, "act": "view", "view": "satisfied"})
        assert "谢谢您" in page.content.decode()
        assert "满意" in client_of(officer).get(f"/desk/network/appeals/{row.pk}/").content.decode()
        assert counts() == [0, 0, 0, 0]
        transaction.set_rollback(True)


def test_an_appeal_is_passed_on_under_the_lock_and_the_anonymous_stay_behind(city):
    second = Organization.objects.get(appointments__person__username="second.head")
    with transaction.atomic(), connection.cursor() as cursor:
        plain_role(cursor)
        row, number = raise_one(city)
        actions.pass_appeal(row, to=second, reason="不归我们管。", by=city.user("hub.head"), at=city.now)
        assert AppealPassing.objects.count() == 0
        with opened(hubs=[second.pk]):
            assert Appeal.objects.get(pk=row.pk).hub == second
            assert AppealPassing.objects.filter(appeal=row).count() == 1
            assert not Appellant.objects.filter(appeal=row).exists()
        with opened(hubs=[city.hub.pk]):
            assert not Appeal.objects.filter(pk=row.pk).exists()
            assert Appellant.objects.filter(appeal=row).exists()
        head = client_of(city.user("second.head"))
        page = head.get(f"/desk/network/appeals/{row.pk}/").content.decode()
        assert SUBJECT in page
        assert not any(mark in page for mark in (CONTACT, PHONE, city.member.name))
        assert client_of(city.user("hub.head")).get(f"/desk/network/appeals/{row.pk}/").status_code == 404
        assert "已转给" in client_of(None).post("/appeals/follow/", {"number": number}).content.decode()
        assert raise_one(city)[0].pk == row.pk
        transaction.set_rollback(True)


def test_nothing_but_the_network_and_its_faces_knows_appeals():
    """Selection, review and whatever chooses among organizations never see them."""
    knowing = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "Appeal" in path.read_text(encoding="utf-8") and "domain/network/" not in path.as_posix()
    }
    assert knowing == {"faces/cockpit/describe.py", "faces/cli/demo/appeals.py"}
