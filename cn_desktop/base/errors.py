"""Every error this program raises on purpose.

::

    ProgramError
    ├── Cancelled                 a person asked to stop; neither kind of error
    └── WorldError                the world's doing: shown with advice
        ├── TransportError        the exchange gave no whole answer (kind: Trouble)
        │   ├── NotSent           not one byte of the request left this machine
        │   └── OutcomeUnknown    the server may have acted on it
        ├── AnswerUnusable        an answer came, but not one we can read (kind: Flaw)
        ├── ServerBusy            the server asks to come again later (seconds)
        ├── ServerRefusal         the server said no, in its own words
        │   ├── LoginRefused      user name or key are wrong
        │   └── SessionRefused    the token is expired, unknown or bound elsewhere
        ├── FieldNotSendable      a field holds what the connection's format can't carry
        ├── ReadOnlyConnection    the person's own switch forbids writing
        ├── SimulatorFailed       the demo server did not start
        ├── KeychainFailed        this computer's keychain did not do as it was asked
        ├── JournalFailed         this computer could not keep a pending change
        │   ├── JournalInUse      another window holds the pending changes
        │   └── JournalTooNew     a newer version of the program wrote them
        └── ProfileUnusable       a saved connection is missing or damaged

Errors carry a kind and facts, never sentences: the words are in `ui.notices`.
The server's own words are an attribute and never part of `str(error)`, because
they may hold a person's data and `str(error)` may reach a log.
"""

from enum import Enum


class Trouble(Enum):
    """Why an exchange gave no whole answer."""

    REFUSED = "refused"
    NAME_NOT_FOUND = "name not found"
    NO_CONNECTION = "no connection"
    PROXY = "proxy"
    CERTIFICATE = "certificate"
    BAD_ADDRESS = "bad address"
    NOT_ENCRYPTED = "not encrypted"
    CA_FILE = "CA file"
    TOO_SLOW = "too slow"
    CUT_OFF = "cut off"
    TOO_LARGE = "too large"


class Flaw(Enum):
    """Why an answer could not be read."""

    EMPTY = "empty"
    WEB_PAGE = "web page"
    REDIRECT = "redirect"
    NOT_JSON = "not JSON"
    NOT_XML = "not XML"
    DOCTYPE = "DOCTYPE"
    NOT_TEXT = "not text"
    WRONG_SHAPE = "wrong shape"
    OTHER_RECORD = "other record"
    OTHER_ACCOUNT = "other account"
    HTTP_STATUS = "HTTP status"


class ProgramError(Exception):
    """The root of everything raised on purpose."""


class Cancelled(ProgramError):
    """A person asked to stop."""


class WorldError(ProgramError):
    """Something outside the program went wrong; its user can be told what to do."""


class TransportError(WorldError):
    """The exchange did not give a whole answer."""

    def __init__(self, kind: Trouble) -> None:
        super().__init__(kind.value)
        self.kind = kind


class NotSent(TransportError):
    """Not one byte of the request left this machine: sending again is safe."""


class OutcomeUnknown(TransportError):
    """The server may have acted: look before sending again."""


class AnswerUnusable(WorldError):
    """The server answered with something that is not the API's answer.

    `host` is where a redirect leads; `raw` is the beginning of the answer as it came,
    for the person's eyes only: it is no part of `str(error)`.
    """

    def __init__(self, kind: Flaw, *, status: int | None = None, host: str = "") -> None:
        super().__init__(kind.value if status is None else f"{kind.value} {status}")
        self.kind = kind
        self.status = status
        self.host = host
        self.raw = b""


class ServerBusy(WorldError):
    """The server is overloaded; `seconds` is how long it wants us to wait, if it says so."""

    def __init__(self, status: int, seconds: float | None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.seconds = seconds


class FieldNotSendable(WorldError):
    """The format of the connection can't carry this field's name or value."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class ReadOnlyConnection(WorldError):
    """The connection was switched to read-only; nothing was sent."""


class ServerRefusal(WorldError):
    """The server said no; `words` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class LoginRefused(ServerRefusal):
    """The server does not accept the user name and key."""


class SessionRefused(ServerRefusal):
    """The server does not accept the token, and renewing it did not help."""


class SimulatorFailed(WorldError):
    """The demo server did not start; `words` say what it printed."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class KeychainFailed(WorldError):
    """The computer's keychain is locked, or failed; what it said is not kept."""


class JournalFailed(WorldError):
    """A pending change could not be kept on this computer; `folder` is where it was tried.

    `code` is the system's error number, None where there is none.
    """

    def __init__(self, folder: str, code: int | None = None) -> None:
        super().__init__("" if code is None else f"error {code}")
        self.folder = folder
        self.code = code


class JournalInUse(JournalFailed):
    """Another window of this program has the journal open."""


class JournalTooNew(JournalFailed):
    """A newer version of this program wrote the journal; it was not touched."""


class ProfileUnusable(WorldError):
    """A saved connection of this name is missing or damaged."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
