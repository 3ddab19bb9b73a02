"""Cited summaries, from one article to a whole archive."""
