"""How the tests call a simulator: one request, one connection, over real sockets."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

from cn_desktop.simulator.server import Simulator


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


def exchange(
    url: str,
    verb: str,
    target: str,
    body: bytes | None = None,
    *,
    source: str = "127.0.0.1",
    **headers: str,
) -> Answer:
    """One request from `source` on a connection of its own; header names have _ for -."""
    connection = http.client.HTTPConnection(
        urlsplit(url).netloc, timeout=30, source_address=(source, 0)
    )
    try:
        connection.putrequest(verb, target, skip_accept_encoding=True)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(body)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


@dataclass
class Caller:
    """Calls one simulator with a valid token."""

    simulator: Simulator
    source: str = "127.0.0.1"
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.token = self.log_in()["token"]

    def log_in(self, **other: str) -> Any:
        simulator = self.simulator
        login = {"username": simulator.username, "password": simulator.key} | other
        return self.send("GET", "token.php", arguments={"action": "get", **login}).said

    def send(
        self,
        verb: str,
        script: str,
        *,
        arguments: dict[str, str],
        body: bytes | None = None,
        **headers: str,
    ) -> Answer:
        target = f"/{script}?{urlencode(arguments)}"
        return exchange(self.simulator.base_url, verb, target, body, source=self.source, **headers)

    def arguments(self, action: str, **more: str) -> dict[str, str]:
        named = {"method": "ecnow_data", "action": action, "format": "json"}
        return {"token": self.token, **named, **more}

    def read(self, dataset: str = "100", **more: str) -> Any:
        arguments = self.arguments("read", dataset=dataset, raw="1", **more)
        return self.send("GET", "database.php", arguments=arguments).said

    def write(self, action: str, payload: object) -> Any:
        return self.write_bytes(action, json.dumps(payload).encode())

    def write_bytes(self, action: str, body: bytes, **headers: str) -> Any:
        arguments = self.arguments(action, raw="1")
        return self.send("POST", "database.php", arguments=arguments, body=body, **headers).said

    def ecnow(self, **more: str) -> Any:
        arguments = {"token": self.token, "method": "ecnow_datasets", "action": "read", **more}
        return self.send("GET", "ecnow.php", arguments=arguments).said


def eventually(is_so: Callable[[], bool], *, seconds: float = 10) -> bool:
    """Whether it becomes so within the time."""
    pause, end = Event(), monotonic() + seconds
    while not is_so():
        if monotonic() > end:
            return False
        pause.wait(0.01)
    return True
