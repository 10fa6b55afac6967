"""Articles 5 and 6: how organizations come to a hub and stay in touch with it.

Claimed ties are confirmed by the organization (link, sign-in, signed sheet); an organization applies in one form or
accepts an invitation, the hub decides with reason and date, the refused object, members leave with their data (5(1)).
Contact of the six kinds is logged in a moment and confirmed by the other side (5(2)); two parties sign a cooperation
intent, both confirm it and say what came of it; anybody raises an appeal, followed by its number and merged into issues;
organizations endorse a hub's value statement (5(3)). Appeals are confidential rows: see confidential.py. Five routes, one
happening counted once. A mass organization with supervisory status takes in applicants: published conditions, missing
papers told once, a written decision in time, the file passed to the registrar (5(5)). Counterparts in districts and
subdistricts get tasks and send up requests (6).
"""
