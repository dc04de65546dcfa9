"""The web application: from a request to a call, and from a reply to a response."""

import time

from flask import Flask, Response, request

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.calls import call_of
from cn_desktop.simulator.compression import compress, is_asked_for
from cn_desktop.simulator.methods import answer
from cn_desktop.simulator.replies import Reply, render

SCRIPTS = ("token.php", "database.php", "ecnow.php")


def create_app(account: Account, *, delay: float = 0, gzip: bool = False) -> Flask:
    """The API below `/`; every answer comes `delay` seconds late.

    With `gzip` an answer is compressed for a client that asks for it.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_FORM_MEMORY_SIZE=None, PROPAGATE_EXCEPTIONS=True)

    def respond(script: str) -> Response:
        call = call_of(request)
        time.sleep(delay)
        told = call.meddling.instead
        reply = answer(account, script, call) if told is None else Reply(told)
        response = render(call.meddling.reshaped(reply), call.form)
        return compress(response) if gzip and is_asked_for(request) else response

    for script in SCRIPTS:
        app.add_url_rule(
            f"/{script}",
            script.removesuffix(".php"),
            respond,
            methods=["GET", "POST"],
            defaults={"script": script},
        )
    return app
