"""Faults in which something else answers: pages, statuses, redirects, refusals of the token."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from cn_desktop.simulator.faults.acts import Act, Answer, Changed, Entry, Told

LOGIN_PAGE = """<!DOCTYPE html>
<html><head><title>Sign in</title></head><body><form action="/login" method="post">
<input name="user"><input name="pass" type="password"></form></body></html>"""

_HTML = "text/html; charset=utf-8"
_UNTOUCHED = (301, 302, 303, 307, 308)
_REFUSING = (400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 422, 429, 503)
_FAILING = (500, 502, 504)
_WITH_RETRY = frozenset({429, 503})


def _page(content_type: str) -> Callable[[str], tuple[Act, ...]]:
    return lambda html: (
        Changed(lambda _: Answer("200 OK", (("Content-Type", content_type),), html.encode())),
    )


def _status(code: int) -> Callable[[str], tuple[Act, ...]]:
    """The status with a page; the value is that of Retry-After, none if it is empty."""
    words = f"{code} {HTTPStatus(code).phrase}"

    def acts(retry_after: str) -> tuple[Act, ...]:
        page = f"<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"
        answer = Answer(words, (("Content-Type", _HTML),), page.encode())
        return (Changed(lambda _: answer.with_header("Retry-After", retry_after)),)

    return acts


def _redirect(code: int) -> Callable[[str], tuple[Act, ...]]:
    words = f"{code} {HTTPStatus(code).phrase}"
    return lambda target: (Changed(lambda _: Answer(words, (("Location", target),), b"")),)


def _empty(_value: None) -> tuple[Act, ...]:
    return (Changed(lambda answer: replace(answer, body=b"")),)


def _told(text: str, **more: object) -> Entry:
    head = {"success": False, "error": text, **more}
    return Entry(f"the answer is {text!r}, nothing done", lambda _: (Told(head),))


def _told_what(text: str) -> tuple[Act, ...]:
    return (Told({"success": False, "error": text}),)


def _status_entry(code: int) -> Entry:
    phrase = HTTPStatus(code).phrase
    retry = "5" if code in _WITH_RETRY else ""
    return Entry(
        f"{phrase}; the value is its Retry-After", _status(code), retry, applies=code in _FAILING
    )


def _redirect_entry(code: int) -> Entry:
    return Entry(
        f"{HTTPStatus(code).phrase}, to the value", _redirect(code), "/login.php", applies=False
    )


PAGES: Mapping[str, Entry] = {
    "html": Entry("a page of HTML with status 200", _page(_HTML), LOGIN_PAGE, applies=False),
    "html-as-json": Entry(
        "a page of HTML that calls itself JSON",
        _page("application/json"),
        LOGIN_PAGE,
        applies=False,
    ),
    "empty-body": Entry("status 200 and no body, the call done", _empty),
    **{f"redirect-{code}": _redirect_entry(code) for code in _UNTOUCHED},
    **{f"status-{code}": _status_entry(code) for code in (*_REFUSING, *_FAILING)},
    "says-invalid-token": _told("Invalid token"),
    "says-unknown-token": _told("Unknown token"),
    "says-expired-token": _told("Expired token", expire=-1),
    "says-login-refused": _told("Authentication failure"),
    "says-error": Entry("success no with the value as its error", _told_what, "Account is locked."),
}
