"""Shuniu 枢纽: the system of a city's hub organizations."""
