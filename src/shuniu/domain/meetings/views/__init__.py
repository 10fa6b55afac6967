"""Pages of the meeting's way: plan, agenda, invitations, door, roll, minutes, report."""
