"""Duties with deadlines, notices and the outbox, attachments, evidence, invitations, hand-overs, query numbers."""
