"""The account the simulator serves: its tokens, what it holds, what was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cn_desktop.simulator.dataset import Store
from cn_desktop.simulator.tokens import Tokens
from cn_desktop.simulator.writes import Applied

ACCOUNT_ID = "10278"


@dataclass(frozen=True)
class Account:
    """Everything an answer can depend on besides the call."""

    tokens: Tokens
    store: Store
    today: Callable[[], date]
    applied: list[Applied] = field(default_factory=list)


@dataclass(frozen=True)
class Call:
    """One request: its arguments, and its payload if it brought one."""

    arguments: Mapping[str, str]
    payload: bytes | None = None

    @property
    def form(self) -> str:
        """The format asked for; the documents disagree about the default, ours is JSON."""
        return self.arguments.get("format") or "json"
