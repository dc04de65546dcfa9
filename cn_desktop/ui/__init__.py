"""Qt and the event loop. Values come in from below; no other room knows Qt."""
