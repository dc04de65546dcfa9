"""The token: asked for when first needed, and once more when the server refuses it."""

import threading
from dataclasses import dataclass, field
from typing import Any

from cn_desktop.api.reply import envelope_of, parse_json, whole_number
from cn_desktop.api.transport import Request, Transport, whole
from cn_desktop.base.errors import AnswerUnusable, Flaw, LoginRefused
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop

LOGIN_SECONDS = 20.0
TOKEN_CAP = 1024 * 1024


@dataclass(frozen=True)
class Credentials:
    """A user name and its key, as given by the vendor's support."""

    username: str = field(repr=False)
    key: Secret


@dataclass(frozen=True)
class Token:
    """A token and the second (Unix time, by the server's clock) it ends; 0: not said."""

    text: Secret
    expires: int


class Session:
    """Keeps one token for many threads; however many find it refused, one renews it."""

    def __init__(
        self, transport: Transport, credentials: Credentials, *, by_form: bool = True
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._by_form = by_form
        self._lock = threading.Lock()
        self._token: Token | None = None

    @property
    def expires(self) -> int | None:
        """The second the present token ends (Unix time, by the server's clock)."""
        token = self._token  # read once: another thread may be renewing it
        return token.expires if token else None

    def token(self, stop: Stop) -> Token:
        """The present token, asked for if there is none.

        Raises `LoginRefused`, and what an exchange may raise.
        """
        with self._lock:
            if self._token is None:
                self._token = self._log_in(stop)
            return self._token

    def log_in_again(self, stop: Stop) -> None:
        """Ask for a token whatever there is. Raises as `token` does."""
        with self._lock:
            self._token = None
            self._token = self._log_in(stop)

    def renew(self, refused: Token, stop: Stop) -> Token:
        """Another token in place of the refused one, unless another thread already did that."""
        with self._lock:
            if self._token is None or self._token == refused:
                self._token = None
                self._token = self._log_in(stop)
            return self._token

    def _log_in(self, stop: Stop) -> Token:
        """Ask token.php. By POST form: what is in an address ends up in other people's logs."""
        asked = {"action": "get", "format": "json"}
        login = {
            "username": self._credentials.username,
            "password": self._credentials.key.reveal(),
        }
        request = Request(
            "token.php",
            query=asked if self._by_form else asked | login,
            form=login if self._by_form else None,
            deadline=LOGIN_SECONDS,
        )
        with self._transport.open(request, stop) as incoming:
            answer = whole(incoming, TOKEN_CAP)
        return _token_of(parse_json(answer.body))


def _token_of(document: dict[str, Any]) -> Token:
    envelope = envelope_of(document)
    text = document.get("token")
    if envelope.success is True and isinstance(text, str) and text and not envelope.words:
        return Token(Secret(text), max(0, whole_number(document.get("expire")) or 0))
    if envelope.words:
        raise LoginRefused(envelope.words)
    raise AnswerUnusable(Flaw.WRONG_SHAPE)
