"""Articles 1–3, 35, 36: self-assessment of every unit with evidence and remarks, coordination requests.

Assessment cycles, verifiers and district adaptations come later.
"""
