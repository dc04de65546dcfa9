"""The table of records: what it shows, how it is painted, selected, typed into and copied."""
