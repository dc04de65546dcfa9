"""What any room may import: errors, folders, log, secrets, stopping."""
