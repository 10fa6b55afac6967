"""Towards a social enterprise: self-check, candidate, adviser, and no change of form without a legal opinion on the assets (A11)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import enterprise as acts
from shuniu.domain.support.indicators.growing.enterprise import candidates_guided, changes_with_opinion
from shuniu.domain.support.models.growing import (
    EnterpriseCertificate,
    EnterpriseTransition,
    LegalOpinion,
    Question,
    SelfCheck,
    TransitionStep,
    TransitionTalk,
)
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.record.models import Duty, Notice


@pytest.fixture(autouse=True)
def nothing(city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for model in (EnterpriseCertificate, TransitionStep, TransitionTalk, LegalOpinion, EnterpriseTransition, SelfCheck):
        model.objects.all().delete()


def checked(city, *, wants=True, key="k", by="org.secretary", left_out="") -> SelfCheck:
    answers = {code: (code != "income", "两成") for code in Question.values if code != left_out}
    return acts.take_self_check(
        city.member, answers=answers, wants_support=wants, key=key, by=city.user(by), at=city.now
    )


def listed(city, **more) -> EnterpriseTransition:
    return acts.list_candidate(
        checked(city, **more), hub=city.hub, reasons="收费稳定", by=city.user("hub.officer"), at=city.now
    )


@pytest.fixture
def moving(city) -> EnterpriseTransition:
    """Planned, with an adviser, its change of form due in a month."""
    row = listed(city)
    officer = city.user("hub.officer")
    acts.name_adviser(row, person=city.user("hub02.head"), by=officer, at=city.now)
    row = acts.save_transition_plan(row, plan="两年内收费过半", version=0, by=officer, at=city.now)
    acts.set_step(row, kind="form", due_on=local_date(city.now) + timedelta(days=30), by=officer, at=city.now)
    return row


def opinion(city, row, *, conclusion="clear", subject="assets", name="意见.pdf", **more) -> LegalOpinion:
    facts = {
        "lawyer": "明理律师事务所",
        "given_on": local_date(city.now),
        "summary": "资产界定清楚",
        "assets_fen": 100,
        "goes_to": "同类组织",
    } | more
    paper = SimpleUploadedFile(name, b"%PDF-1.4\n" + name.encode(), "application/pdf")
    return acts.attach_opinion(
        row, subject=subject, conclusion=conclusion, upload=paper, by=city.user("hub.officer"), at=city.now, **facts
    )


def change(city, row, *, by="hub.officer"):
    step = row.steps.get(kind="form")
    return acts.finish_step(step, done_on=local_date(city.now), note="已换证", by=city.user(by), at=city.now)


def test_an_organization_checks_itself_and_the_hub_takes_it_up_with_reasons(city):
    with pytest.raises(ValidationError, match="每个问题都要答"):
        checked(city, left_out="lock")
    with pytest.raises(PermissionDenied):
        checked(city, by="hub.officer")
    row = listed(city)
    assert (row.state, row.self_check.answers.filter(yes=True).count()) == ("CANDIDATE", 7)
    assert listed(city).pk == row.pk
    assert Notice.objects.filter(kind="transition_listed", user=city.user("org.secretary")).count() == 1
    assert not EnterpriseTransition.objects.visible_to(city.user("hub02.head"), city.now).exists()


def test_nobody_is_listed_who_did_not_ask(city):
    with pytest.raises(ValidationError, match="没有要求"):
        listed(city, wants=False)
    with pytest.raises(PermissionDenied):
        acts.list_candidate(checked(city), hub=city.hub, reasons="好", by=city.user("hub02.head"), at=city.now)


@pytest.mark.acceptance("A11")
def test_without_a_legal_opinion_on_assets_the_change_of_form_stays_locked(city, moving):
    with pytest.raises(ValidationError, match="还没有附上关于公益资产的法律意见"):
        change(city, moving)
    opinion(city, moving, subject="tax", name="税务.pdf")
    with pytest.raises(ValidationError, match="还没有附上关于公益资产的法律意见"):
        change(city, moving)
    opinion(city, moving, conclusion="not", name="一.pdf", given_on=local_date(city.now) - timedelta(days=5))
    with pytest.raises(ValidationError, match="说不可以"):
        change(city, moving)
    opinion(city, moving, name="二.pdf")
    step = change(city, moving)
    moving.refresh_from_db()
    assert (step.opinion.conclusion, moving.state) == ("clear", "CHANGED")
    assert change(city, moving).pk == step.pk
    with pytest.raises(IntegrityError, match="change_of_form_needs_opinion"), transaction.atomic():
        TransitionStep.objects.filter(pk=step.pk).update(opinion=None)


def test_the_change_of_form_is_offered_once_it_is_unlocked(city, client, moving):
    client.force_login(city.user("hub.officer"))
    address = f"/desk/support/enterprise/{moving.pk}/"
    page = client.get(address).content.decode()
    assert "锁着" in page
    assert "登记完成：变更组织形式" not in page
    opinion(city, moving)
    assert "登记完成：变更组织形式" in client.get(address).content.decode()


def test_open_legal_questions_lock_it_too_and_are_owed_an_answer(city, moving):
    secretary, officer = city.user("org.secretary"), city.user("hub.officer")
    opinion(city, moving)
    facts = {"kind": "question", "held_on": local_date(city.now), "text": "设备归谁？", "key": "q"}
    talk = acts.note_talk(moving, **facts, by=secretary, at=city.now)
    assert acts.note_talk(moving, **facts, by=secretary, at=city.now).pk == talk.pk
    assert Duty.objects.open().get(verb="answer_transition_question").body == city.hub
    with pytest.raises(ValidationError, match="没有书面答复"):
        change(city, moving)
    with pytest.raises(ValidationError, match="answer"):
        acts.answer_talk(talk, answer=" ", by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        acts.answer_talk(talk, answer="归我们", by=secretary, at=city.now)
    acts.answer_talk(talk, answer="属于公益资产，单列。", by=officer, at=city.now)
    assert not Duty.objects.open().filter(verb="answer_transition_question").exists()
    change(city, moving)


def test_an_opinion_on_assets_says_how_much_and_where_and_the_paper_is_kept_once(city, moving):
    with pytest.raises(ValidationError, match="金额和去向"):
        opinion(city, moving, goes_to=" ")
    assert opinion(city, moving).pk == opinion(city, moving).pk
    with pytest.raises(PermissionDenied):
        acts.attach_opinion(
            moving,
            subject="tax",
            lawyer="x",
            given_on=local_date(city.now),
            conclusion="clear",
            summary="x",
            assets_fen=None,
            goes_to="",
            upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4\n"),
            by=city.user("hub03.officer"),
            at=city.now,
        )


def test_sessions_are_confirmed_by_the_organization_and_the_adviser_is_no_insider(city, moving):
    adviser, secretary = city.user("hub02.head"), city.user("org.secretary")
    with pytest.raises(ValidationError, match="自己的人"):
        acts.name_adviser(moving, person=secretary, by=city.user("hub.officer"), at=city.now)
    talk = acts.note_talk(
        moving, kind="session", held_on=local_date(city.now), text="算成本", key="s", by=adviser, at=city.now
    )
    with pytest.raises(PermissionDenied):
        acts.answer_talk(talk, answer="", by=adviser, at=city.now)
    assert acts.answer_talk(talk, answer="", by=secretary, at=city.now).answered_by == secretary


def test_the_figures_count_plan_and_adviser_and_opinions(city, moving):
    year = {
        "hubs": [city.hub.pk],
        "period": period_of("Y", local_date(city.now)),
        "at": city.now + timedelta(minutes=1),
    }
    assert sums_of(candidates_guided(**year))[city.hub.pk].value == 1
    EnterpriseTransition.objects.update(adviser=None, adviser_named_at=None)
    assert sums_of(candidates_guided(**year))[city.hub.pk].value == 0
    assert sums_of(changes_with_opinion(**year)) == {}
    opinion(city, moving)
    change(city, moving)
    assert sums_of(changes_with_opinion(**year))[city.hub.pk].value == 1


def test_either_side_stops_it_with_a_reason(city, moving):
    with pytest.raises(ValidationError, match="reason"):
        acts.stop_transition(moving, reason="", by=city.user("org.secretary"), at=city.now)
    assert (
        acts.stop_transition(moving, reason="理事会改主意", by=city.user("org.secretary"), at=city.now).state
        == "STOPPED"
    )
    with pytest.raises(ValidationError, match="已经结束"):
        acts.save_transition_plan(moving, plan="再来", version=1, by=city.user("hub.officer"), at=city.now)


def certified(city, row, *, by="hub.officer", number="YZ-1", **more) -> EnterpriseCertificate:
    today = local_date(city.now)
    facts = {"issuer": "认定平台", "stars": 2, "given_on": today, "valid_to": today + timedelta(days=1095)} | more
    paper = SimpleUploadedFile("证书.pdf", b"%PDF-1.4\n" + number.encode(), "application/pdf")
    return acts.record_certificate(row, number=number, upload=paper, by=city.user(by), at=city.now, **facts)


def test_recognition_comes_last_with_its_certificate_on_record(city, moving):
    with pytest.raises(ValidationError, match="先变更组织形式"):
        certified(city, moving)
    opinion(city, moving)
    change(city, moving)
    with pytest.raises(ValidationError, match="以后、今天以前"):
        certified(city, moving, given_on=local_date(city.now) - timedelta(days=1))
    with pytest.raises(ValidationError, match="晚于认定日期"):
        certified(city, moving, valid_to=local_date(city.now))
    for name in ("org.secretary", "hub02.head"):
        with pytest.raises(PermissionDenied):
            certified(city, moving, by=name)
    made = certified(city, moving)
    moving.refresh_from_db()
    assert (moving.state, moving.steps.get(kind="recognition").done_on) == ("RECOGNIZED", made.given_on)
    assert certified(city, moving).pk == made.pk
    assert Duty.objects.open().get(verb="renew_certificate").due_on == made.valid_to
    assert Notice.objects.filter(kind="enterprise_recognized", user=city.user("org.secretary")).count() == 1
    renewed = certified(city, moving, number="YZ-2", valid_to=local_date(city.now) + timedelta(days=2000))
    assert Duty.objects.open().get(verb="renew_certificate").due_on == renewed.valid_to


def test_one_certificate_stands_for_one_organization(city, moving):
    opinion(city, moving)
    change(city, moving)
    certified(city, moving)
    other = EnterpriseTransition.objects.create(
        hub=city.hub, organization=city.office, self_check=moving.self_check, reasons="x", listed_by=city.user("hub.officer"),
        listed_at=city.now, state="CHANGED", ended_at=city.now,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="另一家"):
        certified(city, other)


def test_the_certificate_is_entered_on_the_page_and_read_there(city, client, moving):
    opinion(city, moving)
    change(city, moving)
    client.force_login(city.user("hub.officer"))
    today = local_date(city.now)
    facts = {
        "act": "certificate",
        "issuer": "认定平台",
        "number": "YZ-9",
        "stars": "1",
        "given_on": today,
        "valid_to": today,
    }
    address = f"/desk/support/enterprise/{moving.pk}/"
    paper = SimpleUploadedFile("证书.pdf", b"%PDF-1.4\n9", "application/pdf")
    page = client.post(address, facts | {"upload": paper}).content.decode()
    assert "有效期要晚于认定日期" in page
    assert 'value="YZ-9"' in page
    paper.seek(0)
    client.post(address, facts | {"valid_to": today + timedelta(days=365), "upload": paper})
    page = client.get(address).content.decode()
    assert "已认定为社会企业" in page
    assert client.get(f"{address}certificates/{EnterpriseCertificate.objects.get().pk}/").status_code == 200
