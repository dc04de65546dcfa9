"""The token: asked for when first needed, and once more when the server refuses it."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cn_desktop.api.envelope import whole_number
from cn_desktop.api.headers import server_clock
from cn_desktop.api.reading import Reading, check_status
from cn_desktop.api.request import Request, Transport
from cn_desktop.api.retry import patiently
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    LoginRefused,
    ServerRefusal,
    SessionRefused,
)
from cn_desktop.base.profile import Format
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop

LOGIN_SECONDS = 20.0
LONGEST_LIFE = 7 * 24 * 3600.0
"""Documented are 12 hours, "subject to change": more than a week is somebody's wrong clock."""


@dataclass(frozen=True)
class Credentials:
    """A user name and its key, as given by the vendor's support."""

    username: str = field(repr=False)
    key: Secret


@dataclass(frozen=True)
class Clock:
    """Two clocks: one that only goes forward, and one that people set (Unix seconds)."""

    steady: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


@dataclass(frozen=True)
class Token:
    """A token, and when it ends by both of this machine's clocks; None: not known.

    The steady clock may stand still while the machine sleeps, and the other one may be
    set: whichever says less is believed (rel-T6, rel-T7).
    """

    text: Secret
    ends_steady: float | None = None
    ends_wall: float | None = None

    def seconds_left(self, clock: Clock) -> float | None:
        if self.ends_steady is None or self.ends_wall is None:
            return None
        return min(self.ends_steady - clock.steady(), self.ends_wall - clock.wall())


class Session:
    """Keeps one token for many threads; however many find it refused, one renews it.

    A user name and key that were refused are not tried again until a person asks for it
    (`log_in_again`): a server may lock the account (rel-T4). `by_form`: they travel in a
    POST form, else in the address.
    """

    def __init__(
        self,
        transport: Transport,
        credentials: Credentials,
        *,
        form: Format = Format.JSON,
        by_form: bool = True,
        clock: Clock | None = None,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._format = form
        self._by_form = by_form
        self._clock = clock or Clock()
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._refusal: LoginRefused | None = None
        self._account = ""

    @property
    def has_token(self) -> bool:
        return self._token is not None

    @property
    def seconds_left(self) -> float | None:
        """How long the present token lives; None: there is none, or it is not known."""
        token = self._token  # read once: another thread may be renewing it
        return token.seconds_left(self._clock) if token else None

    def token(self, stop: Stop) -> Token:
        """The present token, asked for if there is none.

        Raises `LoginRefused`, and what an exchange may raise.
        """
        with self._lock:
            return self._token or self._log_in(stop)

    def renew(self, refused: Token, stop: Stop) -> Token:
        """Another token in place of the refused one, unless another thread already did that."""
        with self._lock:
            if self._token and self._token is not refused:
                return self._token
            return self._log_in(stop)

    def ensure(self, seconds: float, stop: Stop) -> None:
        """Before long work: a token that lives so long, if the server gives one.

        It gives the present token again while that is valid (API notes § 2), so this
        asks once. A token of unknown life is shown to the server instead.
        """
        with self._lock:
            token = self._token
            if token is None or (seconds and not self._is_good_for(token, seconds, stop)):
                self._log_in(stop)

    def log_in_again(self, stop: Stop) -> None:
        """A person's wish: ask for a token whatever there is. Raises as `token` does."""
        with self._lock:
            self._refusal = None
            self._log_in(stop)

    def is_own(self, account: str) -> bool:
        """Whether an answer made for this account is ours; the first one that says it decides."""
        with self._lock:
            self._account = self._account or account
            return account in {"", self._account}

    def _log_in(self, stop: Stop) -> Token:
        if self._refusal:
            raise LoginRefused(self._refusal.words)
        self._token = None
        try:
            self._token = patiently(lambda: self._get(stop), stop, random.Random())  # noqa: S311
        except LoginRefused as refusal:
            self._refusal = refusal
            raise
        return self._token

    def _get(self, stop: Stop) -> Token:
        given = {
            "username": self._credentials.username,
            "password": self._credentials.key.reveal(),
        }
        try:
            document, now = self._ask("get", given, stop)
        except ServerRefusal as refusal:
            words = refusal.words
        else:
            return self._token_of(document, now)
        raise LoginRefused(words)

    def _is_good_for(self, token: Token, seconds: float, stop: Stop) -> bool:
        left = token.seconds_left(self._clock)
        return self._is_valid(token, stop) if left is None else left >= seconds

    def _is_valid(self, token: Token, stop: Stop) -> bool:
        try:
            self._ask("validate", {"token": token.text.reveal()}, stop)
        except SessionRefused:
            return False
        return True

    def _ask(
        self, action: str, given: Mapping[str, str], stop: Stop
    ) -> tuple[Mapping[str, object], float | None]:
        """token.php's answer, and the server's time (Unix seconds) if it said that."""
        query = {"action": action, "format": self._format.value}
        request = Request(
            "token.php",
            query=query if self._by_form else {**query, **given},
            form=given if self._by_form else None,
            deadline=LOGIN_SECONDS,
        )
        reading = Reading(self._format)
        with self._transport.open(request, stop) as incoming:
            check_status(incoming, self._format)
            for chunk in incoming.chunks():
                for _records in reading.feed(chunk):
                    pass
        reading.finish()
        return reading.document, server_clock(incoming.headers)

    def _token_of(self, document: Mapping[str, object], now: float | None) -> Token:
        text = document.get("token")
        if not isinstance(text, str) or not text:
            raise AnswerUnusable(Flaw.WRONG_SHAPE)
        ends = whole_number(document.get("expire"))
        life = self._life(ends, now)
        if life is None:
            return Token(Secret(text))
        return Token(Secret(text), self._clock.steady() + life, self._clock.wall() + life)

    def _life(self, ends: int | None, now: float | None) -> float | None:
        """Seconds from now to the end, by the server's clock or else ours, if that makes sense."""
        if ends is None or ends <= 0:
            return None
        life = ends - (self._clock.wall() if now is None else now)
        return life if 0 < life < LONGEST_LIFE else None
