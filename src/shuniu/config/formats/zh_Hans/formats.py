"""Thousands are set off by a comma in every language of the product (design, section 3)."""

NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = ","
