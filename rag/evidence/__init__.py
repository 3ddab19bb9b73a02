"""Which printed sentences answer a question, and whether any does."""
