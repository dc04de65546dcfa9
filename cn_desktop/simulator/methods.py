"""Which call gets which answer, by script, method and action (API notes, sections 1 to 5)."""

from collections.abc import Callable, Mapping

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.customer_calls import read_customers
from cn_desktop.simulator.customer_writes import create_customers, update_customers
from cn_desktop.simulator.list_calls import (
    read_agents,
    read_datasets,
    read_fields,
    read_outcome_codes,
    read_picklist,
    read_tables,
)
from cn_desktop.simulator.listing import limited
from cn_desktop.simulator.record_calls import create_records, read_records, update_records
from cn_desktop.simulator.replies import FORMATS, Reply, failure
from cn_desktop.simulator.token_calls import get_token, token_refusal, validate_token

UNKNOWN_FORMAT = "Unknown format [{}]."  # inferred, as are all that follow
UNKNOWN_METHOD = "Unknown method [{}]."
UNKNOWN_ACTION = "Unknown action [{}]."
ACCESS_DENIED = "Access denied"

Answering = Callable[[Account, Call], Reply]


def answer(account: Account, script: str, call: Call) -> Reply:
    """The reply of `token.php`, `database.php` or `ecnow.php`; KeyError for another script."""
    if call.form not in FORMATS:
        return failure(UNKNOWN_FORMAT.format(call.form))
    if script == "token.php":
        return _dispatched(TOKEN_ACTIONS, account, call)
    refusal = token_refusal(account, call)
    if refusal is not None:
        return refusal
    method = call.arguments.get("method", "")
    actions = METHODS[script].get(method)
    if actions is None:
        return failure(UNKNOWN_METHOD.format(method))
    if not actions or method in account.conditions.refuses:
        return failure(ACCESS_DENIED)
    return limited(_dispatched(actions, account, call), call)


def _dispatched(actions: Mapping[str, Answering], account: Account, call: Call) -> Reply:
    action = call.arguments.get("action", "")
    if action not in actions:
        return failure(UNKNOWN_ACTION.format(action))
    return actions[action](account, call)


TOKEN_ACTIONS: Mapping[str, Answering] = {"get": get_token, "validate": validate_token}

METHODS: Mapping[str, Mapping[str, Mapping[str, Answering]]] = {
    "database.php": {
        "ecnow_data": {
            "read": read_records,
            "create": create_records,
            "update": update_records,
        },
        "outcomecodes": {"read": read_outcome_codes},
        "agents": {"read": read_agents},
        "queues": {},
        "campaigns": {},
    },
    "ecnow.php": {
        "ecnow_datasets": {"read": read_datasets},
        "ecnow_records": {
            "read": read_customers,
            "create": create_customers,
            "update": update_customers,
        },
        "campaign_tables": {"read": read_tables},
        "campaign_fields": {"read": read_fields},
        "picklist": {"read": read_picklist},
    },
}

METHOD_NAMES = tuple(method for methods in METHODS.values() for method in methods)
