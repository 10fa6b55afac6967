"""Articles 4 and 16(1): roster import with stored plan and undo, the register's list and cards, statistics.

Fuzzy duplicates, merge and registrar comparison come with the registry's depth.
"""
