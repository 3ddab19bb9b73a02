"""What a question asks: its parts, what kind of thing, of whom and of when, alone or after others."""
