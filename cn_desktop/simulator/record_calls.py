"""What `ecnow_data` answers (API notes, section 3)."""

from collections.abc import Callable, Mapping
from functools import partial

from cn_desktop.simulator.account import ACCOUNT_ID, Account
from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.dataset import Selection
from cn_desktop.simulator.ledger import entry_of
from cn_desktop.simulator.listing import listed
from cn_desktop.simulator.payload import PayloadUnreadable, records_in
from cn_desktop.simulator.replies import Reply, failure
from cn_desktop.simulator.writes import Refusal, Tally, Writing, create_all, uid_number, update_all

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
    return written(account, call, partial(create_all, writing_of(account, call)), counted)


def update_records(account: Account, call: Call) -> Reply:
    """Counts of a batch; its key is always 0."""
    return written(account, call, partial(update_all, writing_of(account, call)), counted)


def written(
    account: Account,
    call: Call,
    write: Callable[[list[object]], Tally],
    answered: Callable[[Tally], Mapping[str, object]],
) -> Reply:
    """Have the records of the payload written, and answer what is to be said of the tally."""
    if call.payload is None:
        return failure(NO_UPLOAD)
    try:
        tally = write(records_in(call.payload))
    except PayloadUnreadable as unreadable:
        return failure(UNREADABLE_PAYLOAD.format(unreadable.form))
    account.ledger.extend(entry_of(call, applied) for applied in tally.applied)
    error = {"error": tally.error} if tally.error else {}
    return Reply({"success": True, **answered(tally), **error})


def counted(tally: Tally) -> Mapping[str, object]:
    """The counts in their documented order."""
    counts = {"total": len(tally.applied), "bad": tally.bad, "key": tally.key}
    return {"account_id": ACCOUNT_ID, **counts}


def writing_of(account: Account, call: Call) -> Writing:
    """How this call writes."""
    return Writing(account.store, account.conditions.today(), call.meddling.stored)
