"""Every change before it is sent, and what became of each."""
