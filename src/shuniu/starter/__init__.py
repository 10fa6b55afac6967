"""Starts what a machine without servers needs: a private PostgreSQL for demo and tests. Imports nothing of shuniu."""
