"""The account the simulator serves: its tokens, what it holds, what was written."""

from dataclasses import dataclass, field

from cn_desktop.simulator.conditions import Conditions
from cn_desktop.simulator.dataset import Store
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.ledger import Entry
from cn_desktop.simulator.tokens import Tokens

ACCOUNT_ID = "10278"


@dataclass(frozen=True)
class Account:
    """Everything an answer can depend on besides the call.

    `extras` are columns only the customer side has, by dataset and uid; they are never in a file.
    """

    tokens: Tokens
    store: Store
    conditions: Conditions
    ledger: list[Entry] = field(default_factory=list)
    extras: dict[tuple[str, str], Row] = field(default_factory=dict)
