"""Articles 5 and 6 as far as a first roster needs them: an organization confirms or declines a claimed affiliation.

Membership applications, engagements, appeals and counterparts come with joining and serving.
"""
