"""Editions, the issuer's own words, and an edition that takes another's place."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from docx import Document

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.actions import follow_editions, publish_amendment
from shuniu.kernel.norms.queries import applicable_units
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.orgs.queries import designation_of
from shuniu.kernel.people.models import User
from shuniu.kernel.specification.actions import load_edition, load_official_text, read_edition
from shuniu.kernel.specification.models import Edition, OfficialText, in_language
from shuniu.kernel.specification.reading import read_for, text_of_upload
from shuniu.kernel.trail.models import AuditEvent
from shuniu.methods.regulation import read_regulation, unit_code, write_numeral
from tests.methods.test_regulation import TEXTS

MACHINE_CONVERSION = "爲覈羣祕綫産僞麪牀峯啓鷄衆囯裏"


@pytest.fixture
def edition(city):
    return Edition.objects.get(code=designation_of(city.hub, city.now).edition_code)


@pytest.fixture
def invented(edition):
    """A text of our own with as many articles and clauses as the edition, in the usual layout."""
    lines = ["云社发〔2026〕3号", "云州市枢纽工作规范"]
    chapter = ""
    for unit in edition.units.all():
        if unit.chapter != chapter:
            chapter = unit.chapter
            lines.append(f"第{write_numeral(int(chapter[1:]))}章 {unit.chapter_title}")
        number, _dot, clause = unit.code[1:].partition(".")
        lines.append(f"（{write_numeral(int(clause))}）{unit.title}一项的原话。" if clause
                     else f"第{write_numeral(int(number))}条　{unit.title}一条的原话。")  # fmt: skip
    return "\n".join(lines)


def test_the_edition_has_93_units_each_complete_in_three_languages(edition):
    units = list(edition.units.all())
    assert len(units) == 93
    for unit in units:
        for name in ("title", "summary", "chapter_title"):
            words = [getattr(unit, name), getattr(unit, f"{name}_hant"), getattr(unit, f"{name}_en")]
            assert all(words), (unit.code, name)
            assert not re.search(r"[\u4e00-\u9fff]", words[2]), (unit.code, name)
    assert [unit.position for unit in units] == list(range(1, 94))


def test_the_traditional_wording_is_written_and_not_machine_converted():
    _facts, units = read_edition()
    words = "".join(value for unit in units for key, value in unit.items() if key.endswith("_hant"))
    assert [character for character in MACHINE_CONVERSION if character in words] == []


@pytest.mark.parametrize("name", TEXTS)
def test_our_units_are_the_articles_and_clauses_of_the_text(name):
    ours = {unit["code"] for unit in read_edition()[1]}
    assert set(read_regulation(TEXTS[name][1]).units()) == ours


@pytest.mark.parametrize("name", TEXTS)
def test_the_words_of_each_unit_come_out_of_the_text_unchanged(name):
    """`number_hant` and each `text_hant`, joined by line breaks, against the entries they were joined from."""
    words, text = TEXTS[name]
    assert {code: said.strip() for code, said in read_regulation(text).units().items()} == words


def test_an_office_loads_the_official_text_beside_our_summaries(city, edition, invented):
    found = load_official_text(edition, text=invented, script="zh-Hans", by=city.user("office.head"), at=city.now)
    assert found.problems == []
    kept = dict(OfficialText.objects.filter(edition=edition).values_list("code", "text"))
    assert kept == {
        unit.code: f"{unit.title}{'一项' if unit.is_clause else '一条'}的原话。" for unit in edition.units.all()
    }
    load_official_text(edition, text=invented, script="zh-Hans", by=city.user("office.head"), at=city.now)
    assert OfficialText.objects.filter(edition=edition).count() == 93


@pytest.mark.acceptance("A01")
def test_words_loaded_over_others_leave_those_readable_under_their_days(city, edition, invented, client):
    head, later = city.user("office.head"), city.now + timedelta(days=3)
    load_official_text(edition, text=invented, script="zh-Hans", by=head, at=city.now)
    first = edition.units.get(code="A02")
    altered = invented.replace(f"{first.title}一条的原话", f"{first.title}一条被悄悄改过的话")
    client.force_login(head)
    look = client.post(f"/desk/norms/text/{edition.code}/load/", {"script": "zh-Hans", "text": altered, "look": "1"})
    assert look.context["differing"] == ["A02"]
    for _again in range(2):
        load_official_text(edition, text=altered, script="zh-Hans", by=head, at=later)
    rows = OfficialText.objects.filter(edition=edition)
    assert (rows.current().count(), [(row.code, row.loaded_on, row.replaced_on) for row in rows.earlier()]) == (
        93, [("A02", local_date(city.now), local_date(later))],
    )  # fmt: skip
    page = client.get(f"/specification/{edition.code}/A02/").content.decode()
    assert [f"{first.title}一条被悄悄改过的话" in page, f"{first.title}一条的原话" in page] == [True, True]
    assert f"{local_date(city.now)} 载入，{local_date(later)} 被替换" in page
    said = AuditEvent.objects.filter(verb="specification.official_text_loaded", subject_id=edition.pk).order_by("pk")
    digests = [event.facts["digest"] for event in said]
    assert ([event.facts["replaced"] for event in said], len(set(digests))) == ([0, 1], 2)


def test_an_edition_whose_successor_is_published_for_a_later_day_is_still_in_force(city, edition, client):
    today = local_date(city.now)
    for day, said in ((today + timedelta(days=40), "现行有效，将于"), (today, "已于")):
        Edition.objects.filter(pk=edition.pk).update(valid_to=day)
        for address in (f"/specification/{edition.code}/", f"/specification/{edition.code}/A02/"):
            page = client.get(address).content.decode()
            assert (f"{said} {day} 由新版本代替" in page, page.count("由新版本代替")) == (True, 1)


def test_who_loads_it_and_a_text_that_is_none(city, edition, invented):
    for who in ("office.officer", "hub.head", "district.head", "org.head"):
        with pytest.raises(PermissionDenied):
            load_official_text(edition, text=invented, script="zh-Hans", by=city.user(who), at=city.now)
    with pytest.raises(ValidationError, match="没有读到"):
        load_official_text(edition, text="只是一句话。", script="zh-Hans", by=city.user("office.head"), at=city.now)
    assert not OfficialText.objects.exists()


def test_the_preview_names_what_was_recognised_and_what_was_not_with_its_line(edition, invented):
    lines = invented.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("第二条"))
    lines[at] = "第二条款被写坏了"
    lines.append("第九十条 多出来的一条。")
    reading = read_for(edition, "\n".join(lines))
    assert [unit.code for unit in reading.lacking] == ["A02"]
    assert [code for code, _words in reading.foreign] == ["A90"]
    assert [(line, "第 3 条" in said or "第 90 条" in said) for line, said in reading.problems] == [
        (at + 2, True), (len(lines), True),
    ]  # fmt: skip


def docx(text: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encode", [
    lambda t: t.encode(), lambda t: t.encode("utf-8-sig"), lambda t: t.encode("gb18030"), lambda t: t.encode("utf-16"), docx,
], ids=["utf-8", "utf-8-sig", "gb18030", "utf-16", "docx"])  # fmt: skip
def test_a_file_reads_like_what_is_pasted(invented, encode):
    assert text_of_upload(SimpleUploadedFile("规范", encode(invented))) == invented


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 50, b"PK\x03\x04broken", b"%PDF-1.7\x00\x00"])
def test_a_file_that_is_no_text_is_refused_with_what_to_do(content):
    with pytest.raises(ValidationError, match="txt"):
        text_of_upload(SimpleUploadedFile("规范", content))


def test_the_office_pastes_looks_and_keeps_and_the_page_quotes_the_source(city, edition, invented, client):
    client.force_login(city.user("office.head"))
    address = f"/desk/norms/text/{edition.code}/load/"
    shown = client.post(address, {"script": "zh-Hant", "text": invented, "look": "1"}).content.decode()
    assert "36 条、57 项" in shown
    assert not OfficialText.objects.exists()
    assert client.post(address, {"script": "zh-Hant", "text": invented, "keep": "1"}).status_code == 302
    first = edition.units.first()
    quoted = client.get(f"/specification/{edition.code}/{first.code}/", headers={"accept-language": "zh-TW"})
    assert f"{first.title}一条的原话。" in quoted.content.decode()
    client.force_login(city.user("org.head"))
    assert client.get(address).status_code == 404
    client.force_login(city.user("office.officer"))
    assert client.get(address).status_code == 403


FACTS = {"title": "规范（修订）", "title_hant": "規範（修訂）", "title_en": "Amended", "number": "云社发〔2026〕9号",
         "area_name": "云州市", "issued_on": "2026-09-01"}  # fmt: skip


def amended(city, edition, *, on, who="office.head", **more):
    facts = {**FACTS, "code": f"city-{on}", "issuer": edition.issuer, "area_code": edition.area_code, **more}
    return publish_amendment(edition, facts=facts, changes={"A14.1": {"summary": "每两个月开一次会。"}}, valid_from=on,
                             by=city.user(who), at=city.now)  # fmt: skip


def test_an_amended_edition_copies_the_rest_and_the_old_one_stays_readable(city, edition, client):
    day = local_date(city.now)
    old_words = edition.units.get(code="A14.1").summary
    new = amended(city, edition, on=day)
    edition.refresh_from_db()
    assert (edition.valid_to, new.based_on, new.units.count()) == (day, edition, 93)
    assert new.units.get(code="A14.1").summary == "每两个月开一次会。"
    assert edition.units.get(code="A14.1").summary == old_words
    same = set(edition.units.exclude(code="A14.1").values_list("code", "summary", "kind", "position"))
    assert set(new.units.exclude(code="A14.1").values_list("code", "summary", "kind", "position")) == same
    assert old_words in client.get(f"/specification/{edition.code}/A14.1/").content.decode()
    assert Edition.objects.in_force(day).get(area_code=edition.area_code) == new
    assert Edition.objects.in_force(day - timedelta(days=1)).get(area_code=edition.area_code) == edition


def test_the_hubs_follow_on_the_day_and_their_past_stays_with_the_old_edition(city, edition):
    day = local_date(city.now) + timedelta(days=10)
    new = amended(city, edition, on=day)
    later = city.now + timedelta(days=10)
    schedule = User.objects.system("schedule")
    assert follow_editions(by=schedule, at=city.now) == 0
    assert designation_of(city.hub, city.now).edition_code == edition.code
    moved = follow_editions(by=schedule, at=later)
    assert moved == Designation.objects.filter(edition_code=new.code).count() > 0
    assert follow_editions(by=schedule, at=later) == 0
    assert designation_of(city.hub, later).edition_code == new.code
    assert designation_of(city.hub, city.now).edition_code == edition.code
    assert next(one.unit.summary for one in applicable_units(designation_of(city.hub, later))
                if one.unit.code == "A14.1") == "每两个月开一次会。"  # fmt: skip


def test_a_district_adapts_for_its_own_area_and_both_stand(city, edition):
    day = local_date(city.now)
    area = city.user("district.head").appointments.get().organization.area
    facts = {"issuer": "东区办公室", "area_code": area.code, "area_name": area.name, "code": "district-2026"}
    new = amended(city, edition, on=day, who="district.head", **facts)
    edition.refresh_from_db()
    assert (edition.valid_to, new.valid_to, new.based_on) == (None, None, edition)
    with pytest.raises(PermissionDenied):
        amended(city, edition, on=day, who="district.head", code="x-1")


def test_a_district_publishes_no_text_for_the_whole_city(city, client, edition):
    day = local_date(city.now)
    for area in ("", edition.area_code):
        with pytest.raises(PermissionDenied):
            amended(city, edition, on=day, who="district.head", code="x-2", area_code=area, issuer="东区办公室")
    head = city.user("district.head")
    client.force_login(head)
    page = f"/desk/norms/text/{edition.code}/amend/"
    own = head.appointments.get().organization.area
    assert f'value="{own.code}"' in client.get(page).content.decode(), "the form begins with the district's own area"
    said = client.post(page, {**FACTS, "issuer": "东区办公室", "area_code": "", "valid_from": day.isoformat()})
    assert (said.status_code, "只能发布本单位所在地区的版本" in said.content.decode()) == (200, True)
    assert "东区办公室" in said.content.decode(), "what was typed stays"


def test_what_cannot_be_amended(city, edition):
    day = local_date(city.now)
    with pytest.raises(PermissionDenied):
        amended(city, edition, on=day, who="hub.head")
    with pytest.raises(ValidationError, match="不能早于今天"):
        amended(city, edition, on=day - timedelta(days=1))
    with pytest.raises(ValidationError, match="不在这一版"):
        publish_amendment(edition, facts={**FACTS, "code": "y", "issuer": edition.issuer, "area_code": edition.area_code},
                          changes={"A99": {"summary": "x"}}, valid_from=day, by=city.user("office.head"), at=city.now)  # fmt: skip
    amended(city, edition, on=day)
    with pytest.raises(ValidationError, match="换一个施行日期"):
        amended(city, edition, on=day)


def test_a_published_wording_is_never_changed_in_silence(city, edition):
    facts, units = read_edition()
    units[0]["summary"] = "偷偷改掉"
    again = load_edition(facts={**facts, "code": edition.code}, units=units, valid_from=local_date(city.now),
                         by=User.objects.system("start"), at=city.now)  # fmt: skip
    assert again == edition
    assert edition.units.get(code="A01").summary != "偷偷改掉"


def test_the_head_publishes_an_amendment_on_the_page(city, edition, client):
    client.force_login(city.user("office.head"))
    day = local_date(city.now).isoformat()
    given = {"title": "规范（二〇二六）", "title_hant": "規範", "title_en": "Spec", "number": "云〔2026〕1号", "issuer": edition.issuer,
             "area_code": edition.area_code, "area_name": "云州市", "issued_on": day, "valid_from": day,
             "A13:title": "固化机制", "A14.1:summary": "每月开一次会。"}  # fmt: skip
    assert client.get(f"/desk/norms/text/{edition.code}/amend/").status_code == 200
    answer = client.post(f"/desk/norms/text/{edition.code}/amend/", given)
    new = Edition.objects.get(code=f"{edition.area_code}-{day}")
    assert (answer.status_code, new.units.get(code="A13").title) == (302, "固化机制")
    assert new.units.get(code="A14.1").summary == "每月开一次会。"
    page = client.get("/desk/norms/text/").content.decode()
    assert page.index("规范（二〇二六）") < page.index("望江区枢纽型社会组织工作细则") < page.index(f">{edition}<")


@pytest.mark.parametrize(("code", "labels"), [
    ("A14.1", ("第十四条（一）", "第十四條（一）", "Art. 14(1)")), ("A36", ("第三十六条", "第三十六條", "Art. 36")),
    ("A10", ("第十条", "第十條", "Art. 10")),
])  # fmt: skip
def test_a_unit_is_named_as_each_language_names_it(city, edition, code, labels):
    unit = edition.units.get(code=code)
    found = []
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            found.append(unit.label)
            assert in_language(unit, "title") == getattr(
                unit, {"zh-hans": "title", "zh-hant": "title_hant", "en": "title_en"}[language]
            )
    assert tuple(found) == labels
    assert unit.code == unit_code(int(code[1:].split(".")[0]), int(code.split(".")[1]) if "." in code else None)
