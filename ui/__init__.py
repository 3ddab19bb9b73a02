"""The faces of the library: command line, HTTP API and chat page."""
