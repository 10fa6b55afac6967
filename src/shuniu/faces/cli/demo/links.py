"""What was answered through a link: confirmations of ties, some asked after by the body above; invitations, some signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from shuniu.kernel.people.models import User

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

# Every sixth was asked after; none of the demo turned out to be untrue, since the figures rest on these ties.
_CONFIRMATIONS = """
INSERT INTO network_confirmationlink (affiliation_id, token, made_at, ends_on, used_at, answered_by, remark)
SELECT t.id, replace(gen_random_uuid()::text, '-', ''), t.claimed_at, (t.claimed_at AT TIME ZONE 'Asia/Shanghai')::date + 90,
       t.confirmed_at, '秘书长', ''
  FROM orgs_affiliation t
 WHERE t.source = 'demo' AND t.confirmed_through = 'link' AND t.confirmed_at IS NOT NULL
"""
_CHECKS = """
INSERT INTO record_answercheck (subject_type, subject_id, hub_id, is_right, checked_at, checked_by_id)
SELECT 'network.confirmationlink', l.id, t.hub_id, TRUE, t.confirmed_at + interval '6 days', %(officer)s
  FROM network_confirmationlink l JOIN orgs_affiliation t ON t.id = l.affiliation_id
 WHERE t.source = 'demo' AND t.id %% 6 = 1 AND t.confirmed_at < %(now)s::timestamptz - interval '6 days'
"""
_SIGNED_IN = """
UPDATE gatherings_invitee i SET answered_by_id = a.person_id
  FROM orgs_appointment a
 WHERE a.organization_id = i.organization_id AND a.role = 'secretary_general' AND a.valid_to IS NULL
   AND i.answered_at IS NOT NULL
"""


def fill(city: DemoCity) -> None:
    officer = User.objects.get(username="office.officer")
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRMATIONS)
        cursor.execute(_CHECKS, {"officer": officer.pk, "now": city.now})
        cursor.execute(_SIGNED_IN)
