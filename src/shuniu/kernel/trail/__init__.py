"""`trace`: who did what, append-only, with plain ids and codes and no personal text."""
