"""The use cases: plain functions and values that take their helpers as arguments."""
