"""The house stands: the laws of the architecture, asked of every file."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from shuniu.faces.cli.management.commands.spec import coverage
from shuniu.kernel.core.access import permissions
from shuniu.kernel.core.registries import menu_groups, navigation
from tests.structure.source import (
    ROOT,
    SOURCE,
    functions,
    is_action,
    length,
    modules,
    parsed,
    writes,
)

KERNEL = ("core", "trail", "specification", "people", "orgs", "norms", "record")
ARTICLES = {
    "registry": {4, 16}, "network": {5, 6, 18, 19, 20, 21, 23}, "support": {5, 7, 8, 9, 10, 11},
    "funding": {10, 12, 15}, "meetings": {13, 14, 22}, "bulletin": {15, 16}, "training": {17, 33}, "mediation": {24},
    "conduct": {25, 26, 27, 28}, "brands": {29, 30, 31, 32, 34}, "oversight": {1, 2, 3, 35, 36},
}  # fmt: skip
WRITES_ELSEWHERE = {
    "kernel/people/models.py::UserManager.system": "the named accounts that jobs act as are made on first use",
    "faces/cli/demo/*.py::": "the demo's history is written in bulk with past dates, which no action allows",
}
PARTS_OF_ACTIONS = (
    # Called inside an action that has asked already; `by` is only written down.
    "kernel/trail/actions.py::trace",
    "kernel/trail/actions.py::trace_many",
    "kernel/trail/actions.py::trace_chosen",
    "kernel/trail/actions.py::trace_ids",
    "kernel/record/actions/duty.py::settle",
    "domain/network/actions/engagement.py::deny_engagement",  # the three are run by `check_answer`
    "domain/registry/actions/answer.py::not_theirs",
    "domain/registry/actions/cards.py::ask_anew",
    "kernel/record/actions/duty.py::move_duties",
    "kernel/record/actions/staff.py::save_view",  # one's own saved view: the row is the person's and nobody else's
)


def height(model: type[models.Model]) -> tuple[int, int]:
    """(storey, step within the kernel) of a model; a storey that may hold no models has no height."""
    _shuniu, storey, package = model.__module__.split(".")[:3]
    return {"kernel": (0, KERNEL.index(package) if storey == "kernel" else 0), "engines": (1, 0), "domain": (2, 0)}[
        storey
    ]


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("shuniu.")]


def test_models_live_in_kernel_engines_and_domain_only():
    storeys = {model.__module__.split(".")[1] for model in ours()}
    assert storeys <= {"kernel", "engines", "domain"}
    with_models = {
        path.parent.relative_to(SOURCE).as_posix()
        for room in ("kernel", "engines", "domain")
        for path in (SOURCE / room).glob("*/models*")
    }
    installed = {config.name.removeprefix("shuniu.").replace(".", "/") for config in apps.get_app_configs()}
    assert with_models <= installed


def test_foreign_keys_look_down():
    """String keys too: Django has resolved them by now."""
    wrong = []
    for model in ours():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or not target.__module__.startswith("shuniu."):
                continue
            sideways = height(model) == height(target) and model._meta.app_label != target._meta.app_label
            if height(model) < height(target) or sideways:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert wrong == []


def test_rows_are_written_only_in_actions():
    related = {one.get_accessor_name() for model in ours() for one in model._meta.related_objects}
    related |= {field.name for model in ours() for field in model._meta.many_to_many}
    patterns = {re.compile("^" + re.escape(key).replace(r"\*", "[^/:]*")): key for key in WRITES_ELSEWHERE}
    wrong = []
    for path in modules("config", "kernel", "engines", "domain", "faces"):
        if is_action(path):
            continue
        for write in writes(path, related):
            if not any(pattern.search(write.place) for pattern in patterns):
                wrong.append(f"{write.place}:{write.line} {write.text}")
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("rows = Thing.objects.filter(a=1)\nrows.update(a=2)", True),
        ("thing.parts.all().delete()", True),
        ("hub.ties.add(tie)", True),
        ("cursor.execute('UPDATE orgs_organization SET name = %s', [name])", True),
        ("cursor.execute(f'DELETE FROM {table}')", True),
        ("facts.update({'a': 1})", False),
        ("seen.add(tie)", False),
        ("cursor.execute('SELECT 1 FROM orgs_organization FOR UPDATE')", False),
    ],
)
def test_the_detector_of_writes_sees_what_it_should(tmp_path, monkeypatch, source, caught):
    monkeypatch.setattr("tests.structure.source.SOURCE", tmp_path)
    path = tmp_path / "views.py"
    path.write_text(source)
    assert bool(writes(path, {"ties", "parts"})) is caught


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


def asked_permissions() -> dict[str, list[str]]:
    """Name of a permission → where an action or a page asks for it."""
    found: dict[str, list[str]] = {}
    for path in modules("kernel", "engines", "domain", "faces"):
        for node in ast.walk(parsed(path)):
            if not (isinstance(node, ast.Call) and len(node.args) >= 2 and isinstance(node.args[1], ast.Constant)):
                continue
            if ast.unparse(node.func).split(".")[-1] in {"authorise", "allowed"}:
                found.setdefault(str(node.args[1].value), []).append(path.relative_to(SOURCE).as_posix())
    return found


def test_permissions_are_named_app_verb_noun_and_every_one_asked_is_registered():
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("shuniu.")}
    badly_named = [name for name in permissions() if not re.fullmatch(rf"({'|'.join(labels)})\.[a-z]+(_[a-z]+)*", name)]
    assert badly_named == []
    assert sorted(set(asked_permissions()) - set(permissions())) == []


def test_every_public_action_authorises_or_is_run_by_one_that_did():
    """An action takes `by`; whoever takes it asks whether `by` may, itself or through the action it calls."""
    unasked = []
    for path in modules("kernel", "engines", "domain"):
        if not is_action(path):
            continue
        tree = parsed(path)
        actions = [one for one in tree.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]
        for action in actions:
            takes_by = any(argument.arg == "by" for argument in action.args.kwonlyargs + action.args.args)
            asks = any(
                isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "authorise"
                for node in ast.walk(action)
            )
            hands_on = any(keyword.arg == "by" for node in ast.walk(action) if isinstance(node, ast.Call)
                           for keyword in node.keywords if ast.unparse(node.func) not in {"trace", "trace_chosen", "trace_ids", "trace_many"})  # fmt: skip
            if takes_by and not asks and not hands_on:
                unasked.append(f"{path.relative_to(SOURCE).as_posix()}::{action.name}")
    assert sorted(set(unasked) - set(PARTS_OF_ACTIONS)) == []


def test_engines_hold_no_if_kind():
    """A kind that needs behaviour gets a class in a registry."""
    wrong = []
    for path in modules("engines"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Compare) and any(isinstance(op, (ast.Eq, ast.NotEq, ast.In)) for op in node.ops):
                names = [ast.unparse(side).split(".")[-1] for side in (node.left, *node.comparators)]
                if "kind" in names:
                    wrong.append(f"{path.relative_to(SOURCE).as_posix()}:{node.lineno} {ast.unparse(node)}")
    assert wrong == []


def test_each_domain_package_names_its_articles():
    wrong = []
    for package in sorted(path.parent for path in (SOURCE / "domain").glob("*/__init__.py")):
        told = ast.get_docstring(parsed(package / "__init__.py")) or ""
        first = told.split(":")[0]
        spans = [range(int(a), int(b or a) + 1) for a, b in re.findall(r"(\d+)(?:–(\d+))?(?:\([^)]*\))*", first)]
        named = {number for span in spans for number in span}
        if not named or not named <= ARTICLES[package.name]:
            wrong.append(f"{package.name}: {first}")
    assert wrong == []


def test_files_and_functions_stay_small():
    """About 400 lines a file, 40 a function (docstring aside): beyond that a noun is missing."""
    wrong = []
    for path in modules("config", "faces", "domain", "engines", "kernel", "methods", "starter"):
        name = path.relative_to(SOURCE).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > 400:
            wrong.append(f"{name}: {lines}")
        long = [(f"{name}::{one.name}", length(one)) for one in functions(parsed(path)) if length(one) > 40]
        wrong += [f"{place}: {count}" for place, count in long]
    assert wrong == []


def test_templates_stay_small():
    long = {
        path.relative_to(SOURCE).as_posix(): count
        for path in sorted(SOURCE.rglob("templates/**/*.html"))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 120
    }
    assert long == {}


def test_a_table_on_a_phone_is_cards_of_at_most_four_fields():
    """What a phone leaves out is marked `data-more`; it stands on the row's own page (design, section 4)."""
    many = []
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", path.read_text(encoding="utf-8"), re.DOTALL):
            shown = [cell for cell in re.findall(r"<td\b[^>]*data-label[^>]*>", row) if "data-more" not in cell]
            if len(shown) > 4:
                many.append(f"{path.relative_to(SOURCE).as_posix()}: {len(shown)}")
    assert many == []


def test_no_address_of_a_registry_stands_in_a_lock():
    locks = [
        *ROOT.glob("requirements/*.lock"),
        *ROOT.glob("package-lock.json"),
        *ROOT.glob("tools/*/package-lock.json"),
    ]
    assert len(locks) >= 4
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert "resolved" not in text, path
        # A homepage or a sponsor's page is no registry; npm keeps those in `funding`.
        addresses = re.findall(
            r"https?://[^\s\"']+", re.sub(r'"funding".*?[}\]],?|"url": "[^"]*"', "", text, flags=re.DOTALL)
        )
        assert addresses == [], path


@pytest.mark.acceptance("A01")
def test_every_one_of_the_93_units_is_listed():
    rows = coverage()
    assert len(rows) == 93
    assert len({row["id"] for row in rows}) == 93
    assert set(rows[0]) == {"id", "feature", "records", "indicators", "acceptance_tests"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_group_that_a_menu_entry_names_is_there():
    assert {entry.group for _name, entry in navigation} - {"", *dict(menu_groups)} == set()


def test_a_moments_day_is_the_citys_day():
    """`at.date()` is the day in Greenwich: from midnight to eight the day before. `local_date(at)` says the city's."""
    wrong = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and not node.args
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "date"
            ):
                asked = ast.unparse(node.func.value)
                if re.search(r"(^|[._])(at|now)$", asked):
                    wrong.append(f"{path.name}:{node.lineno} {asked}")
    assert wrong == []
