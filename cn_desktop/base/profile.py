"""A saved connection as a value: everything about it but its key."""

from dataclasses import dataclass
from enum import StrEnum

ENVIRONMENTS = ("PRODUCTION", "TEST", "DEMO")
UNLOCKABLE = ("callback", "outcomecode", "agentid", "urn", "vendor_urn", "call_back_notes")
"""Fields that change who is called next: locked until a person says otherwise (API notes § 3)."""
MOST_AT_ONCE = 8
"""Updates under way at a time, unless a connection has fewer."""

REGION = "GB"
"""Whose telephone numbers they are, unless a connection says otherwise (ISO 3166)."""


class Format(StrEnum):
    """What a connection speaks with its server; the value is what the API calls it."""

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


class Safety(StrEnum):
    """Before which submits to ask: every one, those that alter who is called, or none.

    Who is called is altered on LIVE datasets only.
    """

    AS_ENVIRONMENT = "environment"
    ASK_ALWAYS = "always"
    ASK_DIALLING = "dialling"
    NEVER = "never"


def implied_by(environment: str) -> Safety:
    """Before what to ask where nobody chose: in a test there is nobody to be called."""
    return Safety.NEVER if environment == "TEST" else Safety.ASK_DIALLING


@dataclass(frozen=True)
class Profile:
    """Where an account is, whose it is and what may be done there.

    `base_url` holds the path too; `unlocked` names fields of `UNLOCKABLE` that may be
    changed here. `proxy` and `ca_file` are empty where there is none. `marker_field` is the
    field in which a new record carries the program's marker, empty for none; `at_once`, from 1
    to `MOST_AT_ONCE`, how many updates are under way at a time; `region` the country (two
    letters) in which numbers without a country's own are dialled.
    """

    name: str
    base_url: str
    username: str
    environment: str = "PRODUCTION"
    format: Format = Format.JSON
    is_read_only: bool = False
    unlocked: tuple[str, ...] = ()
    proxy: str = ""
    ca_file: str = ""
    forms: Forms = Forms.UNTESTED
    safety: Safety = Safety.AS_ENVIRONMENT
    marker_field: str = ""
    at_once: int = MOST_AT_ONCE
    region: str = REGION

    @property
    def asks(self) -> Safety:
        """Before which submits to ask here; never `AS_ENVIRONMENT`."""
        is_chosen = self.safety is not Safety.AS_ENVIRONMENT
        return self.safety if is_chosen else implied_by(self.environment)

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
