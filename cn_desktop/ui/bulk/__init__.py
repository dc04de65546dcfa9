"""Changing many cells at once, and the way back through everything that was done."""
