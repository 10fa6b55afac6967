"""Which attendance is confirmed by another body than the host: by QR or code at the door, by a signed sheet whose
photograph is kept, or by the organization's own answer that it comes (requirements, counting rule 1). As SQL, for
set-based use.
"""

CONFIRMED_ATTENDANCE = """
    SELECT r.id, r.gathering_id, r.organization_id, r.is_late_entry, r.is_principal, r.entered_at, r.signed_at
      FROM gatherings_rollentry r
     WHERE r.removed_at IS NULL AND r.attendance IN ('present', 'with_voice') AND r.organization_id IS NOT NULL
       AND (r.way IN ('qr', 'code') OR r.sheet_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM gatherings_invitee i
             WHERE i.gathering_id = r.gathering_id AND i.organization_id = r.organization_id
               AND i.answer IN ('coming', 'substitute')))
"""
