"""Who gets what, fairly."""
