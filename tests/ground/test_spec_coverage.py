"""`shuniu spec coverage` tells the truth about all 93 units, and GEN-1 says the same (A01)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from shuniu.engines.indicators.models import IndicatorValue
from shuniu.faces.cli.management.commands.spec import coverage
from shuniu.kernel.specification.actions import read_edition
from shuniu.kernel.specification.indicators import features, indicators

UNITS = [unit["code"] for unit in read_edition()[1]]
TESTS = Path(__file__).resolve().parents[1]


def test_the_list_has_every_unit_once_in_the_order_of_the_specification(capsys):
    call_command("spec", "coverage", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == UNITS
    assert len(set(UNITS)) == 93
    assert {tuple(row) for row in rows} == {("id", "feature", "records", "indicators", "acceptance_tests")}


def test_what_is_declared_is_said_and_nothing_else():
    for row in coverage():
        carried = [one for _name, one in features if row["id"] in one.units]
        assert bool(row["feature"]) == bool(carried), row["id"]
        assert bool(row["records"]) == bool(carried), row["id"]
        assert row["indicators"] == [code for code, one in indicators if row["id"] in one.units]


def test_every_declared_unit_is_one_of_the_specification():
    declared = {code for _name, one in features for code in one.units}
    declared |= {code for _name, one in indicators for code in one.units}
    assert declared <= set(UNITS)


def test_the_marks_found_are_those_in_the_sources_and_name_units():
    marked = set()
    for path in TESTS.rglob("test_*.py"):
        for arguments in re.findall(
            r"^@pytest\.mark\.acceptance\((.*)\)$", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            marked |= set(re.findall(r'"(A[\d.]+)"', arguments))
    assert {row["id"] for row in coverage() if row["acceptance_tests"]} == marked
    assert marked <= set(UNITS)


def test_each_test_named_is_there():
    for row in coverage():
        for name in row["acceptance_tests"]:
            path, _colons, function = name.partition("::")
            assert f"def {function}(" in (TESTS.parent / path).read_text(encoding="utf-8")


def test_the_table_says_so_where_there_is_no_feature(capsys):
    call_command("spec", "coverage")
    lines = capsys.readouterr().out.splitlines()
    without = [row["id"] for row in coverage() if not row["feature"]]
    assert [line.split()[0] for line in lines if line.endswith("尚无功能")] == without
    assert "93" in lines[-1]


@pytest.mark.django_db
def test_gen_1_is_the_same_on_the_page_in_the_figures_and_on_the_command_line(city, client):
    covered = sum(bool(row["indicators"]) for row in coverage())
    page = client.get(reverse("portal:specification")).content.decode()
    assert f"93 条中有 {covered} 条" in page
    assert ("现在还没有达到" in page) == (covered < 93)
    value = IndicatorValue.objects.filter(code="GEN-1", hub=city.hub).order_by("-snapshot__starts_on").first()
    assert (value.numerator, value.denominator) == (covered, 93)
