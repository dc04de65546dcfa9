"""What `ecnow_data` answers (API notes, section 3)."""

from collections.abc import Callable

from cn_desktop.simulator.account import ACCOUNT_ID, Account, Call
from cn_desktop.simulator.dataset import Selection
from cn_desktop.simulator.listing import listed
from cn_desktop.simulator.payload import PayloadUnreadable, records_in
from cn_desktop.simulator.replies import Reply, failure
from cn_desktop.simulator.writes import Refusal, Tally, create_all, uid_number, update_all

NO_UPLOAD = "No file uploaded. Missing 'easycall' section?"
UNREADABLE_PAYLOAD = "Payload is not valid {}."  # inferred


def read_records(account: Account, call: Call) -> Reply:
    """Records of one dataset; that an unknown dataset is an error is inferred."""
    wanted = call.arguments.get("dataset", "")
    if not wanted:
        return failure(Refusal.NO_DATASET)
    if account.store.dataset(wanted) is None:
        return failure(Refusal.UNKNOWN_DATASET.format(wanted))
    urn = call.arguments.get("urn", "")
    uid = uid_number(urn)
    if urn and uid is None:
        return listed([], "ecnow_data")
    found = account.store.find(Selection(wanted, uid, outcomes_of(call)))
    return Reply({"success": True, "total": found.total}, found.pages)


def outcomes_of(call: Call) -> tuple[str, ...]:
    """The outcome codes asked for; none of them asks for all."""
    codes = (code.strip() for code in call.arguments.get("outcome", "").split(","))
    return tuple(code for code in codes if code)


def create_records(account: Account, call: Call) -> Reply:
    """Counts and the last new uid of a batch."""
    return written(
        account, call, lambda sent: create_all(account.store, sent, account.conditions.today())
    )


def update_records(account: Account, call: Call) -> Reply:
    """Counts of a batch; its key is always 0."""
    return written(account, call, lambda sent: update_all(account.store, sent))


def written(account: Account, call: Call, write: Callable[[list[object]], Tally]) -> Reply:
    """Have the records of the payload written, and say what became of them."""
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
