"""What comes back of one record sent: bytes that are really judged, and errors."""

import json

from cn_desktop.api.reply import judge
from cn_desktop.api.request import Answer
from cn_desktop.base.errors import AnswerUnusable, Flaw, NotSent, OutcomeUnknown, Trouble
from cn_desktop.work.steps import Unsent

YES = {"success": True, "total": 1, "bad": 0}
UNCLEAR = (
    OutcomeUnknown(Trouble.CUT_OFF),
    OutcomeUnknown(Trouble.TOO_SLOW),
    AnswerUnusable(Flaw.REDIRECT, status=302),
    (200, b""),
    (200, b"<!DOCTYPE html><title>Log in</title>"),
    (200, b"<br />\n<b>Warning</b>" + json.dumps(YES).encode()),
    (200, b'{"success": false, "success": true, "total": 1, "bad": 0}'),
    (200, json.dumps(YES | {"success": "perhaps"}).encode()),
    (200, json.dumps(YES | {"total": 2}).encode()),
    (200, json.dumps(YES | {"error": "Bad argument: xyz"}).encode()),
    (500, json.dumps(YES).encode()),
    (503, json.dumps({"success": False, "error": "Busy"}).encode()),
)
FORMS = {
    "not sent": (Unsent(NotSent(Trouble.REFUSED)), Unsent(NotSent(Trouble.NAME_NOT_FOUND))),
    "token": tuple(
        (status, json.dumps({"success": False, "error": words}).encode())
        for status in (200, 401)
        for words in ("Expired token", "Invalid token", "Unknown token")
    ),
    "unclear": UNCLEAR,
    "refused": (
        (200, b'{"success": false, "error": "Value too long"}'),
        (200, b'{"success": true, "total": 0, "bad": 1}'),
        (404, b'{"success": "0", "error": "Unknown dataset"}'),
    ),
    "nothing": (
        (200, b'{"success": true, "total": 0, "bad": 0}'),
        (200, b'{"success": "1", "total": "0", "bad": "0", "error": ""}'),
    ),
}


def answer_to(row, answer, uid, dice):
    """One of the forms that the model's `answer` has on the wire."""
    if answer == "saved":
        key = {} if not row.is_create else {"key": dice.choice([str, int])(uid)}
        return _judged((200, json.dumps(YES | key).encode()), row)
    return _judged(dice.choice(FORMS[answer]), row)


def _judged(form, row):
    if not isinstance(form, tuple):
        return form
    status, body = form
    return judge(Answer(status, body), creating=row.is_create)
