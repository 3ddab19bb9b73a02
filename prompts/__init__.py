"""The prompts, one file a prompt and language."""
