"""The web application: from a request to a call, and from a reply to a response."""

import time

from flask import Flask, Request, Response, request
from werkzeug.datastructures import MultiDict

from cn_desktop.simulator.account import Account, Call
from cn_desktop.simulator.methods import answer
from cn_desktop.simulator.replies import render

SCRIPTS = ("token.php", "database.php", "ecnow.php")


def create_app(account: Account, *, delay: float = 0) -> Flask:
    """The API below `/`; every answer comes `delay` seconds late."""
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_FORM_MEMORY_SIZE=None, PROPAGATE_EXCEPTIONS=True)

    def respond(script: str) -> Response:
        call = _call(request)
        time.sleep(delay)
        return render(answer(account, script, call), call.form)

    for script in SCRIPTS:
        app.add_url_rule(
            f"/{script}",
            script.removesuffix(".php"),
            respond,
            methods=["GET", "POST"],
            defaults={"script": script},
        )
    return app


def _call(received: Request) -> Call:
    """The arguments and the payload, whatever the Content-Type says (API notes, section 1).

    With raw=1 in the address the body is the payload and is read before anything parses it.
    Otherwise the form fields are arguments, and a file part `easycall` is the payload.
    """
    arguments = _last_values(received.args)
    if arguments.get("raw") == "1":
        return Call(arguments, received.get_data(cache=False))
    uploaded = received.files.get("easycall")
    payload = None if uploaded is None else uploaded.read()
    return Call(arguments | _last_values(received.form), payload)


def _last_values(fields: MultiDict[str, str]) -> dict[str, str]:
    """Of an argument given twice PHP keeps the last."""
    return {name: values[-1] for name, values in fields.lists()}
