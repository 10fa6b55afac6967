"""What the worker process does, for stories in which a job has to be done."""

from __future__ import annotations

import threading

from django.db import connections
from procrastinate.contrib.django import app


def work_off_jobs() -> None:
    """What the worker process does, once; in a thread of its own because the browser's loop runs in this one."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            # The web's connector shares Django's connection, whose cursors leave JSON as text; a worker has its own.
            worker = app.with_connector(app.connector.get_worker_connector())
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert not failed, failed
