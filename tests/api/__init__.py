"""The HTTP API, over a library in memory."""
