"""An account is entered once, remembered without its key, and found again by name."""

from dataclasses import replace

from driving import connected, opened, options_for, running, until
from PySide6.QtWidgets import QDialog, QPushButton

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.app import Options
from cn_desktop.ui.connections import ConnectDialog


async def dialog_of(program) -> ConnectDialog:
    await until(lambda: program.window.findChild(QDialog, "connectDialog"))
    return program.window.findChild(QDialog, "connectDialog")


def fill(dialog, **texts):
    for name, text in texts.items():
        getattr(dialog, f"_{name}").setText(text)


async def test_started_bare_it_asks_and_remembers_all_but_the_key(simulator, tmp_path):
    async with running(Options(Folders(tmp_path))) as program:
        dialog = await dialog_of(program)
        connect = dialog.findChild(QPushButton, "connectButton")
        assert not connect.isEnabled()
        dialog._address.setEditText(simulator.base_url)
        fill(dialog, username=simulator.username, key=simulator.key, name="Our floor")
        dialog._environment.setCurrentText("TEST")
        connect.click()
        await connected(program)
        assert program.window.connection.text().startswith("TEST  Our floor")
    assert Profiles(Folders(tmp_path).profiles).all() == [
        Profile("Our floor", simulator.base_url, simulator.username, "TEST")
    ]
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(simulator.key.encode() in content for content in written)


async def test_a_profile_needs_only_its_key(simulator, tmp_path):
    folders = Folders(tmp_path)
    Profiles(folders.profiles).save(
        Profile("Our floor", simulator.base_url, simulator.username, "TEST")
    )
    options = Options(folders, profile="Our floor", key=Secret(simulator.key))
    async with running(options) as program:
        await opened(program, "100")
        assert len(program.workspace.rows) == 60


async def test_a_profile_without_a_key_asks_for_it(simulator, tmp_path):
    folders = Folders(tmp_path)
    Profiles(folders.profiles).save(
        Profile("Our floor", simulator.base_url, simulator.username, "TEST")
    )
    async with running(Options(folders, profile="Our floor")) as program:
        dialog = await dialog_of(program)
        assert dialog._username.text() == simulator.username
        assert dialog._environment.currentText() == "TEST"
        fill(dialog, key=simulator.key)
        dialog.accept()
        await connected(program)


async def test_an_unknown_profile_says_so(tmp_path):
    async with running(Options(Folders(tmp_path), profile="Nowhere")) as program:
        await until(lambda: program.window.notices.notice)
        assert "not saved here" in program.window.notices.notice.title


async def test_pending_changes_hold_back_another_account(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.add_record()
        program.window.actions_by_name["actionConnect"].trigger()
        assert "not saved yet" in program.window.notices.notice.title
        assert program.window.findChild(QDialog, "connectDialog") is None


async def test_an_address_that_is_none_is_said_in_words(simulator, tmp_path):
    options = replace(options_for(simulator, tmp_path), base_url="nonsense")
    async with running(options) as program:
        await until(lambda: program.window.notices.notice)
        assert "not a web address" in program.window.notices.notice.title


async def test_logging_in_again_asks_the_server_for_a_token(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        before = simulator.token_gets
        program.window.actions_by_name["actionLogIn"].trigger()
        await until(lambda: not program.jobs.is_busy)
        assert simulator.token_gets == before + 1


async def test_the_empty_page_says_what_to_do_next(simulator, tmp_path):
    async with running(Options(Folders(tmp_path))) as program:
        assert program.window._empty.text().startswith("Connect to an account")
        (await dialog_of(program)).reject()
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        assert program.window._empty.text().startswith("Choose a dataset")
