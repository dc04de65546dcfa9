"""Try out an account: what works there and what does not, in the server's own words."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Any

from cn_desktop.api.client import Client, Habits
from cn_desktop.api.request import Transport
from cn_desktop.api.token import Credentials, Session
from cn_desktop.base.errors import AnswerUnusable, Flaw, ServerRefusal, WorldError
from cn_desktop.base.profile import Format, Forms
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId


class Check(Enum):
    """What is tried, in this order."""

    ADDRESS = "address"
    LOGIN = "login"
    DATASETS = "datasets"
    FIELDS = "fields"
    OUTCOMES = "outcomes"
    FORMS = "forms"
    RECORD = "record"


class Outcome(Enum):
    """How it went. `REFUSED`: the server said no; `FAILED`: anything else went wrong."""

    WORKS = "works"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True)
class Finding:
    """One line of the result.

    `amount` is the number of rows that came or, for the login, how many seconds the session
    lives (0: not known). `words` are the server's; `error` is there unless it works.
    """

    check: Check
    outcome: Outcome
    words: str = ""
    amount: int = 0
    error: WorldError | None = None


@dataclass(frozen=True)
class Trial:
    """The account to try, and the record to read there; without a uid none is read."""

    transport: Transport
    credentials: Credentials
    format: Format = Format.JSON
    dataset: str = ""
    uid: str = ""

    def session(self, *, by_form: bool) -> Session:
        return Session(self.transport, self.credentials, form=self.format, by_form=by_form)

    def client(self, session: Session, *, by_form: bool = False) -> Client:
        """A client that could not write even by mistake."""
        habits = Habits(format=self.format, reads_by_form=by_form, is_read_only=True)
        return Client(self.transport, session, habits)


@dataclass(frozen=True)
class _Login:
    session: Session | None
    findings: tuple[Finding, ...]


Read = Callable[[Client, Stop], Sequence[Any]]
READS: Mapping[Check, Read] = {
    Check.DATASETS: Client.datasets,
    Check.FIELDS: Client.field_definitions,
    Check.OUTCOMES: Client.outcome_codes,
}


def probe(trial: Trial, stop: Stop) -> Generator[Finding, None, None]:
    """Every check of `Check`, each once, as it is done; blocks. Raises `Cancelled`."""
    login = _logged_in(trial, stop)
    yield from login.findings
    said = {finding.check for finding in login.findings}
    if login.session is None:
        yield from (Finding(check, Outcome.NOT_TRIED) for check in Check if check not in said)
        return
    client = trial.client(login.session)
    working: list[Read] = []
    for check, read in READS.items():
        finding = _tried(check, read, client, stop)
        if finding.outcome is Outcome.WORKS:
            working.append(read)
        yield finding
    if Check.FORMS not in said:
        yield _try_forms(working, trial.client(login.session, by_form=True), stop)
    yield _try_record(trial, client, stop)


def proved_forms(findings: Iterable[Finding]) -> Forms:
    """What a probe says about request bodies."""
    outcomes = {finding.check: finding.outcome for finding in findings}
    proved = {Outcome.WORKS: Forms.ACCEPTED, Outcome.REFUSED: Forms.REFUSED}
    return proved.get(outcomes.get(Check.FORMS, Outcome.NOT_TRIED), Forms.UNTESTED)


def _logged_in(trial: Trial, stop: Stop) -> _Login:
    """By a request body first. By the address only if the server does not take that."""
    session = trial.session(by_form=True)
    by_form = _login_error(session, stop)
    if by_form is None:
        return _Login(session, _welcome(session))
    if not _may_be_about_forms(by_form):
        return _Login(None, (_failed(Check.ADDRESS, by_form),))
    session = trial.session(by_form=False)
    by_address = _login_error(session, stop)
    if by_address is None:
        refused = _failed(Check.FORMS, by_form)
        return _Login(session, (*_welcome(session), replace(refused, outcome=Outcome.REFUSED)))
    return _Login(None, tuple(_unwelcome(by_form, by_address)))


def _may_be_about_forms(error: WorldError) -> bool:
    """It was answered, and the answer may mean that request bodies are not looked at."""
    if isinstance(error, AnswerUnusable):
        return error.kind is not Flaw.REDIRECT
    return isinstance(error, ServerRefusal)


def _login_error(session: Session, stop: Stop) -> WorldError | None:
    try:
        session.token(stop)
    except WorldError as error:
        return error
    return None


def _welcome(session: Session) -> tuple[Finding, ...]:
    return (
        Finding(Check.ADDRESS, Outcome.WORKS),
        Finding(Check.LOGIN, Outcome.WORKS, amount=int(session.seconds_left or 0)),
    )


def _unwelcome(*errors: WorldError) -> Iterator[Finding]:
    """A refusal in ContactNow's own words proves the address; anything else speaks against it."""
    refusal = next((error for error in errors if isinstance(error, ServerRefusal)), None)
    if refusal is None:
        unusable = (error for error in errors if isinstance(error, AnswerUnusable))
        yield _failed(Check.ADDRESS, next(unusable, errors[0]))
        return
    yield Finding(Check.ADDRESS, Outcome.WORKS)
    yield _failed(Check.LOGIN, refusal)


def _tried(check: Check, read: Read, client: Client, stop: Stop) -> Finding:
    try:
        rows = read(client, stop)
    except WorldError as error:
        return _failed(check, error)
    return Finding(check, Outcome.WORKS, amount=len(rows))


def _try_forms(working: Sequence[Read], client: Client, stop: Stop) -> Finding:
    """A read that works by the address, once more by a request body."""
    if not working:
        return Finding(Check.FORMS, Outcome.NOT_TRIED)
    finding = _tried(Check.FORMS, working[0], client, stop)
    if finding.outcome is Outcome.REFUSED:  # the user name and key went through that way
        return replace(finding, outcome=Outcome.FAILED)
    return finding


def _try_record(trial: Trial, client: Client, stop: Stop) -> Finding:
    if not trial.uid:
        return Finding(Check.RECORD, Outcome.NOT_TRIED)
    finding = _tried(Check.RECORD, partial(_record, trial), client, stop)
    if finding.outcome is Outcome.WORKS and not finding.amount:
        return replace(finding, outcome=Outcome.FAILED)
    return finding


def _record(trial: Trial, client: Client, stop: Stop) -> Sequence[Any]:
    """The record in the dataset that was named, else in the first one listed; or nothing."""
    dataset = trial.dataset or next((entry.id for entry in client.datasets(stop)), "")
    record = client.record(DatasetId(dataset), trial.uid, stop) if dataset else None
    return [] if record is None else [record]


def _failed(check: Check, error: WorldError) -> Finding:
    if isinstance(error, ServerRefusal):
        return Finding(check, Outcome.REFUSED, error.words, error=error)
    return Finding(check, Outcome.FAILED, error=error)
