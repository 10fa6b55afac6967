"""What was filed stays as it was filed: the body above reads it while the hub writes anew (A14.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.documents import report_document
from shuniu.domain.meetings.models import MeetingReport, Minutes, ReportFiling
from shuniu.kernel.core.moments import local_date


def written(report, **words):
    """The officer rewrites; the version is the newest."""
    report = MeetingReport.objects.get(pk=report.pk)
    facts = {"topics": report.topics, "resolutions": report.resolutions, "effect": report.effect, **words}
    return facts | {"version": report.version}


def returned(city):
    report = city.drafted_report(on_roll=3)
    head, over = city.user("hub.head"), city.user("office.officer")
    report = meetings.file_report(report, version=0, by=head, at=city.now)
    return meetings.return_report(report, reply="请补成效", version=1, by=over, at=city.now)


def seen_by(client, city, who, report):
    client.force_login(city.user(who))
    return client.get(f"/desk/meetings/{report.meeting_id}/report/").content.decode()


def test_the_body_above_goes_on_reading_what_was_filed_until_it_is_filed_again(city, client):
    report = returned(city)
    officer, head = city.user("hub.officer"), city.user("hub.head")
    meetings.save_report(report, **written(report, effect="改到一半"), by=officer, at=city.now)
    above, own = seen_by(client, city, "office.officer", report), seen_by(client, city, "hub.officer", report)
    assert ("形成共识。" in above, "改到一半" in above, "改到一半" in own) == (True, False, True)
    assert "重新报送以后才会变" in above
    meetings.save_and_file_report(report, **written(report, effect="改好了"), by=head, at=city.now)
    above = seen_by(client, city, "office.officer", report)
    assert ("改好了" in above, "第 1 次" in above, "形成共识。" in above) == (True, True, True)


def test_the_paper_that_the_body_above_fetches_is_the_filed_one(city, client):
    report = returned(city)
    meetings.save_report(report, **written(report, effect="改到一半"), by=city.user("hub.officer"), at=city.now)
    filing = MeetingReport.objects.get(pk=report.pk).as_filed()
    words = " ".join(getattr(block, "text", "") for block in report_document(filing).blocks)
    assert ("形成共识。" in words, "改到一半" in words) == (True, False)
    for who in ("office.officer", "hub.officer"):
        client.force_login(city.user(who))
        assert client.get(f"/desk/meetings/{report.meeting_id}/report.docx").status_code == 200


def test_scale_and_reason_of_the_filing_do_not_move_with_the_roll(city, client):
    report = city.drafted_report(on_roll=3)
    report = meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)
    city.sign(report.meeting, 2, prefix="后来")
    meetings.return_report(report, reply="请核对", version=1, by=city.user("office.officer"), at=city.now)
    meetings.save_report(report, **written(report), late_reason="网络断了", by=city.user("hub.officer"), at=city.now)
    filing = MeetingReport.objects.get(pk=report.pk).as_filed()
    assert (filing.number, filing.scale, filing.late_entries, filing.late_reason) == (1, 3, 0, "")
    above = seen_by(client, city, "office.officer", report)
    assert ("网络断了" in above, "报送后名单有变动，现为 5 人" in above) == (False, True)


def test_each_filing_is_kept_once_and_numbered(city):
    report, head = returned(city), city.user("hub.head")
    for _again in range(2):
        meetings.save_and_file_report(report, **written(report, effect="第二稿"), by=head, at=city.now)
    assert list(ReportFiling.objects.filter(report=report).values_list("number", "effect")) == [
        (1, "形成共识。"), (2, "第二稿"),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFiling.objects.create(report=report, number=2, topics="x", scale=1, filed_at=city.now)


def test_a_report_in_the_words_of_another_meeting_is_not_filed_and_the_same_effect_is_shown(city, client):
    first, head = city.drafted_report(on_roll=3), city.user("hub.head")
    meetings.file_report(first, version=0, by=head, at=city.now)
    second = city.drafted_report(on_roll=4)
    with pytest.raises(ValidationError, match="逐字相同"):
        meetings.file_report(second, version=0, by=head, at=city.now)
    assert "成效与另一份报告逐字相同" in seen_by(client, city, "hub.head", second)
    meetings.save_and_file_report(second, **written(second, topics="另一个议题"), by=head, at=city.now)
    assert "成效与另一份报告逐字相同" in seen_by(client, city, "office.officer", second)


def test_after_the_report_was_returned_the_head_opens_the_minutes_again_and_files_anew(city):
    report, head, over = city.drafted_report(on_roll=2), city.user("hub.head"), city.user("office.officer")
    meetings.file_report(report, version=0, by=head, at=city.now)
    meetings.return_report(report, reply="请补成效", version=1, by=over, at=city.now)
    minutes = meetings.reopen_minutes(Minutes.objects.get(meeting=report.meeting), by=head, at=city.now)
    assert minutes.state == "DRAFT"
    with pytest.raises(ValidationError, match="还没有审签"):
        meetings.file_report(report, version=2, by=head, at=city.now)
    meetings.approve_minutes(minutes, by=head, at=city.now)
    assert meetings.file_report(report, version=2, by=head, at=city.now).state == "FILED"


def test_what_was_written_down_after_the_draft_is_named_and_put_in_without_touching_a_word(city, client):
    report, officer = city.drafted_report(on_roll=2), city.user("hub.officer")
    meeting, page = report.meeting, reverse("meetings:report", args=[report.meeting_id])
    client.force_login(officer)
    assert client.get(page).context["left_out"] == []
    due = local_date(city.now) + timedelta(days=20)
    meetings.record_resolution(meeting, text="编一份\n共享场地清单", due_on=due, by=officer, at=city.now)
    shown = client.get(page)
    assert [entry[:6] for entry in shown.context["left_out"]] == ["1. 编一份"]
    assert "报告里还没有写" in shown.content.decode()
    typed = {
        "topics": report.topics + "\n改过的话",
        "resolutions": "3. 口头商定一件",
        "effect": "",
        "version": report.version,
    }
    client.post(page, {"act": "complete", "late_reason": "", **typed})
    report.refresh_from_db()
    assert report.topics == typed["topics"]
    assert report.resolutions.startswith("3. 口头商定一件\n4. 编一份\n共享场地清单（")
    assert report.effect == "形成共识。", "an empty effect is taken from the minutes"
    assert client.get(page).context["left_out"] == []
    stale = client.post(page, {"act": "complete", "late_reason": "", **typed})
    assert (stale.status_code, report.version) == (200, 1), "somebody saved since: nothing is written over"
