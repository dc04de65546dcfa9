"""The states in which the window is looked at, each reached as a person reaches it."""

import asyncio

from deciding import CONFLICT, decided, without_waiting
from driving import (
    CTRL,
    answer,
    asked,
    change,
    connected,
    keys,
    new_record,
    opened,
    press,
    type_text,
    until,
)
from driving import submitted as all_sent
from PySide6.QtCore import Qt

from cn_desktop.records.fields import DatasetId
from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault
from cn_desktop.ui.submit.gate_words import SEND_ALL

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
MAIN = "100"
READ, UPDATE, CREATE = "ecnow_data/read", "update", "create"


async def empty(program, _simulator):
    await connected(program)


async def loading(program, simulator):
    await connected(program)
    simulator.faults.add(Fault("drip", READ, value=4_000.0))
    program.jobs.open_dataset(DatasetId(MAIN))
    await until(lambda: len(program.workspace.rows) > 10)


async def loaded(program, _simulator):
    await opened(program, MAIN)


async def filtered(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_F, CTRL)
    type_text(program, "no such thing")


async def edited(program, simulator):
    await loaded(program, simulator)
    first, second, third = keys(program)[:3]
    await change(program, first, "lastname", "Featherstonehaugh")
    await change(program, second, "ddi_mobile", "07700 900999")
    await change(program, third, "postcode", "")
    key = await new_record(program, firstname="Ada", lastname="Example")
    program.workspace.go_to(key)


async def reviewed(program, simulator):
    await edited(program, simulator)
    press(program, Key.Key_P, CTRL | SHIFT)


async def agreeing(program, simulator):
    await edited(program, simulator)
    press(program, Key.Key_S, CTRL)
    await asked(program)


async def submitting(program, simulator):
    await edited(program, simulator)
    simulator.faults.add(Fault("hang-after-apply", UPDATE))
    press(program, Key.Key_S, CTRL)
    await answer(program, await asked(program), SEND_ALL)
    await until(lambda: program.workspace.count(State.SENDING))
    await asyncio.sleep(0.3)


async def rejected(program, simulator):
    await loaded(program, simulator)
    first, second = keys(program)[:2]
    await change(program, first, "postcode", "Far too long for one")
    await change(program, second, "lastname", "Example")
    await all_sent(program)
    program.workspace.go_to(first)
    press(program, Key.Key_P, CTRL | SHIFT)


async def conflict(program, simulator):
    await loaded(program, simulator)
    key = keys(program)[0]
    await change(program, key, "lastname", "Mine")
    simulator.change(MAIN, key, lastname="Theirs")
    await all_sent(program)


async def deciding(program, simulator):
    await conflict(program, simulator)
    await decided(program, CONFLICT)


async def unknown(program, simulator):
    await loaded(program, simulator)
    without_waiting(program)
    key = await new_record(program, lastname="Example", ddi_mobile="07700 900321")
    simulator.faults.add(Fault("reset-after-apply", CREATE))
    await all_sent(program)
    program.workspace.go_to(key)


async def offline(program, simulator):
    await edited(program, simulator)
    simulator.faults.add(Fault("reset-before-apply", READ, count=None))
    press(program, Key.Key_F5)
    await until(lambda: not program.jobs.is_busy)


async def palette(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_K, CTRL)
    type_text(program, "rec")


async def key_sheet(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_F1)
    await asyncio.sleep(0.2)


STATES = {
    state.__name__: state
    for state in (
        empty,
        loading,
        loaded,
        filtered,
        edited,
        reviewed,
        agreeing,
        submitting,
        rejected,
        conflict,
        deciding,
        unknown,
        offline,
        palette,
        key_sheet,
    )
}
