"""Three hundred people and two phones, against the database as it runs: nobody is counted twice, nobody is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.test import Client
from playwright.sync_api import expect


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


TYPE_IN = """
(names) => {
  const form = document.querySelector("form[data-offline-queue]");
  for (const name of names) {
    form.querySelector("input[name=name]").value = name;
    form.requestSubmit();
  }
}
"""


def test_three_hundred_check_in_on_two_phones_with_the_network_cut_in_between(enter, live, live_city):
    """160 names on one phone and 160 on the other, 20 of them the same persons; both networks go and come back."""
    meeting = live_city.begun()
    door = f"{live}/desk/meetings/door/{meeting.gathering.door_token}/"
    left, right = enter(None, width=390), enter(None, width=390)
    for phone in (left, right):
        phone.goto(door)
        phone.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
        phone.reload()
        phone.wait_for_load_state("networkidle")
    left.evaluate(TYPE_IN, [f"与会{n}" for n in range(60)])
    right.evaluate(TYPE_IN, [f"与会{n}" for n in range(140, 200)])
    left.context.set_offline(True)  # while the first ones are still on their way
    right.context.set_offline(True)
    left.evaluate(TYPE_IN, [f"与会{n}" for n in range(60, 160)])
    right.evaluate(TYPE_IN, [f"与会{n}" for n in range(200, 300)])
    left.reload()  # the phone is locked and opened again without a network
    expect(left.locator("[data-queue-state]")).to_contain_text("恢复后自动上传")
    left.context.set_offline(False)
    right.context.set_offline(False)
    for phone in (left, right):
        expect(phone.locator("[data-queue-state]")).to_contain_text("签到已全部上传", timeout=90_000)
    names = list(meeting.gathering.roll.values_list("name", flat=True))
    assert (len(names), set(names)) == (300, {f"与会{n}" for n in range(300)})
