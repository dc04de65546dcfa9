"""What each script of the API answers, by method and action (API notes, sections 1 to 4)."""

from collections.abc import Callable, Mapping

from cn_desktop.simulator.account import ACCOUNT_ID, Account, Call
from cn_desktop.simulator.codes import agent_rows, outcome_rows
from cn_desktop.simulator.dataset import Dataset, Selection, dataset_row
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.payload import PayloadUnreadable, records_in
from cn_desktop.simulator.replies import FORMATS, Reply, failure
from cn_desktop.simulator.tokens import TokenFault
from cn_desktop.simulator.writes import Refusal, Tally, create_all, uid_number, update_all

NO_UPLOAD = "No file uploaded. Missing 'easycall' section?"
LOGIN_REFUSED = "Authentication failure"

UNREADABLE_PAYLOAD = "Payload is not valid {}."  # inferred, as are all that follow
UNKNOWN_FORMAT = "Unknown format [{}]."
UNKNOWN_METHOD = "Unknown method [{}]."
UNKNOWN_ACTION = "Unknown action [{}]."

_DATASET_FILTERS = {
    "qid": "qid",
    "dataset": "dataset",
    "state": "d_status",
    "description": "description",
}

Answering = Callable[[Account, Call], Reply]


def answer(account: Account, script: str, call: Call) -> Reply:
    """The reply of `token.php`, `database.php` or `ecnow.php`; KeyError for another script."""
    if call.form not in FORMATS:
        return failure(UNKNOWN_FORMAT.format(call.form))
    if script == "token.php":
        return _dispatched(_TOKEN_ACTIONS, account, call)
    fault = account.tokens.fault(call.arguments.get("token", ""))
    if fault is not None:
        return _token_failure(fault)
    method = call.arguments.get("method", "")
    actions = _METHODS[script].get(method)
    if actions is None:
        return failure(UNKNOWN_METHOD.format(method))
    return _dispatched(actions, account, call)


def _dispatched(actions: Mapping[str, Answering], account: Account, call: Call) -> Reply:
    action = call.arguments.get("action", "")
    if action not in actions:
        return failure(UNKNOWN_ACTION.format(action))
    return actions[action](account, call)


def _get_token(account: Account, call: Call) -> Reply:
    given = call.arguments.get("username", ""), call.arguments.get("password", "")
    token = account.tokens.get(*given)
    if token is None:
        return failure(LOGIN_REFUSED)
    return Reply({"success": True, "token": token.text, "expire": token.expire})


def _validate_token(account: Account, call: Call) -> Reply:
    text = call.arguments.get("token", "")
    fault = account.tokens.fault(text)
    if fault is not None:
        return _token_failure(fault)
    return Reply({"success": True, "expire": account.tokens.expire_of(text)})


def _token_failure(fault: TokenFault) -> Reply:
    return failure(fault, expire=-1) if fault is TokenFault.EXPIRED else failure(fault)


def _read_records(account: Account, call: Call) -> Reply:
    """Records of one dataset; that an unknown dataset is an error is inferred."""
    wanted = call.arguments.get("dataset", "")
    if not wanted:
        return failure(Refusal.NO_DATASET)
    if account.store.dataset(wanted) is None:
        return failure(Refusal.UNKNOWN_DATASET.format(wanted))
    urn = call.arguments.get("urn", "")
    uid = uid_number(urn)
    if urn and uid is None:
        return _listed([])
    found = account.store.find(Selection(wanted, uid, _outcomes(call)))
    return Reply({"success": True, "total": found.total}, found.pages)


def _outcomes(call: Call) -> tuple[str, ...]:
    codes = (code.strip() for code in call.arguments.get("outcome", "").split(","))
    return tuple(code for code in codes if code)


def _create_records(account: Account, call: Call) -> Reply:
    return _written(account, call, lambda sent: create_all(account.store, sent, account.today()))


def _update_records(account: Account, call: Call) -> Reply:
    return _written(account, call, lambda sent: update_all(account.store, sent))


def _written(account: Account, call: Call, write: Callable[[list[object]], Tally]) -> Reply:
    if call.payload is None:
        return failure(NO_UPLOAD)
    try:
        tally = write(records_in(call.payload))
    except PayloadUnreadable as unreadable:
        return failure(UNREADABLE_PAYLOAD.format(unreadable.form))
    account.applied.extend(tally.applied)
    counts = {"total": len(tally.applied), "bad": tally.bad, "key": tally.key}
    error = {"error": tally.error} if tally.error else {}
    return Reply({"success": True, "account_id": ACCOUNT_ID, **counts, **error})


def _read_datasets(account: Account, call: Call) -> Reply:
    """Datasets whose columns equal every filter given, in upper or lower case [inferred]."""
    wanted = {
        column: call.arguments[name].casefold()
        for name, column in _DATASET_FILTERS.items()
        if call.arguments.get(name)
    }
    return _listed([
        dataset_row(dataset) for dataset in account.store.datasets() if _matches(dataset, wanted)
    ])


def _matches(dataset: Dataset, wanted: Mapping[str, str]) -> bool:
    return all(getattr(dataset, column).casefold() == value for column, value in wanted.items())


def _read_outcome_codes(_account: Account, _call: Call) -> Reply:
    return _listed(outcome_rows())


def _read_agents(_account: Account, _call: Call) -> Reply:
    return _listed(agent_rows())


def _listed(rows: list[Row]) -> Reply:
    return Reply({"success": True, "total": len(rows)}, [rows] if rows else [])


_TOKEN_ACTIONS: Mapping[str, Answering] = {"get": _get_token, "validate": _validate_token}

_METHODS: Mapping[str, Mapping[str, Mapping[str, Answering]]] = {
    "database.php": {
        "ecnow_data": {
            "read": _read_records,
            "create": _create_records,
            "update": _update_records,
        },
        "outcomecodes": {"read": _read_outcome_codes},
        "agents": {"read": _read_agents},
    },
    "ecnow.php": {"ecnow_datasets": {"read": _read_datasets}},
}
