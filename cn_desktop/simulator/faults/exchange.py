"""One request while faults lie in wait: read, applied and answered, if it gets so far."""

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import get_input_stream

from cn_desktop.simulator.calls import call_of
from cn_desktop.simulator.faults.acts import (
    AfterApply,
    Answer,
    Asked,
    BeforeApply,
    Changed,
    Late,
    NotApplied,
    OnHeaders,
    Sent,
    Shaped,
    Stored,
    Told,
)
from cn_desktop.simulator.faults.registry import Faults, Plan
from cn_desktop.simulator.faults.sending import send_plainly
from cn_desktop.simulator.faults.wire import Wire
from cn_desktop.simulator.meddling import KEY, Meddling

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Environ = dict[str, Any]

_NO_ANSWER = Answer("200 OK", (("Content-Type", "application/json"),), b"{}")


class Exchange:
    """A request on its way to the application, and the answer on its way back."""

    def __init__(self, environ: Environ, wire: Wire, app: "WSGIApplication", date: str) -> None:
        self._environ = environ
        self._wire = wire
        self._app = app
        self._date = date

    def befall(self, faults: Faults) -> bool:
        """Let happen what is due; False if nothing is, with the body put back to be read.

        Raises OSError when the client leaves.
        """
        number = self._meddling.number
        for act in faults.early(self._words(Request(self._environ).args), number).of(OnHeaders):
            act.strike(self._wire)
            if self._wire.is_cut or self._wire.is_over:
                return True
        body = get_input_stream(self._environ).read()
        self._put_back(body)
        arguments = call_of(Request(self._environ)).arguments
        self._put_back(body)
        plan = faults.late(self._words(arguments), number)
        if plan.acts:
            self._go_through(plan)
        return bool(plan.acts)

    @property
    def _meddling(self) -> Meddling:
        meddling: Meddling = self._environ[KEY]
        return meddling

    def _words(self, arguments: Mapping[str, str]) -> frozenset[str]:
        script = str(self._environ["PATH_INFO"]).rpartition("/")[2]
        named = (arguments.get(name, "") for name in ("method", "action"))
        return frozenset({script, script.removesuffix(".php"), *named})

    def _put_back(self, body: bytes) -> None:
        self._environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        self._environ.pop("HTTP_TRANSFER_ENCODING", None)

    def _go_through(self, plan: Plan) -> None:
        for before in plan.of(BeforeApply):
            before.strike(self._wire)
            if self._wire.is_over:
                return
        answer = self._answer(plan)
        for after in plan.of(AfterApply):
            after.strike(self._wire)
        if self._wire.is_cut or self._wire.is_over:
            return
        for changed in plan.of(Changed):
            answer = changed.change(answer)
        sent = plan.of(Sent)
        send = sent[0].send if sent else send_plainly
        send(self._wire, answer)

    def _answer(self, plan: Plan) -> Answer:
        told = plan.of(Told)
        if plan.of(NotApplied) and not told:
            return _NO_ANSWER.with_header("Date", self._date)
        self._environ[KEY] = replace(
            self._meddling,
            is_late=bool(plan.of(Late)),
            alters=tuple(act.alter for act in plan.of(Stored)),
            shapes=tuple(act.reshape for act in plan.of(Shaped)),
            instead=told[0].head if told else None,
        )
        for asked in plan.of(Asked):
            self._environ["QUERY_STRING"] = asked.change(self._environ["QUERY_STRING"])
        return self._applied()

    def _applied(self) -> Answer:
        response = Response.from_app(self._app, self._environ, buffered=True)
        headers = [each for each in response.headers if each[0] != "Content-Length"]
        return Answer(response.status, (("Date", self._date), *headers), response.get_data())
