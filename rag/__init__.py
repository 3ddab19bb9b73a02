"""The pipeline: newspaper pages in, cited answers and briefs out."""
