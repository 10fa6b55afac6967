"""Reads of the network that are used twice or annotated."""
