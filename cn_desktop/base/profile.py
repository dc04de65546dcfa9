"""A saved connection as a value: everything about it but its key."""

from dataclasses import dataclass
from enum import StrEnum

ENVIRONMENTS = ("PRODUCTION", "TEST", "DEMO")
UNLOCKABLE = ("callback", "outcomecode", "agentid", "urn", "vendor_urn", "call_back_notes")
"""Fields that change who is called next: locked until a person says otherwise (API notes § 3)."""


class WireFormat(StrEnum):
    """What the server is asked to speak."""

    JSON = "json"
    XML = "xml"


class Forms(StrEnum):
    """Whether the server takes its arguments in the body of a request.

    The user name and key go there unless it was refused, everything else only where it
    was accepted: what stands in an address ends up in other people's logs.
    """

    UNTESTED = "untested"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Profile:
    """Where an account is, whose it is and what may be done there.

    `base_url` holds the path too; `unlocked` names fields of `UNLOCKABLE` that may be
    changed here. `proxy` and `ca_file` are empty where there is none.
    """

    name: str
    base_url: str
    username: str
    environment: str = "PRODUCTION"
    format: WireFormat = WireFormat.JSON
    is_read_only: bool = False
    unlocked: tuple[str, ...] = ()
    proxy: str = ""
    ca_file: str = ""
    forms: Forms = Forms.UNTESTED

    @property
    def account(self) -> tuple[str, str]:
        """Whose records they are: the address and the user name."""
        return self.base_url, self.username

    @property
    def wire(self) -> tuple[str, ...]:
        """What makes it another conversation with the server when it changes."""
        return (
            self.base_url,
            self.username,
            self.format,
            self.proxy,
            self.ca_file,
            self.forms,
        )
