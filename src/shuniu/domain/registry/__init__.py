"""Articles 4 and 16(1): roster import with stored plan and undo, the register's list and cards, statistics.

One organization is one row: possible duplicates are judged by persons, merged and taken apart.
"""
