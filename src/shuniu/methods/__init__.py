"""Pure Python: the algorithms, usable as a library by anyone. No Django, no database."""
