"""Questions on the archive itself, answered by the catalogue: which articles, how many, by whom, from which page."""
