"""Offers and needs brought together with reasons, from introduction to what was delivered and confirmed (articles 8–10).

Whoever offers or asks may have an account or none; both sides talk through a relay. A promise is no delivery: only what
the receiving side confirmed counts. The engine has no page; the words of the thesaurus are rows of the office.
"""
