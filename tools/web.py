"""The web server of `make run`: the product is loaded once, before the workers part, and all of them have it at once.

python tools/web.py PORT          serve
python tools/web.py PORT --wait   load, and serve when a line comes in (the database is being made ready); without one, end
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))


def main(port: int, *, wait: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # while loading and waiting Ctrl-C ends it without a word
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")  # no longer the first choice from Python 3.14 on
        import shuniu.config.wsgi  # noqa: F401  no connection is opened by it that the workers would share
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if wait and not sys.stdin.readline():
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Granian(
        "shuniu.config.wsgi:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI,
        workers=int(os.environ.get("WEB_WORKERS", "2")), blocking_threads=4, log_level=LogLevels.error,
        # A worker that does not end on its own (granian's issue 875) is ended; a second Ctrl-C must not be needed.
        workers_kill_timeout=10,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), wait="--wait" in sys.argv)
