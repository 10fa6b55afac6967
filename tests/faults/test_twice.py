"""The same form sent twice at once has one effect; of two editors the second sees the first and keeps the own words."""

from __future__ import annotations

import re
import threading
from html import unescape

from django.db import connections
from django.test import Client

from shuniu.domain.meetings.models import MeetingReport
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.kernel.record.models import Duty
from shuniu.kernel.trail.models import AuditEvent


def signed_in(city, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(city.user(name))
    return client


def send_at_once(clients: list[Client], path: str, data: dict[str, str]) -> list[int]:
    """The same POST from every client at the same moment, each in a thread with a connection of its own."""
    codes: list[int] = []
    start = threading.Barrier(len(clients))

    def send(client: Client) -> None:
        try:
            start.wait()
            codes.append(client.post(path, data).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return codes


def hidden(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', page)[1] or "")


def test_a_coordination_request_sent_twice_at_once_is_one_request(committed):
    client = signed_in(committed, "hub.head")
    path = "/desk/oversight/requests/new/"
    key = hidden(client.get(path).content.decode(), "key")
    data = {"subject": "协调会议场地", "detail": "下月例会需要能坐三百人的场地。", "key": key}
    codes = send_at_once([client, signed_in(committed, "hub.head")], path, data)
    assert codes == [302, 302]
    made = CoordinationRequest.objects.get(key=key)
    duties = Duty.objects.filter(subject_type="oversight.coordinationrequest", subject_id=made.pk)
    assert sorted(duties.values_list("verb", flat=True)) == ["answer_request", "await_answer"]
    assert AuditEvent.objects.filter(subject_type="oversight.coordinationrequest", subject_id=made.pk).count() == 1


def test_a_report_filed_twice_at_once_is_filed_once(committed):
    report = committed.drafted_report(on_roll=38)
    heads = [signed_in(committed, "hub.head"), signed_in(committed, "hub.head")]
    codes = send_at_once(
        heads, f"/desk/meetings/{report.meeting_id}/report/", {"act": "file", "version": report.version}
    )
    report.refresh_from_db()
    assert codes == [302, 302]
    assert (report.state, report.scale) == ("FILED", 38)
    assert AuditEvent.objects.filter(verb="meetings.report_filed", subject_id=report.pk).count() == 1


def test_the_second_editor_is_told_and_keeps_the_words_typed(committed):
    report = committed.drafted_report(on_roll=12)
    path = f"/desk/meetings/{report.meeting_id}/report/"
    first, second = signed_in(committed, "hub.officer"), signed_in(committed, "hub.head")
    page = second.get(path).content.decode()
    version = hidden(page, "version")
    words = {
        "act": "save",
        "topics": "第一位写的议题",
        "resolutions": "",
        "effect": "",
        "late_reason": "",
        "version": version,
    }
    assert first.post(path, words).status_code == 302
    answer = second.post(path, {**words, "topics": "第二位写的议题，一字不能丢"})
    shown = answer.content.decode()
    report.refresh_from_db()
    assert answer.status_code == 200
    assert MeetingReport.objects.get(pk=report.pk).topics == "第一位写的议题"
    assert "第二位写的议题，一字不能丢" in shown
    assert "刚才" in shown or "已经" in shown or "别人" in shown
