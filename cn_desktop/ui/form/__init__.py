"""The current record beside the table, one field below the other."""
