"""Loaded before Django's settings: real PostgreSQL, named by DATABASE_URL or the project's private test cluster."""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

if "DATABASE_URL" not in os.environ:
    from shuniu.starter.postgres import Cluster, home_folder

    # Another server's binaries get a cluster of their own: both may be tried at once.
    cluster = Cluster(home_folder(ROOT), "test-other" if "SHUNIU_PG_BIN" in os.environ else "test", durable=False)
    os.environ["DATABASE_URL"] = cluster.start()
    atexit.register(cluster.stop)
os.environ["SHUNIU_DEMO"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
