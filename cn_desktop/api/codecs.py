"""The formats a server can be spoken to in."""

from enum import Enum


class Format(Enum):
    """What `format=` says; the value is the server's word."""

    JSON = "json"
    XML = "xml"
