"""Articles 5 and 6: an organization confirms a claimed affiliation; two parties sign a cooperation intent, both confirm
it and say what came of it (A05.3).

Membership applications, engagements, appeals, intake and counterparts come with joining and serving.
"""
