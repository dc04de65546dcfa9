"""Which account: saved connections, the dialog that asks for one, the session in use."""
