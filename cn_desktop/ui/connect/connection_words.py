"""Every text about connections: platforms, faults, fields that can be unlocked, trial results."""

from datetime import datetime, timedelta

from cn_desktop.base.profile import MOST_AT_ONCE, Format, Safety, implied_by
from cn_desktop.ui.notices import Notice, Tone, notice_for, quoted
from cn_desktop.ui.words import counted
from cn_desktop.work.entry import Fault
from cn_desktop.work.probe import Check, Finding, Outcome

PLATFORMS: dict[str, str] = {
    "United States": "https://api.contactnow.8x8.com/",
    "United States, address with api": "https://api.contactnow.8x8.com/api/",
    "UK, Europe and the rest of the world": "https://api-106.dxi.eu/",
}
OWN_ADDRESS = "Another address"
NEW_CONNECTION = "New connection"

FORMATS: dict[Format, str] = {
    Format.JSON: "JSON (usual)",
    Format.XML: "XML",
}

SAFETY_LABELS: dict[Safety, str] = {
    Safety.ASK_ALWAYS: "Always",
    Safety.ASK_DIALLING: "If it changes who is called",
    Safety.NEVER: "Never",
}
AT_ONCE_LABELS: dict[int, str] = {
    MOST_AT_ONCE: f"{MOST_AT_ONCE} (usual)",
    **{number: str(number) for number in range(MOST_AT_ONCE - 1, 0, -1)},
}
REGIONS: dict[str, str] = {
    "GB": "United Kingdom (usual)",
    "IE": "Ireland",
    "US": "United States",
    "CA": "Canada",
    "AU": "Australia",
    "NZ": "New Zealand",
    "ZA": "South Africa",
    "FR": "France",
    "DE": "Germany",
    "NL": "Netherlands",
    "BE": "Belgium",
    "ES": "Spain",
    "PT": "Portugal",
    "IT": "Italy",
    "PL": "Poland",
    "RO": "Romania",
    "PH": "Philippines",
    "SG": "Singapore",
}
"""The countries that are offered; a connection's file may name any other."""

WHY: dict[str, str] = {
    "unlocked": "These change who is called next, when, and by whom. Tick only what you mean "
    "to change.",
    "safety": "In a LIVE dataset the dialler may act on a change at once.",
    "marker_field": "A mark there tells whether a new record arrived after all.",
    "region": "For numbers that do not begin with + and a country code.",
    "at_once": "Fewer take longer, and are easier on the network and the server.",
}
"""What a supervisor should know before choosing, by the profile's member."""

FAULTS: dict[Fault, str] = {
    Fault.NO_ADDRESS: "Type the address that 8x8 gave you.",
    Fault.NOT_AN_ADDRESS: "This is not a web address. It has the form https://name/path/.",
    Fault.NOT_ENCRYPTED: "The address must begin with https: over http anybody could read the "
    "API key.",
    Fault.ADDRESS_HAS_LOGIN: "Leave out the part before @: user name and API key have their own "
    "fields.",
    Fault.ADDRESS_HAS_MORE: "Leave out the part from ? or # on: the address ends with its path.",
    Fault.ADDRESS_HAS_SCRIPT: "Leave out the part that ends in .php: the address ends before it.",
    Fault.NO_USERNAME: "Type the user name that 8x8 gave you.",
    Fault.NO_KEY: "Type the API key that 8x8 gave you.",
    Fault.NAME_TAKEN: "Another saved connection has this name. Choose a different one.",
    Fault.PENDING_CHANGES: "There are changes that are not saved yet. They belong to the account "
    "that is connected now: submit or revert them before you go to another one.",
    Fault.NOT_A_PROXY: "This is not a proxy’s address. It has the form http://name:port.",
    Fault.PROXY_HAS_LOGIN: "Leave out the part before @: a proxy’s password can’t be kept here.",
    Fault.NO_CA_FILE: "There is no such file.",
    Fault.NOT_CERTIFICATES: "This file holds no certificates that can be read.",
    Fault.NOT_A_FIELD_NAME: "A field’s name has only letters, digits and underscores.",
    Fault.FIELD_IS_TAKEN: "This field holds something of its own, which the mark would "
    "overwrite. Choose a custom field, vendor_urn or urn.",
}

KEYCHAIN_SOUGHT = "Looking for the keychain of this computer…"
KEYCHAIN_OFFER = "Remember the API key in the keychain of this computer"
KEYCHAIN_NONE = "No keychain here: the API key is kept until the program ends."
KEY_KEPT = "leave it empty to use the API key that is kept"
KEY_LOCKED = (
    "The keychain did not give the API key of this connection: it may be locked. Type the API key."
)

PENDING_FIRST = Notice(
    "There are changes that are not saved yet",
    "Submit or revert them first: they belong to the account that is connected now.",
    Tone.WARNING,
)
DEMO_FIXED = Notice(
    "The demo’s connection can’t be edited",
    "It leads to a server on this computer, with invented people. Choose Connect… for an account "
    "of your own.",
    Tone.INFO,
)
NOT_SAVED = Notice(
    "The connection could not be saved on this computer",
    "It can be used until the program ends. Check that the disk is not full.",
    Tone.WARNING,
)
KEY_MAY_STAY = Notice(
    "The API key may still be in the keychain",
    "The keychain of this computer did not answer as it should. Look for CN Desktop in it.",
    Tone.WARNING,
)
WAITING_FOR_KEYCHAIN = Notice(
    "Waiting for the keychain of this computer",
    "It may be asking for its password in a window of its own. "
    "Or choose Connect… and type the API key.",
    Tone.INFO,
)

CHECKS: dict[Check, str] = {
    Check.ADDRESS: "Address",
    Check.LOGIN: "User name and API key",
    Check.DATASETS: "List of datasets",
    Check.FIELDS: "Names of the fields",
    Check.OUTCOMES: "Outcome codes",
    Check.FORMS: "Private requests",
    Check.RECORD: "Reading one record",
}
TRIAL_RUNNING = "Trying the connection…"
TRIAL_CANCELLED = "The test was stopped."
TRIAL_OLD = "Something was changed since this test."
TRIAL_GOOD = "This connection works."
TRIAL_BAD = "This connection can’t be used like this."

DO_WITHOUT: dict[Check, str] = {
    Check.DATASETS: "A dataset can still be opened by typing its id.",
    Check.FIELDS: "The program works without it.",
    Check.OUTCOMES: "The program works without it.",
}


def usual_safety(environment: str) -> str:
    """The entry for who leaves the choice to the environment."""
    label = SAFETY_LABELS[implied_by(environment)]
    return f"Usual for {environment}: {label.lower()}"


def damaged_file(name: str) -> Notice:
    """The file with the connections could not be read, or not all of it."""
    return Notice(
        "Saved connections could not be read",
        f"The damaged file is kept as {name}. What could be read of it is still here.",
        Tone.WARNING,
    )


def key_not_remembered(where: str) -> Notice:
    """The keychain did not take it; `where` says where it is instead."""
    return Notice("The API key was not remembered", f"It is {where}.", Tone.WARNING)


def result_of(finding: Finding) -> str:
    """One line of a trial, in words."""
    if finding.outcome is Outcome.WORKS:
        return _good(finding)
    if finding.outcome is Outcome.NOT_TRIED:
        return _untried(finding.check)
    if finding.check is Check.FORMS:
        return _forms(finding)
    if finding.error is None:
        return "The server answered, but it has no such record in that dataset."
    parts = [notice_for(finding.error).title if not finding.words else _said(finding.words)]
    return " ".join([*parts, *filter(None, [DO_WITHOUT.get(finding.check)])])


def _good(finding: Finding) -> str:
    words: dict[Check, str] = {
        Check.ADDRESS: "Reached: a ContactNow server answers there.",
        Check.LOGIN: f"Accepted.{_until(finding.amount)}",
        Check.DATASETS: f"{counted(finding.amount, 'dataset')} listed.",
        Check.FIELDS: f"{counted(finding.amount, 'field')} described.",
        Check.OUTCOMES: f"{counted(finding.amount, 'outcome code')} listed.",
        Check.FORMS: "Accepted: the key stands in no web address, nor the session in a read.",
        Check.RECORD: "The record was read.",
    }
    return words[finding.check]


def _untried(check: Check) -> str:
    if check is Check.RECORD:
        return "Not tried. With a uid under More it is."
    return "Not tried."


def _forms(finding: Finding) -> str:
    said = f" {_said(finding.words)}" if finding.words else ""
    if finding.outcome is Outcome.REFUSED:
        return f"Not accepted: the key has to stand in the web address.{said}"
    return f"Accepted for the user name and API key only.{said}"


def _said(words: str) -> str:
    return f"The server says {quoted(words)}."


def _until(seconds: int) -> str:
    if not seconds:
        return ""
    now = datetime.now().astimezone()
    ends = now + timedelta(seconds=seconds)
    is_today = ends.date() == now.date()
    return f" The session lasts until {ends:%H:%M}{'' if is_today else f'{ends: on %d %B}'}."
