"""Loaded before Django's settings: real PostgreSQL, named by DATABASE_URL or the project's private test cluster."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

if "DATABASE_URL" not in os.environ:
    from shuniu.starter.postgres import Cluster

    os.environ["DATABASE_URL"] = Cluster(ROOT / "var", "test", durable=False).start()
os.environ["SHUNIU_DEMO"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
