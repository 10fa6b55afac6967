"""The database goes away under a running product and comes back: the next request works, what was answered is there."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.ground.conftest import Place
from tests.ground.reader import Reader


def restart_database(demo: Place, how: signal.Signals) -> None:
    server = int((demo.cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(server, how)
    deadline = time.monotonic() + 300
    while demo.cluster._pid() is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    demo.cluster.start()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["shut down", "killed"])
def test_the_next_request_works_and_what_was_answered_is_there(demo, rows, how):
    running = demo.run().wait_until_started()
    head = Reader(f"http://localhost:{running.port}")
    assert head.open("/demo/", {"username": "hub.head"})[0] == 200
    words = {"subject": "协调会议场地", "detail": "下月例会需要能坐三百人的场地。"}
    status, answered_at, _page = head.open("/desk/oversight/requests/new/", words)
    assert (status, "/requests/" in answered_at) == (200, True)

    restart_database(demo, how)

    status, _address, page = head.open(answered_at.removeprefix(head.base))
    assert (status, words["detail"] in page) == (200, True)
    assert rows("SELECT count(*) FROM oversight_coordinationrequest WHERE subject = '协调会议场地'") == [(1,)]
    again = head.open("/desk/oversight/requests/new/", {**words, "subject": "协调培训师资"})
    assert again[0] == 200
    # Jobs go on too: either the worker came through, or it was started anew.
    with_jobs = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"
    deadline = time.monotonic() + 300
    while rows(with_jobs)[0][0] == 0:
        assert running.process.poll() is None, running.told()
        assert time.monotonic() < deadline, running.told()
        time.sleep(0.5)
    assert running.process.poll() is None, running.told()
