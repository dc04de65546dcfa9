"""What a person reads when something happened: what, what is safe, what to do."""

import math
from dataclasses import dataclass, replace
from enum import Enum
from functools import singledispatch

from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    FieldNotSendable,
    Flaw,
    JournalFailed,
    JournalInUse,
    JournalTooNew,
    KeychainFailed,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    ProfileUnusable,
    ReadOnlyConnection,
    ServerBusy,
    ServerRefusal,
    SessionRefused,
    SimulatorFailed,
    TransportError,
    Trouble,
    WorldError,
)
from cn_desktop.base.secret import masked
from cn_desktop.records.marks import State

QUOTE_LIMIT = 300
LOG_IN = "actionLogIn"
KEEP_AGAIN = "actionKeepAgain"


class Tone(Enum):
    """How a notice is shown."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Notice:
    """What happened, and what to do now; `details` is what can be read behind it. Plain text.

    `command` names the command that is offered beside it. One that `stays` is not closed by
    what a person does next, unless it is good news and records change. One with `until_none_is`
    is out of date once no row is in one of these states.
    """

    title: str
    advice: str = ""
    tone: Tone = Tone.ERROR
    details: str = ""
    command: str = ""
    stays: bool = False
    until_none_is: frozenset[State] = frozenset()


UNEXPECTED = Notice(
    "Something unexpected happened",
    "Your pending changes are still here. It has been written to the log.",
)

KINDS: dict[type[Exception], Notice] = {
    NotSent: Notice("The server could not be reached", "Nothing was sent. Try again."),
    OutcomeUnknown: Notice(
        "The answer was lost on its way", "What was shown before is still here. Try again."
    ),
    TransportError: Notice("The server could not be reached", "Try again."),
    AnswerUnusable: Notice(
        "The server's answer could not be read",
        "Nothing was changed here. Check the address of the connection, then try again.",
    ),
    LoginRefused: Notice(
        "The server does not accept this user name and API key",
        "Check both with whoever gave them to you. Your pending changes are kept.",
        command=LOG_IN,
    ),
    SessionRefused: Notice(
        "The server ended the session and a new one did not help",
        "Log in again. Your pending changes are kept.",
        command=LOG_IN,
    ),
    ServerBusy: Notice(
        "The server has too much to do", "Nothing was changed here. Try again in a minute."
    ),
    FieldNotSendable: Notice(
        "A field can’t be sent in this connection’s format",
        "Nothing was sent. Take the unusual characters out, or set the connection to JSON.",
    ),
    ReadOnlyConnection: Notice(
        "This connection is read-only",
        "Nothing was sent. Your pending changes are kept; switch read-only off to submit them.",
        Tone.WARNING,
    ),
    ServerRefusal: Notice("The server refused", "Nothing was changed."),
    SimulatorFailed: Notice(
        "The demo server did not start", "Start the program again; if that fails, restart."
    ),
    JournalFailed: Notice(
        "Changes can’t be kept on this computer just now",
        "No further change is taken, and nothing is sent. What you see is safe as long as this "
        "window is open: make room on the disk, or see who may write in the program’s folder. "
        "It is tried again by itself.",
        command=KEEP_AGAIN,
        stays=True,
    ),
    JournalInUse: Notice(
        "Another window of CN Desktop is open",
        "It holds the pending changes, so this one is read-only. Close the other one, then try "
        "again.",
        Tone.WARNING,
        command=KEEP_AGAIN,
        stays=True,
    ),
    JournalTooNew: Notice(
        "A newer version of CN Desktop kept the pending changes here",
        "They were not touched, and this version can’t read them: it is read-only. "
        "Start the newer version.",
        Tone.WARNING,
        stays=True,
    ),
    ProfileUnusable: Notice(
        "This connection is not saved here", "Choose Connect… and enter its address again."
    ),
    KeychainFailed: Notice(
        "This computer’s keychain did not answer as it should",
        "It may be locked. Unlock it and try again, or type the API key yourself.",
        Tone.WARNING,
    ),
    WorldError: Notice("That did not work", "Try again."),
    Cancelled: Notice("Cancelled", "What was shown before is still here.", Tone.INFO),
}

TROUBLES: dict[Trouble, Notice] = {
    Trouble.REFUSED: Notice(
        "The server refused the connection",
        "Nothing was sent. Check the address of the connection, then try again.",
    ),
    Trouble.NAME_NOT_FOUND: Notice(
        "There is no server of that name",
        "Nothing was sent. Check the address of the connection and the network.",
    ),
    Trouble.NO_CONNECTION: Notice(
        "The server did not answer", "Nothing was sent. Check the network, then try again."
    ),
    Trouble.PROXY: Notice(
        "The proxy did not let the request through", "Nothing was sent. Check the proxy."
    ),
    Trouble.CERTIFICATE: Notice(
        "The server could not prove who it is",
        "Nothing was sent. Ask your IT department whether a certificate is missing here.",
    ),
    Trouble.BAD_ADDRESS: Notice(
        "The connection's address is not a web address",
        "Nothing was sent. It has the form https://name/path/.",
    ),
    Trouble.NOT_ENCRYPTED: Notice(
        "This address is not encrypted",
        "Nothing was sent: names, numbers and the API key would be readable on the way. "
        "Use an address that begins with https://.",
    ),
    Trouble.CA_FILE: Notice(
        "The connection’s certificate file can’t be used",
        "Nothing was sent. Choose the file again, or leave that setting empty.",
    ),
    Trouble.TOO_SLOW: Notice(
        "The server took too long", "What was shown before is still here. Try again."
    ),
    Trouble.CUT_OFF: Notice(
        "The connection broke before the answer was complete",
        "What was shown before is still here. Try again.",
    ),
    Trouble.TOO_LARGE: Notice(
        "The answer is too large", "What was shown before is still here. Choose fewer records."
    ),
}

FLAWS: dict[Flaw, Notice] = {
    Flaw.EMPTY: Notice("The server's answer is empty", "Nothing was changed here. Try again."),
    Flaw.WEB_PAGE: Notice(
        "A web page came instead of the ContactNow server's answer",
        "Nothing was changed here. Check the address; a network's log-in page may be in between.",
    ),
    Flaw.REDIRECT: Notice(
        "The server wants to send us to another address",
        "That is not followed, for safety. Check the address of the connection.",
    ),
    Flaw.NOT_JSON: Notice(
        "The server's answer is damaged or incomplete",
        "Nothing was changed here. Try again; if it stays, tell whoever runs the server.",
    ),
    Flaw.NOT_XML: Notice(
        "The server's answer is damaged or incomplete XML",
        "Nothing was changed here. Try again; if it stays, set the connection to JSON.",
    ),
    Flaw.DOCTYPE: Notice(
        "The server's answer defines things of its own and was not read, for safety",
        "Nothing was changed here. Tell whoever runs the server.",
    ),
    Flaw.OTHER_RECORD: Notice(
        "The answer belongs to another question",
        "It was not used, and nothing was changed here. Try again.",
    ),
    Flaw.OTHER_ACCOUNT: Notice(
        "The answer belongs to another account",
        "It was not used, and nothing was changed here. Log in again.",
    ),
    Flaw.NOT_TEXT: Notice(
        "The server's answer has characters that can't be read",
        "Nothing was changed here. View › Show unreadable records, read-only shows a "
        "dataset all the same.",
    ),
    Flaw.WRONG_SHAPE: Notice(
        "The server's answer is not one of the ContactNow API",
        "Nothing was changed here. Check the address of the connection.",
    ),
    Flaw.HTTP_STATUS: Notice(
        "The server reports a fault of its own", "Nothing was changed here. Try again later."
    ),
}


OTHER_ADDRESS = Notice(
    "The server does not know this session from here",
    "A session belongs to the internet address it was opened from, and a new one did not help. "
    "Leave any VPN you have just joined, then log in again. Your pending changes are kept.",
    command=LOG_IN,
)


def notice_for(error: Exception) -> Notice:
    """The nearest notice: by the error's facts, by its kind, else by its class and its bases."""
    notice = _by_facts(error) or _by_kind(error) or _by_class(error)
    if isinstance(error, ServerRefusal) and error.words:
        return with_words(notice, error.words)
    if isinstance(error, AnswerUnusable) and error.raw:
        return replace(notice, details=masked(error.raw.decode("utf-8", "replace")))
    return notice


@singledispatch
def _by_facts(_error: Exception) -> Notice | None:
    return None


@_by_facts.register
def _(error: SessionRefused) -> Notice | None:
    return OTHER_ADDRESS if error.words.strip().casefold() == "invalid token" else None


@_by_facts.register
def _(error: ServerBusy) -> Notice | None:
    if not error.seconds:
        return None
    minutes = math.ceil(error.seconds / 60)
    when = "in a minute" if minutes == 1 else f"in {minutes:,} minutes"
    return replace(KINDS[ServerBusy], advice=f"Nothing was changed here. It asks us to try {when}.")


@_by_facts.register
def _(error: SimulatorFailed) -> Notice | None:
    return replace(KINDS[SimulatorFailed], advice=error.words) if error.words else None


@_by_facts.register
def _(error: FieldNotSendable) -> Notice:
    return replace(
        KINDS[FieldNotSendable], title=f"Field {quoted(error.field)} can’t be sent in XML"
    )


@_by_facts.register
def _(error: AnswerUnusable) -> Notice | None:
    if error.kind is Flaw.REDIRECT and error.host:
        title = f"The server wants to send us to {quoted(error.host)}"
        return replace(FLAWS[Flaw.REDIRECT], title=title)
    if error.kind is Flaw.HTTP_STATUS and error.status and error.status < 500:
        advice = "Nothing was changed here. Check the address of the connection."
        return Notice(f"The server refused ({error.status})", advice)
    return None


def with_words(notice: Notice, words: str) -> Notice:
    """The notice with the server's own words in quotation marks."""
    return replace(notice, advice=f"The server says {quoted(words)}. {notice.advice}")


def quoted(words: str) -> str:
    """Foreign text as one line of plain text, cut at 300 characters."""
    line = " ".join(masked(words).split())
    shown = "".join(mark if mark.isprintable() else "\N{SYMBOL FOR SUBSTITUTE}" for mark in line)
    return f"“{shown[:QUOTE_LIMIT]}{'…' if len(shown) > QUOTE_LIMIT else ''}”"


def _by_kind(error: Exception) -> Notice | None:
    if isinstance(error, OutcomeUnknown) and error.kind not in {
        Trouble.TOO_SLOW,
        Trouble.CUT_OFF,
        Trouble.TOO_LARGE,
    }:
        return None
    if isinstance(error, TransportError):
        return TROUBLES.get(error.kind)
    return FLAWS.get(error.kind) if isinstance(error, AnswerUnusable) else None


def _by_class(error: Exception) -> Notice:
    for kind in type(error).__mro__:
        if found := KINDS.get(kind):
            return found
    return UNEXPECTED
