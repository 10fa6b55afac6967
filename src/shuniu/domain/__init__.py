"""The specification's own subjects; they never import each other."""
