"""A library on disk: catalogue, chunks, lexical index and vectors, kept in step, and how they are written and read."""
