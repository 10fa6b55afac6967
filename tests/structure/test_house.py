"""The house stands: rows written only in actions, keys downward, policies declared, every unit listed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from shuniu.faces.cli.management.commands.spec import coverage

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shuniu"
STOREYS = ("trail", "specification", "people", "orgs", "norms", "record")
HEIGHT = (
    {name: n for n, name in enumerate(STOREYS)}
    | {"indicators": 10, "gatherings": 10}
    | dict.fromkeys(("registry", "network", "meetings", "oversight"), 20)
)
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def test_foreign_keys_look_down():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("shuniu."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or not target.__module__.startswith("shuniu."):
                continue
            mine, theirs = HEIGHT[model._meta.app_label], HEIGHT[target._meta.app_label]
            if mine < theirs or (mine == theirs and model._meta.app_label != target._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert wrong == []


def writes_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            text = ast.unparse(node.func)
            if ".objects." in text or node.func.attr in {"save", "bulk_create"}:
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno} {text}")
    return found


def test_rows_are_written_only_in_actions():
    """Managers that make system accounts and the demo's history, written in bulk with past dates, aside."""
    allowed = ("actions", "/people/models.py", "/cli/demo.py", "/migrations/")
    wrong = []
    for room in ("kernel", "engines", "domain", "faces"):
        for path in (SOURCE / room).rglob("*.py"):
            if not any(part in path.as_posix() for part in allowed):
                wrong += writes_of(path)
    assert wrong == []


def views(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_view_declares_its_policy():
    """allauth's and Django's own pages aside, which keep their own."""
    undeclared = [
        address
        for address, view in views(get_resolver().url_patterns)
        if view.__module__.startswith("shuniu.") and getattr(view, "policy", None) not in ("public", "signed_in")
    ]
    assert undeclared == []


@pytest.mark.acceptance("A01")
def test_every_one_of_the_93_units_is_listed():
    rows = coverage()
    assert len(rows) == 93
    assert len({row["id"] for row in rows}) == 93
    assert set(rows[0]) == {"id", "feature", "records", "indicators", "acceptance_tests"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
