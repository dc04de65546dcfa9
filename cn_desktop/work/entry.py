"""What is wrong with a connection as it was typed in, before anything is sent."""

import ssl
from collections.abc import Callable, Mapping
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cn_desktop.base.profile import Profile
from cn_desktop.records.marker_field import is_field_name, is_taken


class Fault(Enum):
    """Why something typed in can't be used."""

    NO_ADDRESS = "no address"
    NOT_AN_ADDRESS = "not an address"
    NOT_ENCRYPTED = "not encrypted"
    ADDRESS_HAS_LOGIN = "address has login"
    ADDRESS_HAS_MORE = "address has more"
    ADDRESS_HAS_SCRIPT = "address has script"
    NO_USERNAME = "no username"
    NO_KEY = "no key"
    NAME_TAKEN = "name taken"
    PENDING_CHANGES = "pending changes"
    NOT_A_PROXY = "not a proxy"
    PROXY_HAS_LOGIN = "proxy has login"
    NO_CA_FILE = "no CA file"
    NOT_CERTIFICATES = "not certificates"
    NOT_A_FIELD_NAME = "not a field name"
    FIELD_IS_TAKEN = "field is taken"


def faults(profile: Profile) -> dict[str, Fault]:
    """By the profile's member; empty if all of it can be used."""
    found = {member: check(getattr(profile, member)) for member, check in CHECKS.items()}
    return {member: fault for member, fault in found.items() if fault}


def _of_address(address: str) -> Fault | None:
    if not address:
        return Fault.NO_ADDRESS
    parts = _parts(address)
    if parts is None:
        return Fault.NOT_AN_ADDRESS
    if parts.username is not None:
        return Fault.ADDRESS_HAS_LOGIN
    if "?" in address or "#" in address:
        return Fault.ADDRESS_HAS_MORE
    if parts.path.rstrip("/").endswith(".php"):
        return Fault.ADDRESS_HAS_SCRIPT
    is_safe = parts.scheme == "https" or _is_this_machine(parts.hostname or "")
    return None if is_safe else Fault.NOT_ENCRYPTED


def _of_username(username: str) -> Fault | None:
    return None if username else Fault.NO_USERNAME


def _of_proxy(proxy: str) -> Fault | None:
    if not proxy:
        return None
    parts = _parts(proxy)
    if parts is None or parts.path.strip("/") or "?" in proxy or "#" in proxy:
        return Fault.NOT_A_PROXY
    return Fault.PROXY_HAS_LOGIN if parts.username is not None else None


def _of_ca_file(name: str) -> Fault | None:
    if not name:
        return None
    if not Path(name).is_file():
        return Fault.NO_CA_FILE
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=name)
    except OSError:
        return Fault.NOT_CERTIFICATES
    return None


def _of_marker_field(name: str) -> Fault | None:
    if not name:
        return None
    if not is_field_name(name):
        return Fault.NOT_A_FIELD_NAME
    return Fault.FIELD_IS_TAKEN if is_taken(name) else None


def _parts(address: str) -> SplitResult | None:
    """The parts of an http or https address; None if it is none."""
    if any(mark.isspace() or not mark.isprintable() for mark in address):
        return None
    try:
        parts = urlsplit(address)
        is_complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_complete and parts.scheme in {"http", "https"} else None


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


CHECKS: Mapping[str, Callable[[str], Fault | None]] = {
    "base_url": _of_address,
    "username": _of_username,
    "marker_field": _of_marker_field,
    "proxy": _of_proxy,
    "ca_file": _of_ca_file,
}
