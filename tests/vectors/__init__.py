"""Histories of ops with the results both languages must reach. `python -m tests.vectors.make` writes them anew."""
