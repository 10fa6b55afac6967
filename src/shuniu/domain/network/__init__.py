"""Articles 5 and 6: an organization confirms a claimed affiliation; two parties sign a cooperation intent, both confirm
it and say what came of it; anybody raises an appeal, followed by its number and merged into issues; organizations endorse
a hub's value statement (A05.3). Appeals are confidential rows: see confidential.py.

Membership applications, engagements, intake and counterparts come with joining and serving.
"""
