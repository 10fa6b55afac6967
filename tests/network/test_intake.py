"""An applicant for supervision: published conditions, missing told once, twenty working days, a written decision (A05.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from shuniu.domain.network import actions
from shuniu.domain.network.actions import answer_by_link
from shuniu.domain.network.documents import decision_document
from shuniu.domain.network.indicators import decided_in_time, refused_with_grounds, taken_in
from shuniu.domain.network.models import CoordinationMatter, IntakeCheck, IntakeCondition, SupervisionApplication
from shuniu.domain.network.queries.intake import conditions_of, hubs_that_take_in
from shuniu.kernel.core.moments import add_working_days, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Designation
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail, QueryNumber

PDF = b"%PDF-1.4 paper"


@pytest.fixture(autouse=True)
def empty(city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for model in (CoordinationMatter, IntakeCheck, SupervisionApplication):
        model.objects.all().delete()


def apply(city, *, key="k", papers=True, **more) -> SupervisionApplication:
    facts = {
        "name": "云州市云杉家庭服务中心", "kind": "social_service", "founders": "沈清和等五人", "plan": "日间照料",
        "contact_name": "沈清和", "phone": "13800000003", "email": "shen@demo.invalid",
    } | more  # fmt: skip
    wanted = [one for one in conditions_of(city.hub, city.now) if one.paper] if papers else []
    files = {one.pk: SimpleUploadedFile(f"{n}.pdf", PDF + str(n).encode()) for n, one in enumerate(wanted)}
    return actions.file_intake(city.hub, facts=facts, papers=files, key=key, at=city.now)


def complete(city, *, days_ago: int = 0, **more) -> SupervisionApplication:
    row = apply(city, **more)
    SupervisionApplication.objects.filter(pk=row.pk).update(filed_at=city.now - timedelta(days=days_ago))
    return actions.accept_file(row, by=city.user("hub.officer"), at=city.now)


def judged(city, *, unmet: int = 0, **more) -> SupervisionApplication:
    row = complete(city, **more)
    for n, check in enumerate(row.checks.all()):
        actions.judge_condition(
            check, met=n >= unmet, note="没有续签" if n < unmet else "", by=city.user("hub.officer"), at=city.now
        )
    return row


def decide(
    city, row, *, admit=True, grounds="对照六项条件，均符合。", remedy="", by="hub.head"
) -> SupervisionApplication:
    return actions.decide_intake(row, admit=admit, grounds=grounds, remedy=remedy, by=city.user(by), at=city.now)


def owed(row, body) -> list[str]:
    rows = Duty.objects.open().filter(subject_type="network.supervisionapplication", subject_id=row.pk, body=body)
    return sorted(rows.values_list("verb", flat=True))


def test_conditions_are_published_with_their_grounds(city):
    officer, before = city.user("hub.officer"), conditions_of(city.hub, city.now)
    lines = [("领域相符", "职责规定", ""), ("有固定住所", "登记规定", "场地证明"), ("", "", "")]
    made = actions.publish_intake_conditions(city.hub, lines=lines, by=officer, at=city.now)
    assert [one.title for one in conditions_of(city.hub, city.now)] == ["领域相符", "有固定住所"]
    assert actions.publish_intake_conditions(city.hub, lines=lines, by=officer, at=city.now) == made
    assert IntakeCondition.objects.filter(
        pk__in=[one.pk for one in before], valid_to=local_date(city.now)
    ).count() == len(before)
    with pytest.raises(ValidationError, match="依据"):
        actions.publish_intake_conditions(city.hub, lines=[("没有依据", "", "")], by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        actions.publish_intake_conditions(city.hub, lines=lines, by=city.user("hub.clerk"), at=city.now)


def test_only_mass_organizations_with_supervisory_status_take_in(city):
    Designation.objects.filter(organization=city.hub).update(supervisory_status=False)
    assert not hubs_that_take_in(city.now).filter(pk=city.hub.pk).exists()
    with pytest.raises(ValidationError, match="不受理"):
        apply(city)
    with pytest.raises(ValidationError, match="不受理"):
        actions.publish_intake_conditions(city.hub, lines=[("a", "b", "")], by=city.user("hub.head"), at=city.now)


def test_an_application_comes_in_once_with_its_papers(city):
    row = apply(city)
    assert apply(city).pk == row.pk
    assert [bool(one.paper) for one in row.checks.select_related("condition")] == [
        bool(one.paper) for one in conditions_of(city.hub, city.now)
    ]
    assert (owed(row, city.hub), row.check_by) == (
        ["check_intake"], add_working_days(local_date(city.now), 5, working_calendar()),
    )  # fmt: skip
    assert QueryNumber.objects.get(subject_type="network.supervisionapplication", subject_id=row.pk).number.startswith(
        "SL-"
    )
    with pytest.raises(ValidationError) as wrong:
        apply(city, key="empty", name=" ", phone="")
    assert sorted(wrong.value.message_dict) == ["name", "phone"]


def test_what_is_missing_is_told_once_and_all_at_once(city):
    row, officer = apply(city, papers=False), city.user("hub.officer")
    first, second = list(row.checks.filter(condition__paper__gt=""))[:2]
    with pytest.raises(ValidationError, match="一次写全"):
        actions.tell_missing(row, missing={first.pk: " "}, by=officer, at=city.now)
    row = actions.tell_missing(row, missing={first.pk: "补身份证明", second.pk: "补章程"}, by=officer, at=city.now)
    assert (row.state, owed(row, city.hub)) == ("MISSING", [])
    assert OutgoingMail.objects.filter(to="shen@demo.invalid", subject__contains="2 项").count() == 1
    row = actions.supplement_intake(row, papers={first.condition_id: SimpleUploadedFile("a.pdf", PDF)}, at=city.now)
    assert (row.state, owed(row, city.hub)) == ("FILED", ["check_intake"])
    with pytest.raises(ValidationError, match="不能再追加"):
        actions.tell_missing(row, missing={second.pk: "再补一份"}, by=officer, at=city.now)


def test_what_is_missing_may_be_answered_in_words(city, client):
    row = apply(city)
    first = row.checks.order_by("pk").first()
    actions.tell_missing(row, missing={first.pk: "请说明住所情况"}, by=city.user("hub.officer"), at=city.now)
    row.refresh_from_db()
    page = reverse("intake:case", args=[row.token])
    assert "可以只写明情况" in client.get(page).content.decode()
    client.post(page, {f"words_{first.condition_id}": " "})
    row.refresh_from_db()
    assert row.state == "MISSING"
    client.post(page, {f"words_{first.condition_id}": "住所由街道免费提供，没有租约。"})
    row.refresh_from_db()
    first.refresh_from_db()
    assert (row.state, first.missing, first.said) == ("FILED", "", "住所由街道免费提供，没有租约。")
    client.force_login(city.user("hub.officer"))
    assert "住所由街道免费提供" in client.get(reverse("network:intake", args=[row.pk])).content.decode()


def test_a_registered_applicant_becomes_the_hubs_to_supervise_once_it_has_confirmed(city):
    row = decide(city, judged(city))
    facts = {"by": city.user("hub.officer"), "at": city.now}
    day = local_date(city.now)
    matter = actions.pass_to_registrar(row, registrar="市民政局", reference="", passed_on=day, **facts)
    matter = actions.record_registration(matter, outcome="registered", outcome_on=day, outcome_note="", **facts)
    body = matter.organization
    tie = Affiliation.objects.get(hub=city.hub, organization=body)
    assert (body.name, tie.kind, tie.route, tie.state) == (row.name, "supervised", "intake", "claimed")
    answer_by_link(
        tie.confirmation_link, yes=True, opened_by=AnonymousUser(), answered_by="沈清和，理事长", at=city.now
    )
    tie.refresh_from_db()
    assert tie.state == "confirmed"
    assert actions.record_registration(matter, outcome="registered", outcome_on=day, outcome_note="", **facts) == matter
    assert Affiliation.objects.filter(hub=city.hub, organization=body).count() == 1


def test_the_clock_counts_from_the_day_the_file_was_complete(city):
    row = complete(city, days_ago=6)
    assert row.complete_on == local_date(city.now) - timedelta(days=6)
    assert row.due_on == add_working_days(row.complete_on, 20, working_calendar())
    assert owed(row, city.hub) == ["decide_intake"]


def test_silence_about_the_papers_counts_as_complete(city):
    row, system = apply(city), User.objects.system("schedule")
    assert actions.count_files_complete(by=system, at=city.now) == 0
    SupervisionApplication.objects.update(check_by=local_date(city.now) - timedelta(days=1))
    assert actions.count_files_complete(by=system, at=city.now) == 1
    row.refresh_from_db()
    assert (row.state, row.complete_on) == ("COMPLETE", local_date(row.filed_at))
    with pytest.raises(PermissionDenied):
        actions.count_files_complete(by=city.user("hub.head"), at=city.now)


def test_the_head_decides_in_writing_after_every_condition_was_judged(city):
    row = complete(city)
    with pytest.raises(ValidationError, match="逐条审核"):
        decide(city, row)
    with pytest.raises(ValidationError, match="哪里不符合"):
        actions.judge_condition(row.checks.first(), met=False, note=" ", by=city.user("hub.officer"), at=city.now)
    for check in row.checks.all():
        actions.judge_condition(check, met=True, note="", by=city.user("hub.clerk"), at=city.now)
    for name in ("hub.officer", "hub02.head", "office.head"):
        with pytest.raises(PermissionDenied):
            decide(city, row, by=name)
    row = decide(city, row)
    assert (row.state, owed(row, city.hub)) == ("ADMITTED", ["pass_to_registrar"])
    assert decide(city, row).decided_at == row.decided_at
    words = decision_document(row)
    assert "同意担任" in words.title
    with pytest.raises(ValidationError, match="已经决定"):
        actions.judge_condition(row.checks.first(), met=False, note="改", by=city.user("hub.officer"), at=city.now)


def test_a_refusal_cites_its_grounds_and_a_remedy(city):
    row = judged(city, unmet=1)
    with pytest.raises(ValidationError, match="不能同意"):
        decide(city, row)
    with pytest.raises(ValidationError) as wrong:
        decide(city, row, admit=False, grounds=" ")
    assert sorted(wrong.value.message_dict) == ["grounds", "remedy"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionApplication.objects.filter(pk=row.pk).update(state="REFUSED", decided_at=city.now, grounds="不行")
    row = decide(city, row, admit=False, grounds="第一项不符合。", remedy="十五个工作日内可向上级单位提出异议。")
    assert (row.state, owed(row, city.hub)) == ("REFUSED", [])
    assert any("救济" in getattr(block, "text", "") for block in decision_document(row).blocks)


def test_the_file_goes_to_the_registrar_and_its_outcome_is_followed(city):
    row, officer, today = decide(city, judged(city)), city.user("hub.officer"), local_date(city.now)
    with pytest.raises(ValidationError, match="决定之后"):
        actions.pass_to_registrar(
            row, registrar="民政局", reference="", passed_on=today - timedelta(days=1), by=officer, at=city.now
        )
    matter = actions.pass_to_registrar(
        row, registrar="民政局", reference="收 1", passed_on=today, by=officer, at=city.now
    )
    assert owed(row, city.hub) == []
    facts = {"outcome_on": today, "outcome_note": "", "by": officer, "at": city.now}
    matter = actions.record_registration(matter, outcome="registered", organization=city.member, **facts)
    assert (matter.get_outcome_display(), matter.organization) == ("准予登记", city.member)
    refused = decide(city, judged(city, key="r", unmet=1), admit=False, grounds="不符合", remedy="可再申请")
    with pytest.raises(ValidationError, match="同意以后"):
        actions.pass_to_registrar(refused, registrar="民政局", reference="", passed_on=today, by=officer, at=city.now)


@pytest.mark.acceptance("A05.5")
def test_after_day_twenty_the_case_is_red_the_office_sees_it_and_the_applicant_is_told(city, client):
    row, system = complete(city), User.objects.system("schedule")
    today, calendar = local_date(city.now), working_calendar()
    assert actions.tell_delays(by=system, at=city.now) == 0
    day = today
    while add_working_days(day, 20, calendar) >= today:
        day -= timedelta(days=1)
    SupervisionApplication.objects.filter(pk=row.pk).update(complete_on=day, due_on=add_working_days(day, 20, calendar))
    assert actions.tell_delays(by=system, at=city.now) == 1
    assert actions.tell_delays(by=system, at=city.now) == 0
    row.refresh_from_db()
    assert (row.is_late(city.now), row.delay_told_at, owed(row, city.office)) == (True, city.now, ["look_at_delay"])
    mail = OutgoingMail.objects.get(to="shen@demo.invalid", key__endswith="delay")
    assert "超期" in mail.body
    assert "超期" in client.get(f"/intake/case/{row.token}/").content.decode()
    assert Notice.objects.filter(user=city.user("office.officer"), kind="intake_late").count() == 1
    client.force_login(city.user("office.officer"))
    page = client.get("/desk/network/intakes/?which=late").content.decode()
    assert (row.name in page, "逾期" in page, "tag bad" in page) == (True, True, True)
    assert "受理申请超过决定期限" in client.get("/cockpit/").content.decode()
    for check in row.checks.all():
        actions.judge_condition(check, met=True, note="", by=city.user("hub.officer"), at=city.now)
    decide(city, row)
    assert owed(row, city.office) == []


def ratio(compute, city, kind) -> tuple[float, float]:
    lines = compute(hubs=[city.hub.pk], period=period_of(kind, local_date(city.now)), at=city.now + timedelta(hours=1))
    rows = fetch(lines.sql, lines.parameters)
    return sum(row[3] for row in rows), sum(row[4] for row in rows)


def test_opn_15_to_17(city):
    made = [decide(city, judged(city, key=f"a{n}")) for n in range(2)]
    refused = decide(city, judged(city, key="b", unmet=1), admit=False, grounds="不符合", remedy="可再申请")
    willed = decide(city, judged(city, key="c"), admit=False, grounds="名额已满", remedy="可向上级提出")
    today = local_date(city.now)
    SupervisionApplication.objects.update(decided_at=city.now - timedelta(minutes=5), due_on=today)
    SupervisionApplication.objects.filter(pk=made[0].pk).update(due_on=today - timedelta(days=1))
    assert ratio(taken_in, city, "Y") == (2, 3)
    assert ratio(refused_with_grounds, city, "Y") == (2, 2)
    in_time, due = ratio(decided_in_time, city, "H")
    assert (in_time, due) == (3, 4)
    assert {refused.state, willed.state} == {"REFUSED"}


def test_lists_ask_the_same_number_of_queries(city, client, django_assert_max_num_queries):
    client.force_login(city.user("hub.officer"))
    apply(city)
    with django_assert_max_num_queries(50) as one:
        client.get("/desk/network/intakes/")
    for n in range(3):
        apply(city, key=f"m{n}", papers=False)
    with django_assert_max_num_queries(50) as more:
        page = client.get("/desk/network/intakes/?which=check")
    assert (len(one), page.content.decode().count("云杉家庭服务中心")) == (len(more), 4)
    assert client.get("/desk/network/intakes/export/").status_code == 200
    client.force_login(city.user("hub02.head"))
    assert client.get(f"/desk/network/intakes/{SupervisionApplication.objects.first().pk}/").status_code == 404
