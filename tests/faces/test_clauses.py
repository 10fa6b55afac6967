"""Every form, report and indicator shows the clause it serves and leads to its text (A01)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.engines.indicators.models import IndicatorValue
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.actions import read_edition
from shuniu.kernel.specification.clauses import clauses_of, served, unnamed
from shuniu.kernel.specification.models import Edition
from tests.access.addresses import names

HOUSE = ("desk:", "norms:calendar", "portal:")
"""What serves every clause alike, or shows the specification itself."""
CODES = {unit["code"] for unit in read_edition()[1]}


def test_every_page_of_the_subjects_names_its_clauses_and_no_other_ones():
    assert [name for name in unnamed(names()) if not name.startswith(HOUSE)] == []
    assert {code for _page, codes in served for code in codes} <= CODES


def test_a_name_in_full_goes_before_a_beginning_and_the_longer_beginning_before_the_shorter():
    assert [clauses_of(name) for name in ("meetings:report", "meetings:topic-call", "meetings:meeting", "desk:home")] == [
        ("A14.4",), ("A14.3",), ("A14",), (),
    ]  # fmt: skip


def marked(page: str) -> list[str]:
    """The codes in the head of a page, as its links name them."""
    found = re.search(r'<p class="clauses">.*?</p>', page, re.DOTALL)
    return re.findall(r"/specification/in-force/([^/]+)/", found.group(0)) if found else []


@pytest.mark.acceptance("A01")
def test_forms_reports_and_figures_carry_the_mark(city, client):
    report = city.drafted_report(on_roll=3)
    value = IndicatorValue.objects.filter(hub=city.hub, code="MEC-8").latest("pk")
    client.force_login(city.user("hub.head"))
    shown = {
        name: marked(client.get(reverse(name, args=args)).content.decode())
        for name, args in {
            "meetings:plan": [], "meetings:report": [report.meeting_id], "registry:roster-bring": [],
            "oversight:request-file": [], "oversight:statement": [city.hub.code, "A16.2"],
            "oversight:report": [city.hub.code], "cockpit:value": [value.pk], "network:engagement-log": [],
            "support:consultation-ask": [], "appeals:raise": [], "desk:home": [],
        }.items()
    }  # fmt: skip
    assert shown == {
        "meetings:plan": ["A14.1", "A14.2"], "meetings:report": ["A14.4"], "registry:roster-bring": ["A04"],
        "oversight:request-file": ["A03"], "oversight:statement": ["A16.2"], "oversight:report": ["A02", "A03"],
        "cockpit:value": ["A14.4"], "network:engagement-log": ["A05.2"], "support:consultation-ask": ["A09.3"],
        "appeals:raise": ["A05.3"], "desk:home": [],
    }  # fmt: skip


def test_each_figure_of_a_table_names_its_clause(city, client):
    client.force_login(city.user("office.officer"))
    page = client.get(reverse("cockpit:cell", args=[city.hub.code, "mechanism"])).content.decode()
    row = next(part for part in page.split("<tr>") if "MEC-8 " in part)
    assert re.findall(r"/specification/in-force/([^/]+)/\">(\S+?)<", row) == [("A14.4", "第十四条（四）")]


def test_a_mark_leads_to_the_text_that_holds_for_the_reader(city, client):
    address = reverse("portal:clause", args=["A14.4"])
    city_text = Edition.objects.of_the_city(local_date(city.now))
    assert client.get(address).url == reverse("portal:unit", args=[city_text.code, "A14.4"])
    other = Designation.objects.valid(city.now).exclude(edition_code=city_text.code).first()
    person = other.organization.appointments.filter(role="head").first().person
    client.force_login(person)
    assert client.get(address).url == reverse("portal:unit", args=[other.edition_code, "A14.4"])
    assert client.get(reverse("portal:clause", args=["A99"])).status_code == 404


def test_an_empty_list_says_what_will_be_here_how_to_begin_and_what_the_text_says(city, client):
    CoordinationRequest.objects.filter(hub=city.hub).delete()
    address = reverse("oversight:requests")
    for who, begins in (("hub.officer", True), ("hub.clerk", False)):
        client.force_login(city.user(who))
        page = client.get(address).content.decode()
        empty = page[page.index('<div class="empty">') :]
        assert (who, reverse("oversight:request-file") in empty, "提出来会有答复期限" in empty) == (who, begins, True)
        assert reverse("portal:clause", args=["A03"]) in empty
