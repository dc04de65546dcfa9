"""A key that is to be remembered goes to the keychain; one that can't is said to be."""

import threading

import pytest
from connect_driving import (
    dialog_of,
    everything_said,
    field,
    fill_for,
    gone,
    nothing_written_of,
    press_button,
    saved,
    shown_dialog,
    tick,
    told,
)
from driving import connected, opened, running, until
from keychains import (
    CANARY,
    LockedKeyring,
    MemoryKeyring,
    OddKeyring,
    PlainKeyring,
    keychain_in_use,
)

from cn_desktop.base.paths import Folders
from cn_desktop.base.secret import Secret
from cn_desktop.storage.credentials import Keychain
from cn_desktop.ui.connect import remembering
from cn_desktop.ui.connect.connection_words import KEY_LOCKED, KEYCHAIN_NONE
from cn_desktop.ui.options import Options


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


async def remember_by_dialog(program, simulator):
    dialog = await dialog_of(program)
    fill_for(dialog, simulator, name="Ours")
    tick(dialog, "remember").setChecked(True)
    press_button(dialog, "connect")
    await gone(program)
    await connected(program)


async def test_a_remembered_key_is_found_at_the_next_start(simulator, folders):
    with (
        keychain_in_use(MemoryKeyring()) as backend,
        nothing_written_of(simulator.key, below=folders.data),
    ):
        async with running(Options(folders)) as program:
            await remember_by_dialog(program, simulator)
            await until(lambda: "keychain of this computer" in program.window.connection.toolTip())
            assert list(backend.entries.values()) == [simulator.key]
        async with running(Options(folders, profile="Ours")) as program:
            await opened(program, "100")
            assert shown_dialog(program) is None
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            await until(lambda: tick(dialog, "remember").isChecked())
            assert field(dialog, "key").text() == ""
            press_button(dialog, "connect")
            await connected(program)


async def test_the_kept_key_goes_before_the_one_of_the_environment(simulator, folders):
    profile = saved(folders, simulator, "Ours")
    with keychain_in_use(MemoryKeyring()):
        Keychain().keep(*profile.account, Secret(simulator.key), remember=True)
        options = Options(folders, profile="Ours", key=Secret("an old one"))
        async with running(options) as program:
            await connected(program)


async def test_a_key_that_is_no_longer_to_be_remembered_is_taken_out(simulator, folders):
    profile = saved(folders, simulator, "Ours")
    with keychain_in_use(MemoryKeyring()) as backend:
        Keychain().keep(*profile.account, Secret(simulator.key), remember=True)
        async with running(Options(folders, profile="Ours")) as program:
            await connected(program)
            program.window.actions_by_name["actionEditConnection"].trigger()
            dialog = await dialog_of(program)
            await until(lambda: tick(dialog, "remember").isChecked())
            tick(dialog, "remember").setChecked(False)
            press_button(dialog, "connect")
            await until(lambda: not backend.entries)
            await until(lambda: "until the program ends" in program.window.connection.toolTip())


@pytest.mark.parametrize("edit", ["delete", "another user"])
async def test_the_key_of_a_connection_that_is_gone_goes_too(simulator, folders, edit):
    profile = saved(folders, simulator, "Ours")
    with keychain_in_use(MemoryKeyring()) as backend:
        Keychain().keep(*profile.account, Secret(simulator.key), remember=True)
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            if edit == "delete":
                press_button(dialog, "delete")
                await until(lambda: program.window.findChild(object, "deleteDialog"))
                box = program.window.findChild(object, "deleteDialog")
                next(each for each in box.buttons() if each.text() == "&Delete").click()
            else:
                field(dialog, "username").setText("somebody else")
                field(dialog, "key").setText("another key")
                tick(dialog, "remember").setChecked(False)
                press_button(dialog, "connect")
            await until(lambda: not backend.entries)
            await until(lambda: not program.jobs.is_busy)


async def test_without_a_keychain_that_is_said_and_the_key_ends_with_the_program(
    simulator, folders
):
    with (
        keychain_in_use(PlainKeyring()) as backend,
        nothing_written_of(simulator.key, below=folders.data),
    ):
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            assert tick(dialog, "remember").text() == KEYCHAIN_NONE
            assert not tick(dialog, "remember").isEnabled()
            fill_for(dialog, simulator, name="Ours")
            press_button(dialog, "connect")
            await connected(program)
            assert "until the program ends" in program.window.connection.toolTip()
        async with running(Options(folders, profile="Ours")) as program:
            (await dialog_of(program)).reject()
        assert not backend.entries


@pytest.mark.parametrize("backend", [LockedKeyring, OddKeyring])
async def test_a_keychain_that_fails_is_told_without_its_words(simulator, folders, backend, caplog):
    saved(folders, simulator, "Ours")
    with keychain_in_use(backend()), nothing_written_of(CANARY, below=folders.data):
        async with running(Options(folders, profile="Ours")) as program:
            dialog = await dialog_of(program)
            assert "did not answer" in told(program)
            await until(dialog.form.basics._key_note.isVisible)
            assert dialog.form.basics._key_note.text() == KEY_LOCKED
            field(dialog, "key").setText(simulator.key)
            tick(dialog, "remember").setChecked(True)
            press_button(dialog, "connect")
            await until(lambda: "not remembered" in told(program))
            await connected(program)
            assert CANARY not in everything_said(program)
    assert CANARY not in caplog.text
    assert simulator.key not in caplog.text


class SlowKeyring(MemoryKeyring):
    """A keychain whose owner is looking for the password."""

    def __init__(self):
        super().__init__()
        self.may_answer = threading.Event()

    def get_password(self, *entry):
        self.may_answer.wait(60)
        return super().get_password(*entry)


async def test_a_keychain_that_waits_for_its_owner_does_not_block_the_window(
    simulator, folders, monkeypatch
):
    monkeypatch.setattr(remembering, "PATIENCE", 0.0)
    profile = saved(folders, simulator, "Ours")
    with keychain_in_use(SlowKeyring()) as backend:
        Keychain().keep(*profile.account, Secret("the wrong one"), remember=True)
        try:
            async with running(Options(folders, profile="Ours")) as program:
                await until(lambda: "Waiting for the keychain" in told(program))
                program.window.actions_by_name["actionConnect"].trigger()
                dialog = await dialog_of(program)
                fill_for(dialog, simulator, name="Typed")
                press_button(dialog, "connect")
                await connected(program)
                backend.may_answer.set()
                await until(lambda: "Waiting" not in told(program))
                await opened(program, "100")
                assert program.window.connection.text().startswith("PRODUCTION  Typed")
        finally:
            backend.may_answer.set()
