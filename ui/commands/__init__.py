"""The command line's commands, by what they work on; each imports the pipeline only when it runs."""
