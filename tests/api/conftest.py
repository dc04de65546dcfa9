"""The fixtures of `tls_fixtures`, for every test of the wire."""

from tls_fixtures import certificate, nothing_left_open, quick_collection, tls

__all__ = ["certificate", "nothing_left_open", "quick_collection", "tls"]
