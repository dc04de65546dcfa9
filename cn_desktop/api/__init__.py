"""The wire: one exchange, the envelope and its verdict, the token, the client. No Qt."""
