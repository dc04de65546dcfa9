"""From the review through the question and the sending to what became of each row."""

import asyncio

from deciding import CONFLICT, DOUBT, decided, without_waiting
from driving import CTRL, answer, asked, change, command, keys, new_record, press, question, until
from driving import submitted as all_sent
from pictures.states.cells import at
from pictures.states.state import MAIN, states, unlocked
from pictures.states.whole_window import edited, loaded
from pictures.taking import SETTLE
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault
from cn_desktop.ui.submit.gate_words import SEND_ALL

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
UPDATE, CREATE = "update", "create"
TOO_LONG = "Far too long for one"


async def reviewed(program, simulator):
    await edited(program, simulator)
    review(program)


def review(program):
    press(program, Key.Key_P, CTRL | SHIFT)


async def reviewed_words(program, simulator):
    """Old and new share most of their words."""
    await loaded(program, simulator)
    first, second = keys(program)[:2]
    await change(program, first, "address1", "1 High Road, Upper Town, second floor at the back")
    await change(program, first, "address1", "1 High Street, Upper Town, second floor, at the back")
    await change(program, second, "address1", "2a High Street")
    await change(program, second, "firstname", "Wilhelmina Alexandrina Philippa")
    review(program)


async def agreeing(program, simulator):
    await edited(program, simulator)
    press(program, Key.Key_S, CTRL)
    await asked(program)


async def submitting(program, simulator):
    await edited(program, simulator)
    simulator.faults.add(Fault("hang-after-apply", UPDATE))
    await send(program)
    await until(lambda: program.workspace.count(State.SENDING))
    await asyncio.sleep(0.3)


async def send(program):
    """Ctrl+S, and yes."""
    press(program, Key.Key_S, CTRL)
    await answer(program, await asked(program), SEND_ALL)


async def cancelled(program, simulator):
    await loaded(program, simulator)
    await many_names(program)
    await change(program, keys(program)[0], "ddi_mobile", "07700 900999")
    simulator.faults.add(Fault("hang-after-apply", UPDATE))
    await send(program)
    await until(lambda: simulator.faults.waiting.count)
    press(program, Key.Key_Period, CTRL)
    simulator.faults.release()
    await until(lambda: not program.jobs.is_busy)


async def many_names(program):
    for row, key in enumerate(keys(program)[:12]):
        await change(program, key, "lastname", f"Example {row}")


async def results(program, simulator):
    """Of a larger submit: saved, rejected, conflict, unknown."""
    await loaded(program, simulator)
    without_waiting(program)
    await many_names(program)
    for row in (3, 7):
        await change(program, keys(program)[row], "postcode", TOO_LONG)
    simulator.change(MAIN, keys(program)[5], lastname="Theirs")
    await new_record(program, lastname="Example", ddi_mobile="07700 900321")
    simulator.faults.add(Fault("reset-after-apply", CREATE))
    await all_sent(program)
    review(program)


async def rejected(program, simulator):
    await loaded(program, simulator)
    first, second = keys(program)[:2]
    await change(program, first, "postcode", TOO_LONG)
    await change(program, second, "lastname", "Example")
    await all_sent(program)
    program.workspace.go_to(first)
    review(program)


async def conflict(program, simulator):
    await loaded(program, simulator)
    key = keys(program)[0]
    await change(program, key, "lastname", "Mine")
    await change(program, key, "address1", "1 High Street, first floor")
    simulator.change(MAIN, key, lastname="Theirs", address1="1 High Street, second floor")
    await all_sent(program)
    program.workspace.go_to(key, FieldName("lastname"))


async def reviewed_conflict(program, simulator):
    await conflict(program, simulator)
    review(program)


async def deciding(program, simulator):
    await conflict(program, simulator)
    await decided(program, CONFLICT)
    await asyncio.sleep(SETTLE)  # how far the form has scrolled depends on when it got its height
    program.window.form.findChild(QScrollArea).verticalScrollBar().setValue(0)


async def unknown(program, simulator):
    await loaded(program, simulator)
    without_waiting(program)
    key = await new_record(program, lastname="Example", ddi_mobile="07700 900321")
    simulator.faults.add(Fault("reset-after-apply", CREATE))
    await all_sent(program)
    program.workspace.go_to(key)


async def doubting(program, simulator):
    await unknown(program, simulator)
    await decided(program, DOUBT)


async def do_not_call(program, _simulator):
    await at(program, "lastname")
    press(program, Key.Key_Down, SHIFT)
    press(program, Key.Key_Down, SHIFT)
    await command(program, "do not call")
    await until(lambda: question(program))
    await asked(program)


STATES = {
    **states(
        reviewed,
        reviewed_words,
        agreeing,
        submitting,
        cancelled,
        results,
        rejected,
        conflict,
        reviewed_conflict,
        deciding,
        unknown,
        doubting,
    ),
    **states(do_not_call, begin=unlocked),
}
