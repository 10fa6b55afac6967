"""Why can this person see that record: the rule, and the appointment, tie or oversight that gives the view, as sentences.

Each package plugs in its records; the verdict is always the record's own `visible_to`, so that no explanation differs
from what the pages do.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shuniu.kernel.core.registries import Registry
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Organization, Substitution
from shuniu.kernel.orgs.queries import appointments_of, bodies_above


@dataclass(frozen=True)
class Explained:
    """A kind of record: how a reader finds it, who has to do with it, and the rule in one sentence.

    `rows(user, at)` is what the user sees; `bodies(row, user, at)` names the organizations concerned with a word each (of
    many, those of the user);
    `overseen`: whoever oversees a concerned hub sees it too; `public`: everybody does.
    """

    label: Any
    rows: Callable[[Any, datetime], Any]
    key: str
    bodies: Callable[[Any, Any, datetime], list[tuple[Organization | None, Any]]]
    rule: Any
    overseen: bool = True
    public: bool = False
    own: Callable[[Any, Any, datetime], list[str]] | None = None
    """own(row, user, at): sentences for a person concerned personally, whatever the person's posts"""


explained: Registry[Explained] = Registry("records whose visibility is explained")


@dataclass(frozen=True)
class Answer:
    """The verdict, the rule, and the reasons found (none for a person who does not see it)."""

    sees: bool
    rule: str
    reasons: list[str] = field(default_factory=list)


def why(kind: str, row: Any, person: Any, at: datetime) -> Answer:
    """Whether `person` sees `row` of `kind`, and through what."""
    how = explained[kind]
    sees = how.rows(person, at).filter(pk=row.pk).exists()
    reasons = [_("这类记录的公开资料任何人都看得到。")] if how.public and sees else []
    reasons += how.own(row, person, at) if how.own and sees else []
    for body, word in how.bodies(row, person, at):
        if body is not None:
            reasons += _through_posts(person, body, str(word), at)
            if how.overseen:
                reasons += _through_oversight(person, body, str(word), at)
            reasons += _through_ties(person, body, at) if isinstance(row, Organization) else []
    return Answer(sees, str(how.rule), list(dict.fromkeys(reasons)) if sees else [])


def _through_posts(person: Any, body: Organization, word: str, at: datetime) -> list[str]:
    own = Appointment.objects.valid(at).filter(person=person, organization=body)
    lines = [
        _("%(person)s自 %(day)s 任%(body)s的%(role)s；%(body)s%(word)s。")
        % {
            "person": person.name,
            "day": post.valid_from,
            "body": body.name,
            "role": post.get_role_display(),
            "word": word,
        }
        for post in own
    ]
    stands = Substitution.objects.valid(at).filter(substitute=person, appointment__organization=body)
    return lines + [
        _("%(person)s在 %(day)s 前代理%(other)s（%(body)s）；%(body)s%(word)s。")
        % {"person": person.name, "day": one.valid_to, "other": one.appointment.person.name, "body": body.name, "word": word}
        for one in stands.select_related("appointment__person")
    ]  # fmt: skip


def _through_oversight(person: Any, hub: Organization, word: str, at: datetime) -> list[str]:
    """The way up along the designations, as far as the body in which the person is head or officer."""
    line = bodies_above(hub, at)
    posts = {
        post.organization_id: post
        for post in appointments_of(person, at).filter(organization__in=line, role__in=("head", "officer"))
    }
    for place, above in enumerate(line):
        if above in posts:
            steps = [hub.pk, *line[: place + 1]]
            names = dict(Organization.objects.filter(pk__in=steps).values_list("pk", "name"))
            since = Designation.objects.valid(at).filter(organization=hub).values_list("valid_from", flat=True).first()
            return [
                _("%(person)s任%(above)s的%(role)s；%(way)s（自 %(day)s 确定）；%(hub)s%(word)s。")
                % {"person": person.name, "above": names[above], "role": posts[above].get_role_display(),
                   "way": _("，").join(_("%(hub)s向%(above)s报送") % {"hub": names[a], "above": names[b]} for a, b in itertools.pairwise(steps)),
                   "day": since, "hub": hub.name, "word": word}
            ]  # fmt: skip
    return []


def _through_ties(person: Any, organization: Organization, at: datetime) -> list[str]:
    bodies = appointments_of(person, at).values("organization")
    ties = Affiliation.objects.valid(at).filter(organization=organization, hub__in=bodies).select_related("hub")
    return [
        _("%(person)s在%(hub)s任职；%(hub)s与这家组织有%(kind)s联系（%(day)s 起），看得到它们之间的往来。")
        % {"person": person.name, "hub": tie.hub.name, "kind": tie.get_kind_display(), "day": tie.valid_from}
        for tie in ties
    ]
