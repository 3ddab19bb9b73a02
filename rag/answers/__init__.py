"""From a question to a cited answer, or to saying that the archive does not have it."""
