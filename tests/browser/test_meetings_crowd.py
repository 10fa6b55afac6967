"""Three hundred people and two phones, against the database as it runs: nobody is counted twice, nobody is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.test import Client


def test_three_hundred_check_in_at_once_from_two_phones_that_repeat_themselves(live_city):
    """Every sign-in is sent twice, by two phones at the same time, half of them the same persons."""
    meeting = live_city.begun()
    address = f"/desk/meetings/door/{meeting.gathering.door_token}/"

    def send(job: tuple[str, str]) -> int:
        phone, name = job
        try:
            facts = {"name": name, "key": f"{phone}:{name}"}
            return Client().post(address, facts, headers={"X-Requested-With": "fetch"}).status_code
        finally:
            connections.close_all()

    first = [("a", f"与会{n}") for n in range(200)]
    second = [("b", f"与会{n}") for n in range(100, 300)]
    jobs = [job for pair in zip(first, second, strict=True) for job in pair for _again in range(2)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, jobs))
    assert set(answers) == {200}
    names = list(meeting.gathering.roll.values_list("name", flat=True))
    assert (len(names), set(names)) == (300, {f"与会{n}" for n in range(300)})
