"""Draft sentences held against the printed words: markers, attribution, claims, verdicts, citations."""
