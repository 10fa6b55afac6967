from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.orgs.models import Affiliation, Appointment, Consent, Designation, Merge, Organization
from shuniu.kernel.orgs.queries import (
    bodies_of,
    concerned_hubs,
    holds,
    hubs_at,
    hubs_below,
    keeps_what_is_shared,
    overseen_by,
    oversees,
)
from shuniu.kernel.people.actions import is_operator

SPEAKS = ("head", "secretary_general", "liaison_officer")


@predicate
def heads_it(user: Any, organization: Organization, at: datetime) -> bool:
    return holds(user, organization, "head", at=at)


@predicate
def works_for_it(user: Any, organization: Organization, at: datetime) -> bool:
    return holds(user, organization, "head", "officer", "clerk", at=at)


@predicate
def oversees_it(user: Any, organization: Organization, at: datetime) -> bool:
    return oversees(user, organization, at)


@predicate
def keeps_facts(user: Any, organization: Organization, at: datetime) -> bool:
    return holds(user, organization, *SPEAKS, "staff", at=at)


@predicate
def speaks_for_member(user: Any, tie: Affiliation, at: datetime) -> bool:
    return holds(user, tie.organization, *SPEAKS, at=at)


@predicate
def speaks_for_its_owner(user: Any, change: Any, at: datetime) -> bool:
    return holds(user, change.organization, *SPEAKS, "staff", at=at)


@predicate
def brings_it_in(user: Any, organization: Organization, at: datetime) -> bool:
    """The hub staff that may enter an organization nobody has claimed yet: its own or one tied to its hub."""
    if organization.claimed_at is not None:
        return False
    hubs = bodies_of(user, at, "head", "officer", "clerk")
    return Affiliation.objects.valid(at).filter(organization=organization, hub__in=hubs).exists()


@predicate
def works_for_the_hub(user: Any, tie: Affiliation, at: datetime) -> bool:
    return holds(user, tie.hub, "head", "officer", "clerk", at=at)


@predicate
def works_for_a_hub(user: Any, row: Any, at: datetime) -> bool:
    return bodies_of(user, at, "head", "officer", "clerk").exists()


@predicate
def own_post(user: Any, post: Appointment, at: datetime) -> bool:
    return user.is_authenticated and post.person_id == user.pk


@predicate
def heads_the_body_of(user: Any, post: Appointment, at: datetime) -> bool:
    return holds(user, post.organization, "head", at=at)


@predicate
def makes_hubs(user: Any, body: Organization, at: datetime) -> bool:
    """Head of a body that has hubs below it, or of a hub (which may recognise second-level hubs)."""
    if not holds(user, body, "head", at=at):
        return False
    return hubs_at(at).filter(pk=body.pk).exists() or bool(hubs_below([body.pk], at))


@predicate
def heads_the_designator(user: Any, designation: Designation, at: datetime) -> bool:
    return holds(user, designation.designated_by, "head", at=at)


@predicate
def speaks_for_the_consenting(user: Any, consent: Consent, at: datetime) -> bool:
    """A person consents for oneself; an organization through whoever speaks for it."""
    if consent.person_id is not None:
        return user.is_authenticated and user.pk == consent.person_id
    return holds(user, consent.organization, *SPEAKS, at=at)


@predicate
def decides_for_a_concerned_hub(user: Any, merge: Merge, at: datetime) -> bool:
    """Head or officer of a hub that has to do with either; where both keep their own cards, that is for the body above."""
    if merge.kept.claimed_at is not None and merge.gone.claimed_at is not None:
        return False
    hubs = bodies_of(user, at, "head", "officer")
    return concerned_hubs((merge.kept_id, merge.gone_id), at).filter(pk__in=hubs).exists()


@predicate
def decided_on_the_merge(user: Any, merge: Merge, at: datetime) -> bool:
    """Head or officer of a hub that has to do with what was merged."""
    hubs = bodies_of(user, at, "head", "officer")
    return concerned_hubs((merge.kept_id, merge.gone_id), at).filter(pk__in=hubs).exists()


@predicate
def oversees_the_concerned(user: Any, merge: Merge, at: datetime) -> bool:
    """Above a concerned hub; where no hub is concerned, above any."""
    hubs, below = concerned_hubs((merge.kept_id, merge.gone_id), at), overseen_by(user, at)
    return below.filter(pk__in=hubs).exists() if hubs.exists() else below.exists()


@predicate
def works_above_all_hubs(user: Any, row: Any, at: datetime) -> bool:
    """Areas, fields, the calendar: what concerns everybody is kept by the body above all."""
    return keeps_what_is_shared(user, at)


@predicate
def works_for_a_concerned_hub(user: Any, organization: Organization, at: datetime) -> bool:
    """Head or officer of a hub that has a tie with it or brought it in, or of a body above such a hub."""
    hubs = concerned_hubs([organization.pk], at)
    own, below = bodies_of(user, at, "head", "officer"), overseen_by(user, at)
    return hubs.filter(Q(pk__in=own) | Q(pk__in=below)).exists()


permit("orgs.end_organization", keeps_facts | works_for_a_concerned_hub | works_above_all_hubs)
permit("orgs.merge_organizations", decides_for_a_concerned_hub | oversees_the_concerned)
permit("orgs.split_organizations", decided_on_the_merge | oversees_the_concerned)
permit("orgs.follow_late_rows", nobody)
permit("orgs.give_consent", speaks_for_the_consenting)
permit("orgs.withdraw_consent", speaks_for_the_consenting)
permit("orgs.appoint", heads_it | oversees_it | is_operator)
permit("orgs.end_appointment", heads_it | oversees_it | is_operator)
permit("orgs.name_substitute", own_post | heads_the_body_of)
permit("orgs.designate", makes_hubs | is_operator)
permit("orgs.change_designation", heads_the_designator | is_operator)
permit("orgs.end_designation", heads_the_designator | is_operator)
permit("orgs.save_facts", keeps_facts | brings_it_in)
permit("orgs.object_to_change", speaks_for_its_owner)
permit("orgs.enter_area", is_operator | works_above_all_hubs)
permit("orgs.enter_field", is_operator | works_above_all_hubs)
permit("orgs.enter_organization", works_for_a_hub)
permit("orgs.claim_affiliation", works_for_it)
permit("orgs.confirm_affiliation", speaks_for_member)
permit("orgs.decline_affiliation", speaks_for_member)
permit("orgs.end_affiliation", works_for_the_hub | speaks_for_member)
permit("orgs.set_route", works_for_the_hub)
