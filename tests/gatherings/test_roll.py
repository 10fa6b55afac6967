"""The roll: nobody is counted twice or lost, who came later is marked so, and who counts as confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from shuniu.engines.gatherings.actions import (
    Line,
    SheetProblems,
    answer_invitation,
    enter_roll,
    enter_sheet,
    invite_organizations,
    remove_from_roll,
    restore_to_roll,
    sign_in_at_door,
)
from shuniu.engines.gatherings.confirmed import CONFIRMED_ATTENDANCE
from shuniu.engines.gatherings.models import Gathering, RollEntry
from shuniu.engines.gatherings.queries import count_roll, not_there
from shuniu.kernel.record.actions import attach


def invited(city, meeting, *, person: str = "", count: int = 1):
    """The meeting's gathering with some tied organizations invited, the fixture's member first."""
    from shuniu.domain.meetings.actions import tied_organizations  # the ties are the story's, not the engine's

    others = list(tied_organizations(city.hub, city.now).exclude(pk=city.member.pk)[: count - 1])
    bodies = [city.member, *others]
    invite_organizations(
        meeting.gathering, organizations=bodies, names={city.member.pk: person} if person else {},
        by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    return meeting.gathering, bodies


def confirmed(gathering: Gathering) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.name FROM ({CONFIRMED_ATTENDANCE}) c JOIN gatherings_rollentry r ON r.id = c.id "
            "WHERE c.gathering_id = %s",
            [gathering.pk],
        )
        return {row[0] for row in cursor.fetchall()}


def test_a_name_removed_by_mistake_comes_back_when_staff_write_it_again(city):
    meeting, officer = city.begun(), city.user("hub.officer")
    line = {"name": "甲一", "way": "hand", "key": "staff:0:甲一", "by": officer, "at": city.now}
    entry = enter_roll(meeting.gathering, **line)
    remove_from_roll(entry, by=officer, at=city.now)
    assert count_roll(meeting.gathering).present == 0
    assert enter_roll(meeting.gathering, **line).pk == entry.pk
    assert count_roll(meeting.gathering).present == 1


def test_a_phone_repeating_itself_does_not_bring_a_removed_name_back(city):
    meeting = city.begun()
    entry = sign_in_at_door(meeting.gathering, name="甲一", way="qr", key="phone", at=city.now)
    remove_from_roll(entry, by=city.user("hub.officer"), at=city.now)
    sign_in_at_door(meeting.gathering, name="甲一", way="qr", key="phone", at=city.now)
    assert count_roll(meeting.gathering).present == 0
    restore_to_roll(entry, by=city.user("hub.officer"), at=city.now)
    assert count_roll(meeting.gathering).present == 1


@pytest.mark.parametrize("who", ["org.secretary", "office.officer", "second.officer"])
def test_only_the_hosts_staff_write_on_the_roll(city, who):
    meeting = city.begun()
    with pytest.raises(PermissionDenied):
        enter_roll(meeting.gathering, name="甲", way="hand", key="k", by=city.user(who), at=city.now)


def test_a_sheet_is_entered_whole_or_not_at_all(city):
    meeting = city.begun()
    lines = [Line("甲一", "a"), Line("", "b"), Line("丙" * 80, "c")]
    with pytest.raises(SheetProblems) as error:
        enter_sheet(meeting.gathering, lines=lines, by=city.user("hub.officer"), at=city.now)
    assert (sorted(error.value.rows), meeting.gathering.roll.count()) == ([1, 2], 0)
    enter_sheet(meeting.gathering, lines=lines[:1] * 2, by=city.user("hub.officer"), at=city.now)
    assert count_roll(meeting.gathering).present == 1


def test_a_sheet_typed_in_after_sign_in_closed_is_marked_as_entered_later(city):
    meeting = city.end(city.begun())
    (entry,) = enter_sheet(meeting.gathering, lines=[Line("甲", "a")], by=city.user("hub.officer"), at=city.now)
    assert (entry.is_late_entry, count_roll(meeting.gathering).late) == (True, 1)


def test_a_sign_in_uploaded_days_later_is_marked_whatever_the_phones_clock_says(city):
    meeting = city.begun()
    Gathering.objects.filter(pk=meeting.gathering_id).update(
        starts_at=city.now - timedelta(days=4), ends_at=city.now - timedelta(days=3, hours=22),
        sign_in_opens_at=city.now - timedelta(days=4, hours=1), sign_in_closes_at=city.now - timedelta(days=3, hours=20),
    )  # fmt: skip
    gathering = Gathering.objects.select_related("host").get(pk=meeting.gathering_id)
    entry = sign_in_at_door(
        gathering, name="甲", way="qr", key="k", at=city.now, signed_at=city.now - timedelta(days=3, hours=23)
    )
    assert entry.is_late_entry


def test_a_typed_sheet_confirms_attendance_only_with_its_original_on_file(city):
    meeting, officer = city.begun(), city.user("hub.officer")
    gathering, (body,) = invited(city, meeting)
    enter_sheet(gathering, lines=[Line("无原件", "a", body)], by=officer, at=city.now)
    photo = SimpleUploadedFile(
        "sheet.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08" + b"0" * 64
    )
    original = attach(photo, owner=city.hub, subject=gathering, by=officer, at=city.now)
    enter_sheet(gathering, lines=[Line("有原件", "b", body)], sheet=original, by=officer, at=city.now)
    enter_roll(gathering, name="只有单方登记", way="hand", key="c", organization=body, by=officer, at=city.now)
    assert confirmed(gathering) == {"有原件"}


def test_the_deputy_counts_only_by_name_and_with_a_mandate(city):
    meeting = city.begun()
    gathering, (body,) = invited(city, meeting, person="秘书长甲")
    invitee = gathering.invitees.get()
    secretary = city.user("org.secretary")
    sign = {"way": "qr", "organization": body, "at": city.now}
    entries = [sign_in_at_door(gathering, name=name, key=name, **sign) for name in ("秘书长 甲", "钱代", "路人")]
    assert [entry.is_principal for entry in entries] == [True, False, False]
    for mandate, expected in ((False, []), (True, ["钱代"])):
        answer_invitation(
            invitee, answer="substitute", attendee_name="钱代", mandate=mandate, by=secretary, at=city.now
        )
        counted = RollEntry.objects.filter(gathering=gathering, is_principal=True).values_list("name", flat=True)
        assert list(counted) == expected


def test_without_a_known_name_only_who_signs_in_as_secretary_general_counts(city):
    gathering, (body,) = invited(city, city.begun())
    plain = sign_in_at_door(gathering, name="甲", way="qr", key="1", organization=body, at=city.now)
    head = sign_in_at_door(gathering, name="乙", way="qr", key="2", organization=body, post="秘书长", at=city.now)
    assert (plain.is_principal, head.is_principal) == (False, True)


@pytest.mark.parametrize(
    ("answer", "more"), [("declined", {}), ("substitute", {}), ("maybe", {}), ("none", {"reason": "x"})]
)
def test_an_answer_that_says_nothing_is_refused(city, answer, more):
    gathering, _bodies = invited(city, city.begun())
    with pytest.raises(ValidationError):
        answer_invitation(gathering.invitees.get(), answer=answer, by=city.user("org.secretary"), at=city.now, **more)


def test_the_host_cannot_answer_through_the_invited_bodys_link(city):
    gathering, _bodies = invited(city, city.begun())
    invitee = gathering.invitees.get()
    with pytest.raises(ValidationError, match="召集单位不能代为答复"):
        answer_invitation(invitee, answer="coming", token=invitee.token, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(PermissionDenied):
        answer_invitation(invitee, answer="coming", token="x" * 24, by=city.user("org.liaison"), at=city.now)
    assert answer_invitation(invitee, answer="coming", token=invitee.token, at=city.now).answer == "coming"


def test_bodies_that_declined_are_excused_and_the_silent_ones_absent(city):
    gathering, _bodies = invited(city, city.begun(), count=3)
    first, second, _third = gathering.invitees.order_by("pk")
    answer_invitation(first, answer="declined", reason="出差", token=first.token, at=city.now)
    sign_in_at_door(gathering, name="甲", way="qr", key="1", organization=second.organization, at=city.now)
    count = count_roll(gathering)
    assert (count.present, count.excused, count.absent) == (1, 1, 1)
    assert not_there(gathering).count() == 2
