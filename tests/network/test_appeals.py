"""An appeal from the first word to the appellant's judgement: clocks, replies, issues, figures (A05.3)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader, PdfWriter

from shuniu.domain.network import actions
from shuniu.domain.network.confidential import opened, opened_for, spoken_for
from shuniu.domain.network.indicators import appeals_answered, appeals_judged
from shuniu.domain.network.models import (
    Appeal,
    AppealFile,
    AppealMessage,
    Appellant,
    Endorsement,
    Issue,
    ValueStatement,
)
from shuniu.domain.network.numbers import digest_of
from shuniu.domain.network.queries.appeal import appeal_by_number, issues_shown, names_told
from shuniu.kernel.core.moments import add_working_days, local_date, period_of
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.bare import bare_copy
from shuniu.kernel.record.models import Duty, Notice

NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def raise_one(city, *, key="k", by="org.secretary", **more):
    facts = {
        "subject": "夜间场地难找", "text": "活动室五点就关门，希望开到九点。", "name": "", "contact_name": "王桂兰",
        "phone": "13812345678", "organization": city.member,
    } | more  # fmt: skip
    return actions.raise_appeal(city.hub, key=key, by=city.user(by) if by else NOBODY, at=city.now, **facts)


def test_an_appeal_stays_in_sight_of_its_organization_after_two_merges(city):
    appeal, _number = raise_one(city)
    between = Organization.objects.filter(kind="social_service", source="demo").exclude(pk=city.member.pk).first()
    present = Organization.objects.filter(appointments__person=city.user("org.liaison")).first()
    Organization.objects.filter(pk=city.member.pk).update(merged_into=between)
    Organization.objects.filter(pk=between.pk).update(merged_into=present)
    assert city.member.pk in spoken_for(city.user("org.liaison"), city.now)
    user = city.user("org.liaison")
    with opened_for(user, city.now):
        assert appeal in Appeal.objects.raised_for(user, city.now)


def seen(city, name: str) -> set[int]:
    user = city.user(name)
    with opened_for(user, city.now):
        return set(Appeal.objects.visible_to(user, city.now).values_list("pk", flat=True))


def fresh(appeal: Appeal) -> Appeal:
    with opened(hubs=[appeal.hub_id]):
        return Appeal.objects.get(pk=appeal.pk)


def owed(appeal: Appeal) -> dict[str, object]:
    rows = Duty.objects.open().filter(subject_type="network.appeal", subject_id=appeal.pk)
    return dict(rows.values_list("verb", "due_on"))


def concluded(city, **more):
    appeal, number = raise_one(city, **more)
    return actions.conclude_appeal(
        appeal, text="已商定每周两晚开放。", by=city.user("hub.officer"), at=city.now
    ), number


def test_an_organization_raises_an_appeal_and_both_clocks_run(city):
    appeal, number = raise_one(city)
    today = local_date(city.now)
    assert owed(appeal) == {
        "answer_appeal": add_working_days(today, 5, working_calendar()), "conclude_appeal": today + timedelta(days=60),
    }  # fmt: skip
    again, same = raise_one(city)
    assert (again.pk, same) == (appeal.pk, number)
    assert appeal_by_number(number) == appeal
    assert appeal_by_number(number[:-1] + ("A" if number[-1] != "A" else "B")) is None
    assert number not in str(Appeal.objects.values().filter(pk=appeal.pk))
    assert Notice.objects.filter(user=city.user("hub.officer"), kind="appeal_raised").count() == 1
    assert {appeal.pk} <= seen(city, "hub.officer")


def test_anybody_raises_one_for_a_group_without_registration(city):
    appeal, _number = raise_one(city, by=None, organization=None, name="夕照里合唱队")
    with opened(hubs=[city.hub.pk]):
        assert Appellant.objects.get(appeal=appeal).name == "夕照里合唱队"
    with pytest.raises(ValidationError):
        raise_one(city, by=None, organization=None, name=" ", key="empty")
    with pytest.raises(PermissionDenied):
        raise_one(city, by=None, key="forged")  # in an organization's name without signing in
    with pytest.raises(PermissionDenied):
        raise_one(city, by=None, organization=None, name="队", channel="phone", key="phone")
    raise_one(city, by="hub.officer", organization=None, name="队", channel="phone", key="phone")


def test_the_first_answer_stops_its_clock_and_nothing_closes_without_words(city):
    appeal, _number = raise_one(city)
    officer = city.user("hub.officer")
    for name in ("hub.clerk", "hub02.head", "office.head", "org.secretary"):
        with pytest.raises(PermissionDenied):
            actions.answer_appeal(appeal, text="看过了", by=city.user(name), at=city.now)
    actions.answer_appeal(appeal, text="先去现场看。", by=officer, at=city.now)
    actions.answer_appeal(appeal, text="先去现场看。", by=officer, at=city.now)
    appeal = fresh(appeal)
    assert (appeal.state, list(owed(appeal))) == ("IN_HAND", ["conclude_appeal"])
    with opened(hubs=[city.hub.pk]):
        assert AppealMessage.objects.filter(appeal=appeal).count() == 1
    with pytest.raises(ValidationError, match="不能办结"):
        actions.conclude_appeal(appeal, text="  ", by=officer, at=city.now)
    with opened(hubs=[city.hub.pk]), pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="CONCLUDED")
    appeal = actions.conclude_appeal(appeal, text="已开放到九点。", by=officer, at=city.now)
    assert (appeal.state, owed(appeal)) == ("CONCLUDED", {})
    assert Notice.objects.filter(user=city.user("org.secretary"), kind="appeal_answered").count() == 2


def test_the_appellant_judges_and_the_hub_cannot(city):
    appeal, number = concluded(city)
    with opened(digest=digest_of(number), appeals=[appeal.pk]):
        with pytest.raises(ValidationError, match="枢纽不能代写"):
            actions.record_view(appeal, view="satisfied", opened_by=city.user("hub.clerk"), at=city.now)
        with pytest.raises(ValidationError, match="请选一项"):
            actions.record_view(appeal, view="great", opened_by=NOBODY, at=city.now)
        actions.record_view(appeal, view="partly", text="九点还是早", opened_by=NOBODY, at=city.now)
        actions.record_view(appeal, view="partly", text="九点还是早", opened_by=NOBODY, at=city.now)
        with pytest.raises(ValidationError, match="另提一件"):
            actions.write_more(appeal, text="还有", opened_by=NOBODY, at=city.now)
    appeal = fresh(appeal)
    assert (appeal.state, appeal.view, appeal.view_text) == ("CLOSED", "partly", "九点还是早")


def test_not_solved_takes_it_up_again(city):
    appeal, number = concluded(city)
    with opened(digest=digest_of(number), appeals=[appeal.pk]):
        actions.write_more(appeal, text="门还是关着", opened_by=NOBODY, at=city.now)
    assert (fresh(appeal).state, list(owed(appeal))) == ("IN_HAND", ["conclude_appeal"])


def test_a_reply_nobody_judges_closes_without_a_view(city):
    appeal, _number = concluded(city)
    system = User.objects.system("schedule")
    actions.close_unjudged_appeals(by=system, at=city.now + timedelta(days=15))
    assert fresh(appeal).state == "CONCLUDED"
    actions.close_unjudged_appeals(by=system, at=city.now + timedelta(days=17))
    assert (fresh(appeal).state, fresh(appeal).view) == ("CLOSED", "")
    with pytest.raises(PermissionDenied):
        actions.close_unjudged_appeals(by=city.user("hub.head"), at=city.now)


def issue_of(city, **more) -> Issue:
    facts = {"title": "活动室晚间开放不足", "text": "建议错时开放。", "department": "街道办事处", "key": "i"} | more
    return actions.write_issue(city.hub, **facts, by=city.user("hub.officer"), at=city.now)


def test_appeals_become_an_issue_whose_answer_answers_them_all(city):
    issue, officer, head = issue_of(city), city.user("hub.officer"), city.user("hub.head")
    assert issue_of(city) == issue
    first, _n = raise_one(city, anonymous=True)
    second, _n = raise_one(city, key="k2")
    for appeal in (first, second):
        actions.merge_appeal(appeal, issue=issue, by=officer, at=city.now)
    assert not issues_shown(city.user("hub02.head"), city.now).filter(pk=issue.pk).exists()
    with pytest.raises(PermissionDenied):
        actions.publish_issue(issue, by=officer, at=city.now)
    issue = actions.publish_issue(issue, by=head, at=city.now)
    assert issues_shown(city.user("hub02.head"), city.now).filter(pk=issue.pk).exists()
    issue = actions.pass_issue_on(issue, by=head, at=city.now)
    with pytest.raises(ValidationError, match="不能再改"):
        actions.save_issue(issue, title="a", text="b", department="c", version=issue.version, by=officer, at=city.now)
    issue = actions.answer_issue(issue, answer="下月起开到九点。", conclude=True, by=officer, at=city.now)
    assert [fresh(one).conclusion for one in (first, second)] == ["下月起开到九点。"] * 2
    foreign = Issue.objects.exclude(hub=city.hub).first()
    with pytest.raises(ValidationError, match="本枢纽"):
        actions.merge_appeal(first, issue=foreign, by=officer, at=city.now)


def test_an_issue_never_says_who_raised_it(city):
    issue, officer = issue_of(city), city.user("hub.officer")
    appeal, _number = raise_one(city, anonymous=True, by=None, organization=None, name="云州市新苗服务中心")
    actions.merge_appeal(appeal, issue=issue, by=officer, at=city.now)
    facts = {"department": "街道", "version": 0, "by": officer, "at": city.now}
    for text in ("云州市新苗服务中心反映", "“新苗”等几家反映", "请联系王桂兰", "电话 138 1234 5678"):
        with pytest.raises(ValidationError, match="认出反映人"):
            actions.save_issue(issue, title="场地", text=text, **facts)
    actions.save_issue(issue, title="场地", text="多家组织反映晚间没有场地", **facts)
    with opened(hubs=[city.hub.pk]):
        assert names_told(issue, "我们在新苗路的活动室") == {"新苗"}


def test_opn_10_and_opn_11_count_what_was_due(city):
    with opened(hubs=[city.hub.pk]):
        AppealMessage.objects.all().delete()
        Appellant.objects.all().delete()
        Appeal.objects.all().delete()
    made = [raise_one(city, key=f"o{n}")[0] for n in range(4)]
    day = local_date(city.now) - timedelta(days=70)
    before = city.now - timedelta(days=75)
    for n, appeal in enumerate(made[:3]):
        with opened(hubs=[city.hub.pk]):
            Appeal.objects.filter(pk=appeal.pk).update(
                raised_at=before, due_on=day, close_by=local_date(city.now) - timedelta(days=15),
                first_answered_at=None if n == 2 else city.now - timedelta(days=71 if n == 0 else 60),
            )  # fmt: skip
    with opened(hubs=[city.hub.pk]):
        Appeal.objects.filter(pk=made[0].pk).update(
            state="CLOSED", conclusion="办成", concluded_at=city.now - timedelta(days=20), view="satisfied",
            viewed_at=city.now - timedelta(days=18), closed_at=city.now - timedelta(days=18),
        )  # fmt: skip
    answered = appeals_answered(hubs=[city.hub.pk], period=period_of("Q", day), at=city.now)[city.hub.pk]
    assert (answered.numerator, answered.denominator) == (1, 3)
    last = local_date(city.now) - timedelta(days=15)
    judged = appeals_judged(hubs=[city.hub.pk], period=period_of("H", last), at=city.now)[city.hub.pk]
    assert (judged.numerator, judged.denominator, len(judged.items)) == (1, 3, 3)


def test_organizations_endorse_a_version_and_take_it_back(city):
    head, secretary = city.user("hub.head"), city.user("org.secretary")
    row = actions.publish_values(city.hub, title="公益为先", text="说到做到。", by=head, at=city.now)
    assert actions.publish_values(city.hub, title="公益为先", text="说到做到。", by=head, at=city.now) == row
    endorsed = actions.endorse(row, organization=city.member, by=secretary, at=city.now)
    assert actions.endorse(row, organization=city.member, by=secretary, at=city.now) == endorsed
    with pytest.raises(PermissionDenied):
        actions.endorse(row, organization=city.member, by=head, at=city.now)
    newer = actions.publish_values(city.hub, title="公益为先", text="说到做到，账目公开。", by=head, at=city.now)
    assert newer.number == row.number + 1
    with pytest.raises(ValidationError, match="新的一版"):
        actions.endorse(row, organization=city.member, by=secretary, at=city.now)
    assert actions.withdraw_endorsement(endorsed, by=secretary, at=city.now).withdrawn_at == city.now
    assert Endorsement.objects.filter(statement=row).count() == 1
    assert ValueStatement.objects.filter(hub=city.hub).first() == newer


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    [chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), chunk(b"tEXt", b"Author\x00Wang Guilan"),
     chunk(b"eXIf", b"Wang Guilan"), chunk(b"IDAT", zlib.compress(b"\x00\x00")), chunk(b"IEND", b"")]
)  # fmt: skip
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xe1\x00\x13Exif Wang Guilan\x00"
    + b"\xff\xfe\x00\x0dWang Guilan" + b"\xff\xda\x00\x02\x11\xff\x00\x22\xff\xd9" + b"Wang Guilan behind the end"
)  # fmt: skip


def pdf() -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Author": "Wang Guilan"})
    writer.write(made)
    return made.getvalue()


def office() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types><Override PartName="/docProps/core.xml" ContentType="x"/></Types>'
        )
        archive.writestr(
            "_rels/.rels", '<Relationships><Relationship Id="r" Target="docProps/core.xml"/></Relationships>'
        )
        archive.writestr("docProps/core.xml", "<creator>Wang Guilan</creator>")
        archive.writestr("word/document.xml", '<w:ins w:author="Wang Guilan" w:date="2026"><w:t>正文</w:t></w:ins>')
        archive.writestr("word/comments.xml", "<c>Wang Guilan</c>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"), (JPEG, "image/jpeg"), (pdf(), "application/pdf"),
        (office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)  # fmt: skip
def test_a_file_says_nothing_of_its_maker(content, media_type):
    def told(data: bytes) -> bool:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return any(b"Guilan" in archive.read(name) or "docProps" in name for name in archive.namelist())
        if data.startswith(b"%PDF"):
            return "Guilan" in str(PdfReader(io.BytesIO(data)).metadata) or b"Guilan" in data
        return b"Guilan" in data

    assert told(content)
    bare = bare_copy(content, media_type)
    assert not told(bare)
    assert bare[:4] == content[:4]


def test_files_lose_their_names_and_odd_ones_are_refused(city):
    files = [SimpleUploadedFile("王桂兰的照片.png", PNG), SimpleUploadedFile("新苗中心说明.pdf", pdf())]
    appeal, _number = raise_one(city, files=files)
    with opened(hubs=[city.hub.pk]):
        rows = list(AppealFile.objects.filter(appeal=appeal))
        assert [row.name for row in rows] == ["诉求附件1.png", "诉求附件2.pdf"]
        assert not any("王" in row.file.name or "新苗" in row.file.name or "2026" in row.file.name for row in rows)
    for name, content in (("旧.doc", b"\xd0\xcf\x11\xe0 old"), ("坏.png", PNG[:40]), ("坏.jpg", JPEG[:30])):
        with pytest.raises(ValidationError):
            raise_one(city, key=name, files=[SimpleUploadedFile(name, content)])


def second_hub(city):
    return Organization.objects.get(appointments__person__username="second.head")


def pass_on(city, appeal, *, to=None, by="hub.head", reason="属于青少年工作，转请办理。"):
    return actions.pass_appeal(appeal, to=to or second_hub(city), reason=reason, by=city.user(by), at=city.now)


def test_an_appeal_passed_on_keeps_its_clocks_and_the_appellant_is_told(city):
    appeal, number = raise_one(city)
    before, to = owed(appeal), second_hub(city)
    with pytest.raises(PermissionDenied):
        pass_on(city, appeal, by="hub.officer")
    for wrong in ({"reason": " "}, {"to": city.hub}, {"to": city.member}):
        with pytest.raises(ValidationError):
            pass_on(city, appeal, **wrong)
    passing = pass_on(city, appeal)
    assert pass_on(city, appeal) == passing, "twice is once"
    assert owed(appeal) == before
    assert set(Duty.objects.open().filter(subject_id=appeal.pk).values_list("body", flat=True)) == {to.pk}
    assert appeal.pk not in seen(city, "hub.head")
    assert appeal.pk not in seen(city, "hub.officer")
    assert appeal.pk in seen(city, "second.head")
    with opened(hubs=[to.pk]):
        row = Appeal.objects.get(pk=appeal.pk)
        assert (row.hub, row.appellant.phone, row.messages.count()) == (to, "13812345678", 1)
    followed = appeal_by_number(number)
    assert followed.hub == to
    page = Client().post("/appeals/follow/", {"number": number}).content.decode()
    assert f"已转给“{to.name}”办理" in page
    assert Notice.objects.filter(kind="appeal_passed_here", user=city.user("second.head")).count() == 1
    assert Notice.objects.filter(kind="appeal_passed_on", user=city.user("org.secretary")).count() == 1
    again, same = raise_one(city)
    assert (again.pk, same) == (appeal.pk, number), "the form sent once more is the same appeal, wherever it is now"
    answered = actions.conclude_appeal(row, text="已安排场地。", by=city.user("second.head"), at=city.now)
    assert answered.state == "CONCLUDED"
    with pytest.raises(ValidationError, match="不能再转"):
        pass_on(city, answered, to=city.hub, by="second.head")


def test_who_is_anonymous_stays_known_to_the_first_hub_alone(city):
    appeal, _number = raise_one(city, anonymous=True, files=[SimpleUploadedFile("照片.png", PNG)])
    to = second_hub(city)
    pass_on(city, appeal)
    head = Client()
    head.force_login(city.user("second.head"))
    page = head.get(f"/desk/network/appeals/{appeal.pk}/").content.decode()
    assert "没有随件转来" in page
    assert "诉求附件1.png" in page
    for mark in ("王桂兰", "13812345678", city.member.name):
        assert mark not in page
    with opened(hubs=[to.pk]):
        assert Appeal.objects.get(pk=appeal.pk).known_appellant is None
    assert b"13812345678" not in b"".join(
        head.post("/desk/network/appeals/export/", {"purpose": "report"}).streaming_content
    )
    former = Client()
    former.force_login(city.user("hub.head"))
    assert former.get(f"/desk/network/appeals/{appeal.pk}/").status_code == 404
    assert to.name in former.get("/desk/network/appeals/").content.decode()
    back = Appeal(pk=appeal.pk)
    actions.pass_appeal(back, to=city.hub, reason="不属于我们，退回。", by=city.user("second.head"), at=city.now)
    page = former.get(f"/desk/network/appeals/{appeal.pk}/").content.decode()
    assert "王桂兰" in page


def test_the_page_passes_on_and_what_was_typed_stays(city):
    appeal, _number = raise_one(city)
    client, address = Client(), f"/desk/network/appeals/{appeal.pk}/"
    client.force_login(city.user("hub.head"))
    page = client.post(address, {"act": "pass", "to": second_hub(city).code, "reason": ""}).content.decode()
    assert "请写明为什么转" in page
    assert (
        client.post(address, {"act": "pass", "to": city.hub.code, "reason": "留在这里的话"})
        .content.decode()
        .count("留在这里的话")
        == 1
    )
    done = client.post(address, {"act": "pass", "to": second_hub(city).code, "reason": "转"})
    assert done["Location"] == "/desk/network/appeals/"
    client.force_login(city.user("hub.officer"))
    other, _number = raise_one(city, key="other")
    assert "转给别的枢纽" not in client.get(f"/desk/network/appeals/{other.pk}/").content.decode()
