"""Computes the declared indicators for all hubs at once and keeps dated snapshots with the lists behind each figure."""
