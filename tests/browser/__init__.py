"""Headless Chromium on the real page, over a library in memory."""
