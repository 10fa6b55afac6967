"""Duties and reminders, notices, files, evidence, query numbers, invitations, hand-over, saved views."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, given
from hypothesis import strategies as st

from shuniu.domain.oversight.actions import file_request
from shuniu.kernel.core.moments import CITY_TIME, add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.actions import name_substitute
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.record.actions import (
    add_evidence,
    attach,
    issue_query_number,
    notify,
    owe,
    remind,
    send_mail,
    send_outbox,
    settle,
    withdraw_evidence,
)
from shuniu.kernel.record.actions.duty import reminder_days
from shuniu.kernel.record.kinds import duty_title
from shuniu.kernel.record.models import (
    Attachment,
    Duty,
    Evidence,
    Notice,
    OutgoingMail,
    QueryNumber,
)
from shuniu.kernel.record.numbers import ALPHABET, check_character, is_right, number_with_check

DUE = date(2026, 10, 16)  # a Friday; 1–7 October off, 10 October worked


def moment(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=CITY_TIME)


def duty(city, *, due=DUE, began=date(2026, 9, 1), verb="file", subject=None, **more):
    return owe(subject or city.hub, verb, body=city.hub, roles=["head"], due_on=due, url="/desk/x/", at=moment(began),
               label="第三季度例会", **more)  # fmt: skip


def test_reminders_fall_on_working_days_over_the_national_holiday(city):
    days = reminder_days(duty(city), working_calendar())
    assert days == {date(2026, 9, 29): -7, date(2026, 10, 12): -3, date(2026, 10, 16): 0, date(2026, 10, 19): 1} or days == {
        add_working_days(DUE, -7, working_calendar()): -7, add_working_days(DUE, -3, working_calendar()): -3,
        DUE: 0, add_working_days(DUE, 1, working_calendar()): 1,
    }  # fmt: skip
    assert sorted(days) == [date(2026, 10, 8), date(2026, 10, 13), date(2026, 10, 16), date(2026, 10, 19)]


@pytest.mark.parametrize(
    ("began", "steps"),
    [
        (date(2026, 10, 7), [-7, -3, 0, 1]), (date(2026, 10, 8), [-3, 0, 1]), (date(2026, 10, 13), [0, 1]),
        (date(2026, 10, 15), [0, 1]), (date(2026, 10, 16), [1]), (date(2026, 10, 19), []),
    ],
)  # fmt: skip
def test_a_step_on_or_before_the_beginning_is_dropped(city, began, steps):
    assert sorted(reminder_days(duty(city, began=began), working_calendar()).values()) == steps


def run_reminders(day):
    return remind(calendar=working_calendar(), at=moment(day), titles=duty_title)


def test_each_holder_is_reminded_once_a_step_in_the_app_and_by_mail(city):
    Duty.objects.all().delete()
    row = duty(city)
    name_substitute(
        Appointment.objects.get(person=city.user("hub.head")), substitute=city.user("hub.officer"), reason="出差",
        valid_from=date(2026, 10, 12), valid_to=date(2026, 10, 15), by=city.user("hub.head"), at=city.now,
    )  # fmt: skip
    sent = {day: run_reminders(date(2026, 10, day)) for day in range(7, 25)}
    assert {day: n for day, n in sent.items() if n} == {8: 1, 13: 2, 16: 1, 19: 1}
    assert run_reminders(date(2026, 10, 19)) == 0
    told = Notice.objects.filter(user=city.user("hub.head")).order_by("created_at").values_list("kind", "key")
    assert list(told) == [("duty_due", f"duty:{row.pk}:-7"), ("duty_due", f"duty:{row.pk}:-3"), ("duty_due", f"duty:{row.pk}:0"),
                          ("duty_overdue", f"duty:{row.pk}:1")]  # fmt: skip
    assert OutgoingMail.objects.filter(to="hub.head@demo.invalid").count() == 4


def test_a_job_that_stood_for_a_day_catches_up_and_one_that_stood_for_a_week_does_not_flood(city):
    Duty.objects.all().delete()
    duty(city)
    assert run_reminders(date(2026, 10, 10)) == 1
    assert run_reminders(date(2026, 10, 26)) == 0


def test_what_is_done_reminds_nobody(city):
    Duty.objects.all().delete()
    row = duty(city)
    assert settle(city.hub, "file", at=city.now, by=city.user("hub.head")) == 1
    assert settle(city.hub, "file", at=city.now) == 0
    assert run_reminders(date(2026, 10, 16)) == 0
    row.refresh_from_db()
    assert row.settled_by == city.user("hub.head")


def test_the_same_duty_is_owed_once_and_a_moved_deadline_moves_it(city):
    row = duty(city)
    again = duty(city, due=DUE + timedelta(days=3))
    assert (again.pk, again.due_on) == (row.pk, DUE + timedelta(days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(body=city.hub, verb="file", subject_type="orgs.organization", subject_id=city.hub.pk,
                            url="/", began_at=city.now, due_on=DUE)  # fmt: skip


def test_a_duty_is_seen_by_whoever_holds_the_role_and_by_nobody_else(city):
    row = duty(city)
    for who, sees in [("hub.head", True), ("hub.officer", False), ("office.head", False), ("org.head", False)]:
        assert Duty.objects.visible_to(city.user(who), city.now).filter(pk=row.pk).exists() is sees


def texts(page):
    return [row["title"] for row in page.context["rows"]]


def test_one_work_list_with_tabs(city, client):
    Duty.objects.all().delete()
    today = local_date(city.now)
    for n, (verb, days) in enumerate([("late", -1), ("today", 0), ("later", 40)]):
        owe(city.hub, verb, body=city.hub, roles=["officer"], due_on=today + timedelta(days=days), url="/desk/", at=city.now, label=verb, element="mechanism" if n else "open")  # fmt: skip
    owe(city.hub, "heads", body=city.hub, roles=["head"], due_on=today, url="/desk/", at=city.now, label="heads")
    client.force_login(city.user("hub.officer"))
    shown = {
        which: texts(client.get(f"/desk/duties/?which={which}"))
        for which in ("open", "late", "today", "body", "done", "started")
    }
    assert shown == {"open": ["late", "today", "later"], "late": ["late"], "today": ["today"], "done": [], "started": [],
                     "body": ["late", "today", "heads", "later"]}  # fmt: skip
    assert texts(client.get("/desk/duties/?which=open&element=open")) == ["late"]
    assert client.get("/desk/duties/?page=99&body=nothing").status_code == 200


def test_what_i_set_going_and_others_owe(city, client):
    Duty.objects.all().delete()
    row = file_request(
        city.hub, subject="协调场地", detail="请协调。", key="k1", by=city.user("hub.officer"), at=city.now
    )
    client.force_login(city.user("hub.officer"))
    page = client.get("/desk/duties/?which=started")
    assert {one["duty"].body for one in page.context["rows"]} == {row.addressed_to, city.hub}
    client.force_login(city.user("hub.clerk"))
    assert texts(client.get("/desk/duties/?which=started")) == []


def test_the_list_takes_the_same_queries_for_one_duty_and_for_three(city, client):
    Duty.objects.all().delete()
    client.force_login(city.user("hub.head"))
    duty(city, verb="a")
    client.get("/desk/duties/")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/duties/")
    duty(city, verb="b")
    duty(city, verb="c")
    with CaptureQueriesContext(connection) as three:
        assert len(texts(client.get("/desk/duties/"))) == 3
    assert len(one) == len(three)


def test_a_notice_is_copied_as_wechat_text_and_opened_by_its_own_reader(city, client, settings):
    settings.PUBLIC_URL = "https://shuniu.example.org"
    notify(
        city.user("hub.head"),
        "duty_due",
        key="k",
        at=city.now,
        url="/desk/duties/",
        title="报送例会报告",
        due_on="2026-10-16",
    )
    notice = Notice.objects.get(key="k")
    client.force_login(city.user("hub.head"))
    page = client.get("/desk/notices/").content.decode()
    assert (
        "【枢纽】“报送例会报告”的期限是 2026-10-16。\n办理：https://shuniu.example.org/desk/duties/</textarea>" in page
    )
    client.force_login(city.user("hub.officer"))
    assert client.post(f"/desk/notices/{notice.pk}/read/").status_code == 404
    client.force_login(city.user("hub.head"))
    assert client.post(f"/desk/notices/{notice.pk}/read/")["location"] == "/desk/duties/"
    assert "报送例会报告" not in client.get("/desk/notices/?which=unread").content.decode()


def test_the_outbox_sends_each_mail_once_and_says_what_failed(city, settings):
    settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutgoingMail.objects.all().delete()
    for _twice in range(2):
        send_mail(to="a@demo.invalid", subject="一", body="正文", key="one", at=city.now)
    assert send_outbox(at=city.now) == 1
    assert send_outbox(at=city.now) == 0
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [(["a@demo.invalid"], "一", "正文")]
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    send_mail(to="b@demo.invalid", subject="二", body="正文", key="two", at=city.now)
    assert send_outbox(at=city.now) == 0
    assert OutgoingMail.objects.get(key="two").failure
    settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_outbox(at=city.now) == 1
    assert OutgoingMail.objects.get(key="two").failure == ""


def test_who_sees_the_outbox(city, client, settings):
    client.force_login(city.user("hub.clerk"))
    assert client.get("/desk/outbox/").status_code == 200
    settings.DEMO = False
    assert client.get("/desk/outbox/").status_code == 404
    type(city.user("hub.clerk")).objects.filter(username="hub.clerk").update(is_operator=True)
    client.force_login(city.user("hub.clerk"))
    assert client.get("/desk/outbox/").status_code == 200


def office_file(folder, *extra):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *extra):
            archive.writestr(name, "x")
    return out.getvalue()


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02..."


def jpeg(width, height, *, before=b""):
    return b"\xff\xd8" + before + struct.pack(">HHBHHB", 0xFFC0, 17, 8, height, width, 3) + b"..."


def padded(content, entries):
    """An archive with a directory of so many parts."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(entries):
            archive.writestr(f"{n}", b"")
    return out.getvalue()


def unpacks_to(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(size // 1_000_000):
                part.write(b"0" * 1_000_000)
    return out.getvalue()


SEGMENT = b"\xff\xe1\xff\xff" + b"\x00" * 65533
GOOD = [
    ("通知.pdf", b"%PDF-1.7 ...", "application/pdf"), ("照片.PNG", png(8000, 6000), "image/png"),
    ("照片.jpeg", jpeg(8000, 6000), "image/jpeg"), ("名单.csv", "姓名,单位".encode("gb18030"), "text/csv"),
    ("纪要.docx", office_file("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("旧表.xls", b"\xd0\xcf\x11\xe0....", "application/x-ole-storage"),
]  # fmt: skip
BAD = [
    ("程序.pdf", b"MZ\x90\x00", "不符"), ("页面.png", b"<html><script>", "不符"), ("x.html", b"<html>", "不符"), ("x.svg", b"<svg/>", "不符"),
    ("空.pdf", b"", "空的"), ("假.docx", b"PK\x03\x04 not a zip", "不符"), ("假.xlsx", office_file("word"), "不符"),
    ("宏.docx", office_file("word", "word/vbaProject.bin"), "不符"), ("x.exe", b"MZ", "不符"), ("二进制.txt", b"a\x00b", "不符"),
    ("炸弹.png", png(60000, 60000), "像素"), ("炸弹.jpg", jpeg(65000, 65000), "像素"), ("坏.png", b"\x89PNG\r\n\x1a\n...", "打不开"),
    ("藏得深.jpg", jpeg(65000, 65000, before=SEGMENT * 40), "像素"), ("坏.jpg", b"\xff\xd8\xff\xe0...", "打不开"),
    ("零.png", png(0, 9), "打不开"), ("展开.docx", unpacks_to(210_000_000), "展开后太大"),
    ("五万份.docx", padded(office_file("word"), 50_000), "展开后太大"),
    ("大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "20 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD, ids=[g[0] for g in GOOD])
def test_a_file_is_judged_by_its_content(city, name, content, media_type, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    given_ = {"owner": city.hub, "subject": city.hub, "by": city.user("hub.clerk"), "at": city.now}
    row = attach(SimpleUploadedFile(name, content), **given_)
    assert (row.media_type, row.size) == (media_type, len(content))
    assert attach(SimpleUploadedFile(name, content), **given_) == row


@pytest.mark.parametrize(("name", "content", "why"), BAD, ids=[b[0] for b in BAD])
def test_any_other_file_is_refused_and_one_is_told_what_to_do(city, name, content, why):
    before = Attachment.objects.count()
    with pytest.raises(ValidationError, match=why):
        attach(SimpleUploadedFile(name, content), owner=city.hub, subject=None, by=city.user("hub.clerk"), at=city.now)
    assert Attachment.objects.count() == before


def test_a_file_not_shown_to_anybody_is_downloaded_by_its_house_alone(city, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = attach(
        SimpleUploadedFile("例会 纪要.pdf", b"%PDF-1.7 x"),
        owner=city.hub,
        subject=None,
        by=city.user("hub.clerk"),
        at=city.now,
    )
    for who, status in [
        ("hub.officer", 200),
        ("office.officer", 404),
        ("second.head", 404),
        ("org.head", 404),
        ("district.head", 404),
    ]:
        client.force_login(city.user(who))
        page = client.get(f"/desk/files/{row.pk}/")
        assert page.status_code == status, who
        if status == 200:
            assert page["Content-Disposition"].startswith("attachment; filename*=utf-8''")
            assert (page["X-Content-Type-Options"], page["Content-Type"]) == ("nosniff", "application/pdf")
    with pytest.raises(PermissionDenied):
        attach(
            SimpleUploadedFile("x.pdf", b"%PDF-"), owner=city.hub, subject=None, by=city.user("org.head"), at=city.now
        )


def test_evidence_is_a_record_a_file_or_a_link_dated_and_taken_back(city):
    today = local_date(city.now)
    given_ = {"owner": city.hub, "form": "link", "title": "报道", "link": "https://example.org/a", "happened_on": today,
              "by": city.user("hub.officer"), "at": city.now}  # fmt: skip
    row = add_evidence(city.hub, **given_)
    assert add_evidence(city.hub, **given_) == row
    with pytest.raises(ValidationError, match="还没到"):
        add_evidence(city.hub, **{**given_, "happened_on": today + timedelta(days=1)})
    with pytest.raises(PermissionDenied):
        add_evidence(city.hub, **{**given_, "by": city.user("org.head")})
    with pytest.raises(IntegrityError), transaction.atomic():
        add_evidence(city.hub, **{**given_, "link": "", "title": "没有链接"})
    first = withdraw_evidence(row, by=city.user("hub.officer"), at=city.now).withdrawn_at
    assert withdraw_evidence(row, by=city.user("hub.officer"), at=city.now + timedelta(hours=1)).withdrawn_at == first
    assert Evidence.objects.of(city.hub).get(pk=row.pk).withdrawn_at == first


NUMBERS = st.builds(
    number_with_check,
    st.sampled_from(["HY", "XT", "SQ"]),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(1, 10**6),
)


@given(NUMBERS, st.data())
def test_a_slip_of_one_character_shows(number, data):
    body, check = number.rsplit("-", 1)
    spots = [n for n, c in enumerate(body) if c in ALPHABET]
    spot = data.draw(st.sampled_from(spots))
    other = data.draw(st.sampled_from(ALPHABET))
    assume(other != body[spot])
    assert is_right(number)
    assert not is_right(f"{body[:spot]}{other}{body[spot + 1 :]}-{check}")


@given(NUMBERS, st.data())
def test_two_neighbours_swapped_show(number, data):
    body, check = number.rsplit("-", 1)
    spot = data.draw(st.integers(0, len(body) - 2))
    one, two = body[spot], body[spot + 1]
    assume("-" not in (one, two) and one != two)
    assert not is_right(f"{body[:spot]}{two}{one}{body[spot + 2 :]}-{check}")


@pytest.mark.parametrize("text", ["", "-", "HY", "HY-20260922-0032", "随便写"])
def test_what_is_no_number_is_not_right(text):
    assert is_right(text) is False


def test_a_citizen_asks_by_number_and_a_slip_is_told(city, client):
    row = file_request(
        city.hub, subject="协调场地", detail="机密的详情", key="k2", by=city.user("hub.officer"), at=city.now
    )
    number = issue_query_number(row, prefix="XT", at=city.now)
    assert issue_query_number(row, prefix="XT", at=city.now) == number
    assert QueryNumber.objects.filter(subject_id=row.pk, subject_type="oversight.coordinationrequest").count() == 1
    page = client.get("/query/", {"number": f" {number.number.lower()} "}).content.decode()
    assert number.number in page
    assert "机密的详情" not in page
    body, check = number.number.rsplit("-", 1)
    wrong = ALPHABET[(ALPHABET.index(check) + 1) % len(ALPHABET)]
    assert "有一位不对" in client.get("/query/", {"number": f"{body}-{wrong}"}).content.decode()
    unknown = number_with_check("XT", date(2019, 1, 1), 7)
    assert "没有查到" in client.get("/query/", {"number": unknown}).content.decode()
    assert check_character(body) == check


def test_serials_are_never_used_twice(city):
    rows = Organization.objects.all()[:20]
    numbers = [issue_query_number(row, prefix="HY", at=city.now).number for row in rows]
    assert len(set(numbers)) == 20
