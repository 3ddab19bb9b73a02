"""The models: those that write, those that embed, and how their tokens are counted."""
