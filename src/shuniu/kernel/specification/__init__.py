"""Article 1: editions of the specification and their units as data, and the declaration of indicators."""
