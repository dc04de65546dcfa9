"""What `token.php` answers (API notes, section 2)."""

from ipaddress import ip_address

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.replies import Reply, failure
from cn_desktop.simulator.tokens import TokenFault

LOGIN_REFUSED = "Authentication failure"
BAD_ADDRESS = "Bad argument: address"  # inferred

MOST_ADDRESSES = 10


def get_token(account: Account, call: Call) -> Reply:
    """A token for the right user name and key.

    It may be used from the address that asked, and from those in `address` as well [inferred].
    """
    others = _others(call.arguments.get("address", ""))
    if others is None:
        return failure(BAD_ADDRESS)
    given = call.arguments.get("username", ""), call.arguments.get("password", "")
    token = account.tokens.get(*given, others | {call.source})
    if token is None:
        return failure(LOGIN_REFUSED)
    return Reply({"success": True, "token": token.text, "expire": _spelled(account, token.expire)})


def validate_token(account: Account, call: Call) -> Reply:
    """The end of a good token."""
    refusal = token_refusal(account, call)
    if refusal is not None:
        return refusal
    expire = account.tokens.expire_of(call.arguments["token"])
    return Reply({"success": True, "expire": _spelled(account, expire)})


def token_refusal(account: Account, call: Call) -> Reply | None:
    """The failure that the token of this call earns; None if it is good."""
    fault = account.tokens.fault(call.arguments.get("token", ""), call.source)
    if fault is None:
        return None
    return failure(fault, expire=-1) if fault is TokenFault.EXPIRED else failure(fault)


def _others(listed: str) -> frozenset[str] | None:
    """The addresses of a comma list; None if one is no address or there are too many."""
    named = [text.strip() for text in listed.split(",") if text.strip()]
    if len(named) > MOST_ADDRESSES:
        return None
    try:
        return frozenset(str(ip_address(text)) for text in named)
    except ValueError:
        return None


def _spelled(account: Account, expire: int) -> int | str:
    return str(expire) if account.conditions.expire_as_text else expire
