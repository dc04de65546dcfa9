"""Nothing that is a secret or a person's gets out of the program (reliability, S1).

The whole program is run under every fault of the simulator, and everything it leaves
behind is searched for the key, for every token and for names and numbers of records.
"""

import asyncio
import logging
import os
import secrets
import traceback
from pathlib import Path

import pytest
from driving import agreed, connected, opened, options_for, press, running, until
from PySide6.QtCore import Qt

from cn_desktop.base.log import LOGGER, LOUD_LIBRARIES, start_log
from cn_desktop.base.paths import Folders
from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.simulator.child import SimulatorProcess
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.faults.catalogue import CATALOGUE
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui import app, jobs
from cn_desktop.ui.app import Program
from cn_desktop.ui.submit import results

KEY = "canary-key-5b1e77"
NAMES = [f"Quillfeather{number:02}" for number in range(20)]
NUMBERS = [f"07700900{number:03}" for number in range(500, 520)]
TYPED = ["Typedcanary", "07700900999"]
PEOPLE = [*NAMES, *NUMBERS, *TYPED]
ECHO = f"no {KEY} for {NAMES[0]} {NUMBERS[0]}"

QUICK = {
    **dict.fromkeys(["hang-before-apply", "hang-after-apply", "one-byte-then-hang"], 0.02),
    **dict.fromkeys(["late-apply", "late-apply-after-reset", "latency", "slow-to-read"], 0.02),
    **dict.fromkeys(["gzip-bomb", "chunked-bomb"], 3.0),
    **dict.fromkeys(["status-429", "status-503"], "0"),
    **dict.fromkeys(["says-error", "error-too"], ECHO),
    "drip": 1_000_000.0,
    "header-flood": 500.0,
}
"""The same faults, so that nobody waits for them."""

GROUPS = 8
PLACES = ["token/get", "ecnow_datasets/read", "database/read", "create", "update"]


class Witness:
    """Keeps whatever the program says where it must not say too much."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self.errors: list[BaseException] = []
        self.notices: list[str] = []
        self.titles: list[str] = []
        self.tokens: set[str] = set()

    def saw(self, error):
        """An exception that somebody was told of."""
        if error not in self.errors:
            self.errors.append(error)

    def note_window(self, program):
        button = program.window.connection
        self.titles += [
            program.window.windowTitle(),
            button.toolTip(),
            button.text(),
            button.accessibleName(),
            program.window.windowFilePath(),
        ]

    def everywhere(self) -> dict[str, str]:
        """All that is searched, but for the notices."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        texts = {f"file {path.name}": path.read_bytes().decode(errors="replace") for path in files}
        texts["log lines"] = "\n".join(self.lines)
        texts["errors"] = "\n".join(map(told_by, self.errors))
        texts["titles"] = "\n".join(self.titles)
        texts["arguments"] = Path("/proc/self/cmdline").read_bytes().decode(errors="replace")
        return texts


def told_by(error) -> str:
    """Everything an exception and those that hang on it say of themselves."""
    waiting, told = [error], []
    while waiting:
        each = waiting.pop()
        told += [str(each), repr(each), repr(each.args), *traceback.format_exception(each)]
        waiting += [other for other in (each.__cause__, each.__context__) if other]
    return "\n".join(told)


@pytest.fixture
def witness(tmp_path, monkeypatch):
    """A started log in the data folder, and an ear at everything else."""
    names = ("cn_desktop", *LOUD_LIBRARIES)
    before = [(logging.getLogger(name), vars(logging.getLogger(name)).copy()) for name in names]
    LOGGER.handlers = []
    one = Witness(tmp_path)
    start_log(Folders(tmp_path).logs, logging.DEBUG)
    listener = logging.Handler(logging.DEBUG)
    plain = logging.Formatter("%(name)s %(message)s")
    listener.emit = lambda record: one.lines.append(plain.format(record) + repr(record.args))
    LOGGER.addHandler(listener)
    root = logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    for module in (app, jobs, results):
        monkeypatch.setattr(module, "notice_for", heard(one, module.notice_for))
    report = Program.report
    monkeypatch.setattr(
        Program, "report", lambda self, error: (one.saw(error), report(self, error))
    )
    yield one
    root.removeHandler(listener)
    root.setLevel(level)
    for handler in LOGGER.handlers:
        handler.close()
    for logger, state in before:
        logger.handlers, logger.propagate = state["handlers"], state["propagate"]
        logger.setLevel(state["level"])


def heard(one, notice_for):
    def told(error):
        one.saw(error)
        return notice_for(error)

    return told


@pytest.fixture
def simulator(witness, monkeypatch):
    token_hex = secrets.token_hex

    def issued(size):
        token = token_hex(size)
        witness.tokens.add(token)
        return token

    monkeypatch.setattr(secrets, "token_hex", issued)
    with Simulator(Options(records=20, key=KEY)) as started:
        for row, name, number in zip(started.rows("100"), NAMES, NUMBERS, strict=True):
            started.change("100", row["uid"], lastname=name, ddi_mobile=number)
        yield started


async def idle(program):
    await until(lambda: not program.jobs.is_busy)


async def use_everything(program, simulator, witness, fault):
    """Load, look up, edit, create, submit, log in, all under one fault; then put it right."""
    uid = simulator.rows("100")[0]["uid"]
    simulator.forget_tokens()
    simulator.faults.add(fault)
    for act in (
        lambda: program.jobs.open_dataset("100"),
        lambda: program.jobs.look_up("100", uid),
        program.jobs.log_in_again,
    ):
        act()
        await idle(program)
    simulator.faults.clear()
    program.jobs.log_in_again()
    await idle(program)
    program.jobs.open_dataset("100")
    await idle(program)
    simulator.faults.add(fault)
    program.workspace.type_text(uid, FieldName("lastname"), f"{TYPED[0]} {fault.name}")
    new = program.workspace.add_record()
    program.workspace.type_text(new, FieldName("ddi_home"), TYPED[1])
    program.workspace.go_to(uid)
    press(program, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await agreed(program)
    witness.note_window(program)
    simulator.faults.clear()
    program.workspace.give_up(program.workspace.sheet.changes.in_state(State.UNKNOWN))
    program.workspace.revert_all()
    simulator.change("100", uid, lastname=NAMES[0])


async def witnessed(witness, simulator, faults):
    """The program's whole life with these faults in turn."""
    async with running(options_for(simulator, witness.folder)) as program:
        program.window.resize(300, 200)  # less to paint
        program.workspace.notice.connect(
            lambda notice: witness.notices.append(f"{notice.title} {notice.advice}")
        )
        await opened(program, "100")
        witness.note_window(program)
        for fault in faults:
            await use_everything(program, simulator, witness, fault)
    await asyncio.sleep(0)


def assert_kept(witness, capfd, pending=()):
    """Not one canary anywhere; in notices people only inside the server's quoted words.

    What is pending stands in the journal, which nobody else may read, and nothing else does.
    """
    places = witness.everywhere()
    output = capfd.readouterr()
    places |= {"output": output.out, "error output": output.err}
    canaries = [KEY, *witness.tokens, *PEOPLE]
    hits = {
        (where, canary) for where, text in places.items() for canary in canaries if canary in text
    }
    hits -= {(where, canary) for where, canary in hits if "journal" in where and canary in pending}
    assert hits == set()
    assert len(witness.tokens) > 1
    told = "\n".join(witness.notices)
    assert [secret for secret in (KEY, *witness.tokens) if secret in told] == []
    quoted = told.replace(ECHO.replace(KEY, "•••"), "")
    assert [name for name in PEOPLE if name in quoted] == []


def fault_of(name, where="", count=None):
    return Fault(name, where, count=count, value=QUICK.get(name))


NAMES_OF_FAULTS = list(CATALOGUE)


@pytest.mark.parametrize("group", range(GROUPS))
async def test_s01_no_fault_lets_out_a_key_a_token_or_a_person(group, witness, simulator, capfd):
    names = NAMES_OF_FAULTS[group::GROUPS]
    await witnessed(witness, simulator, [fault_of(name) for name in names])
    assert {struck.name for struck in simulator.faults.struck} == set(names)
    assert witness.errors
    assert_kept(witness, capfd)


@pytest.mark.slow
@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("group", range(GROUPS))
async def test_s01_nor_does_it_at_any_one_place(group, where, witness, simulator, capfd):
    names = NAMES_OF_FAULTS[group::GROUPS]
    await witnessed(witness, simulator, [fault_of(name, where) for name in names])
    assert_kept(witness, capfd)


async def test_s01_a_server_that_is_gone_lets_out_nothing(witness, simulator, capfd):
    """The libraries' own words for it hold the whole address, and with it the token."""
    uid = simulator.rows("100")[0]["uid"]
    async with running(options_for(simulator, witness.folder)) as program:
        await opened(program, "100")
        simulator.forget_tokens()
        program.jobs.log_in_again()
        await idle(program)
        simulator.stop()
        for act in (
            lambda: program.jobs.open_dataset("100"),
            lambda: program.jobs.look_up("100", uid),
        ):
            act()
            await idle(program)
        program.workspace.type_text(uid, FieldName("lastname"), TYPED[0])
        press(program, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        await idle(program)
        witness.note_window(program)
    assert len(witness.errors) > 1
    assert_kept(witness, capfd, pending=(TYPED[0], NAMES[0]))


async def test_s01_an_error_of_our_own_lets_out_nothing(witness, simulator, capfd, monkeypatch):
    def fails(*_rest, **_named):
        raise ValueError(f"{NAMES[3]} {NUMBERS[3]} {KEY}")

    async with running(options_for(simulator, witness.folder)) as program:
        await opened(program, "100")
        witness.note_window(program)
        monkeypatch.setattr(jobs, "Load", fails)
        program.jobs.open_dataset("100")
        await idle(program)
        assert program.window.notices.notice.title == "Something unexpected happened"
        simulator.forget_tokens()
        program.jobs.log_in_again()
        await idle(program)
    assert "unexpected ValueError" in "\n".join(witness.lines)
    [error] = witness.errors
    assert NAMES[3] in str(error)
    witness.errors.clear()
    assert_kept(witness, capfd)


async def test_s01_the_search_finds_what_is_there(witness, simulator, capfd):
    """So the tests above look where a canary would be."""
    async with running(options_for(simulator, witness.folder)) as program:
        await connected(program)
        simulator.forget_tokens()
        program.jobs.log_in_again()
        await idle(program)
        program.window.setWindowTitle(NAMES[1])
        witness.note_window(program)
        LOGGER.warning("loaded %s", NUMBERS[1])
        witness.saw(ValueError(NAMES[2]))
        token = min(witness.tokens)
        (witness.folder / "left-over.tmp").write_text(token)
        os.write(2, KEY.encode())
    with pytest.raises(AssertionError) as caught:
        assert_kept(witness, capfd)
    for where, canary in (
        ("titles", NAMES[1]),
        ("log lines", NUMBERS[1]),
        ("file cn-desktop.log", NUMBERS[1]),
        ("errors", NAMES[2]),
        ("file left-over.tmp", token),
        ("error output", KEY),
    ):
        assert f"('{where}', '{canary}')" in str(caught.value)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc to look into")
def test_s01_the_simulators_process_is_told_no_secret():
    with SimulatorProcess(["--records", "5"]) as child:
        inside = Path(f"/proc/{child.pid}")
        told = (inside / "cmdline").read_bytes() + (inside / "environ").read_bytes()
        assert b"cn_desktop.simulator" in told
        assert child.key.encode() not in told
