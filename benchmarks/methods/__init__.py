"""Figures of the methods, each beside the best existing program."""
