"""Editors of a field's text, for the table and the form: only what was typed counts."""
