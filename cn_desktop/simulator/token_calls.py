"""What `token.php` answers (API notes, section 2)."""

from cn_desktop.simulator.account import Account, Call
from cn_desktop.simulator.replies import Reply, failure
from cn_desktop.simulator.tokens import TokenFault

LOGIN_REFUSED = "Authentication failure"


def get_token(account: Account, call: Call) -> Reply:
    """A token for the right user name and key, of the address the call came from."""
    given = call.arguments.get("username", ""), call.arguments.get("password", "")
    token = account.tokens.get(*given)
    if token is None:
        return failure(LOGIN_REFUSED)
    return Reply({"success": True, "token": token.text, "expire": token.expire})


def validate_token(account: Account, call: Call) -> Reply:
    """The end of a good token."""
    text = call.arguments.get("token", "")
    return token_refusal(account, call) or Reply({
        "success": True,
        "expire": account.tokens.expire_of(text),
    })


def token_refusal(account: Account, call: Call) -> Reply | None:
    """The failure that the token of this call earns; None if it is good."""
    fault = account.tokens.fault(call.arguments.get("token", ""))
    if fault is None:
        return None
    return failure(fault, expire=-1) if fault is TokenFault.EXPIRED else failure(fault)
