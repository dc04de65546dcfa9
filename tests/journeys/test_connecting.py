"""An account is entered once, remembered without its key, and found again by name."""

from dataclasses import replace

import pytest
from connect_driving import (
    choice,
    choose,
    dialog_of,
    everything_said,
    fault,
    field,
    fill,
    fill_for,
    gone,
    menu_entry,
    nothing_written_of,
    press_button,
    saved,
    shown_dialog,
    tick,
    told,
)
from driving import change, connected, keys, opened, options_for, running, until
from PySide6.QtWidgets import QDialog, QMessageBox

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Format, Profile
from cn_desktop.base.secret import Secret
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.connect.connection_words import FAULTS, PLATFORMS
from cn_desktop.ui.options import Options
from cn_desktop.work.entry import Fault


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


@pytest.fixture
def other():
    """Another account, with fewer records."""
    with Simulator(SimulatorOptions(records=20, username="other")) as started:
        yield started


def trigger(program, action):
    program.window.actions_by_name[action].trigger()


async def test_started_bare_it_asks_and_remembers_all_but_the_key(simulator, folders):
    with nothing_written_of(simulator.key, below=folders.data):
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            fill_for(dialog, simulator, name="Our floor")
            choose(choice(dialog, "environment"), "TEST")
            press_button(dialog, "connect")
            await connected(program)
            assert program.window.connection.text().startswith("TEST  Our floor")
            assert simulator.key not in everything_said(program)
    assert Profiles(folders.profiles).all() == [
        Profile("Our floor", simulator.base_url, simulator.username, "TEST")
    ]


async def test_the_simple_case_is_four_fields_and_a_platform_is_an_address(folders):
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        assert not field(dialog, "address").isVisible()
        assert not field(dialog, "proxy").isVisible()
        for name, address in PLATFORMS.items():
            choose(choice(dialog, "platform"), name)
            assert dialog.form.entered.profile.base_url == address
        dialog.reject()


async def test_what_is_under_more_is_saved_too(simulator, folders):
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        fill_for(dialog, simulator)
        tick(dialog, "readOnly").setChecked(True)
        dialog.form.more.unlocked["callback"].setChecked(True)
        choose(choice(dialog, "format"), "XML")
        press_button(dialog, "connect")
        await gone(program)
        assert Profiles(folders.profiles).all() == [
            Profile(
                simulator.username,
                simulator.base_url,
                simulator.username,
                format=Format.XML,
                is_read_only=True,
                unlocked=("callback",),
            )
        ]
        await opened(program, "100")
        assert len(keys(program)) == 60


BAD = [
    ("address", {"address": "nonsense"}, Fault.NOT_AN_ADDRESS),
    ("address", {"address": "http://api.example.test/"}, Fault.NOT_ENCRYPTED),
    ("username", {"username": ""}, Fault.NO_USERNAME),
    ("key", {"key": ""}, Fault.NO_KEY),
    ("name", {"name": "Taken"}, Fault.NAME_TAKEN),
    ("proxy", {"proxy": "nonsense"}, Fault.NOT_A_PROXY),
    ("caFile", {"caFile": "/nowhere/ours.pem"}, Fault.NO_CA_FILE),
]


@pytest.mark.parametrize("button", ["connect", "test"])
@pytest.mark.parametrize(("where", "typed", "wrong"), BAD)
async def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    simulator, folders, where, typed, wrong, button
):
    saved(folders, simulator, "Taken")
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        choose(choice(dialog, "saved"), "New connection")
        fill_for(dialog, simulator, name="Mine", **{k: v for k, v in typed.items() if k != "name"})
        fill(dialog, **{k: v for k, v in typed.items() if k == "name"})
        press_button(dialog, button)
        assert fault(dialog, where) == FAULTS[wrong]
        assert field(dialog, where).isVisible()
        assert field(dialog, where).accessibleDescription() == FAULTS[wrong]
        assert dialog.isVisible()
        for name, text in typed.items():
            assert field(dialog, name).text() == text
        field(dialog, where).setText("something else")
        assert fault(dialog, where) == ""
        assert simulator.token_gets == 0
        dialog.reject()


async def test_a_certificate_file_is_chosen_without_holding_the_window_up(folders, tmp_path):
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        dialog.form.more.unfold(is_open=True)
        press_button(dialog, "browse")
        chooser = dialog.findChild(QDialog, "caFileDialog")
        assert chooser.isVisible()
        chooser.fileSelected.emit(str(tmp_path / "ours.pem"))
        chooser.reject()
        assert field(dialog, "caFile").text() == str(tmp_path / "ours.pem")
        dialog.reject()


async def test_a_profile_needs_only_its_key(simulator, folders):
    saved(folders, simulator, "Our floor")
    options = Options(folders, profile="Our floor", key=Secret(simulator.key))
    async with running(options) as program:
        await opened(program, "100")
        assert len(program.workspace.rows) == 60


async def test_a_profile_without_a_key_asks_for_it(simulator, folders):
    saved(folders, simulator, "Our floor", environment="TEST")
    async with running(Options(folders, profile="Our floor")) as program:
        dialog = await dialog_of(program)
        assert field(dialog, "username").text() == simulator.username
        assert choice(dialog, "environment").currentText() == "TEST"
        fill(dialog, key=simulator.key)
        dialog.accept()
        await connected(program)


async def test_the_connection_used_last_comes_up_first_at_a_bare_start(simulator, other, folders):
    saved(folders, simulator, "First")
    saved(folders, other, "Second")
    Profiles(folders.profiles).mark_used("Second")
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        assert choice(dialog, "saved").currentText() == "Second"
        assert field(dialog, "username").text() == "other"
        choose(choice(dialog, "saved"), "First")
        assert field(dialog, "username").text() == simulator.username
        fill(dialog, key=simulator.key)
        press_button(dialog, "connect")
        await connected(program)
    assert Profiles(folders.profiles).last == "First"


async def test_an_unknown_profile_says_so(tmp_path):
    async with running(Options(Folders(tmp_path), profile="Nowhere")) as program:
        await until(lambda: program.window.notices.notice)
        assert "not saved here" in program.window.notices.notice.title


async def test_a_damaged_file_is_kept_and_named(folders):
    folders.profiles.write_text("[")
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        assert "profiles.damaged-1.json" in told(program)
        dialog.reject()
    assert (folders.data / "profiles.damaged-1.json").read_text() == "["


# Switching


async def test_switching_goes_to_the_other_account_and_back_without_asking_again(
    simulator, other, folders
):
    saved(folders, simulator, "Ours")
    saved(folders, other, "Theirs", environment="DEMO")
    async with running(Options(folders, profile="Ours", key=Secret(simulator.key))) as program:
        await opened(program, "100")
        menu_entry(program, "Theirs").trigger()
        dialog = await dialog_of(program)
        fill(dialog, key=other.key)
        press_button(dialog, "connect")
        await gone(program)
        await connected(program)
        assert program.window.connection.text().startswith("DEMO  Theirs")
        assert not program.workspace.sheet.dataset
        assert menu_entry(program, "Theirs").isChecked()
        menu_entry(program, "Ours").trigger()
        await until(lambda: program.window.connection.text().startswith("PRODUCTION  Ours"))
        await opened(program, "100")
        assert len(keys(program)) == 60
        assert shown_dialog(program) is None


@pytest.mark.parametrize("way", ["connect", "switch"])
async def test_pending_changes_hold_back_another_account(simulator, other, folders, way):
    saved(folders, other, "Theirs")
    async with running(options_for(simulator, folders.data)) as program:
        await opened(program, "100")
        program.workspace.add_record()
        if way == "connect":
            trigger(program, "actionConnect")
        else:
            menu_entry(program, "Theirs").trigger()
            assert not menu_entry(program, "Theirs").isChecked()
        assert "not saved yet" in program.window.notices.notice.title
        assert program.window.findChild(QDialog, "connectDialog") is None


# Editing


async def test_editing_only_the_terms_keeps_table_changes_and_session(simulator, folders):
    saved(folders, simulator, "Ours")
    async with running(Options(folders, profile="Ours", key=Secret(simulator.key))) as program:
        await opened(program, "101")
        key = keys(program)[0]
        await change(program, key, "title", "Dr")
        trigger(program, "actionEditConnection")
        dialog = await dialog_of(program)
        fill(dialog, name="Renamed")
        choose(choice(dialog, "environment"), "TEST")
        dialog.form.more.unlocked["urn"].setChecked(True)
        press_button(dialog, "connect")
        await gone(program)
        assert program.window.connection.text().startswith("TEST  Renamed")
        assert program.workspace.sheet.value(key, "title") == "Dr"
        assert program.workspace.sheet.locks.of(key, "urn") is None
        assert simulator.token_gets == 1
    assert [profile.name for profile in Profiles(folders.profiles).all()] == ["Renamed"]


async def test_editing_the_account_waits_for_pending_changes(simulator, folders):
    saved(folders, simulator, "Ours")
    async with running(Options(folders, profile="Ours", key=Secret(simulator.key))) as program:
        await opened(program, "101")
        await change(program, keys(program)[0], "title", "Dr")
        trigger(program, "actionEditConnection")
        dialog = await dialog_of(program)
        fill(dialog, username="somebody else", key="another key")
        press_button(dialog, "connect")
        assert dialog.isVisible()
        assert dialog._general.text() == FAULTS[Fault.PENDING_CHANGES]
        dialog.reject()
        assert program.workspace.unsaved()


async def test_a_new_key_for_the_same_account_keeps_pending_changes(simulator, folders):
    saved(folders, simulator, "Ours")
    async with running(Options(folders, profile="Ours", key=Secret("an old key"))) as program:
        await until(lambda: "does not accept" in told(program))
        program.window.notices.hide()
        trigger(program, "actionEditConnection")
        dialog = await dialog_of(program)
        fill(dialog, key=simulator.key)
        press_button(dialog, "connect")
        await connected(program)
        await opened(program, "100")
        assert len(keys(program)) == 60


async def test_the_demos_connection_is_not_edited_and_says_why(tmp_path):
    options = Options(Folders(tmp_path), simulator=("--records", "20"))
    async with running(options) as program:
        await connected(program)
        trigger(program, "actionEditConnection")
        assert "demo’s connection" in told(program)
        assert shown_dialog(program) is None
    assert not Folders(tmp_path).profiles.exists()


@pytest.mark.parametrize("answer", ["Delete", "Keep"])
async def test_deleting_asks_first(simulator, folders, answer):
    saved(folders, simulator, "Ours")
    async with running(Options(folders)) as program:
        press_button(await dialog_of(program), "delete")
        await until(lambda: program.window.findChild(QMessageBox, "deleteDialog"))
        box = program.window.findChild(QMessageBox, "deleteDialog")
        next(button for button in box.buttons() if button.text().replace("&", "") == answer).click()
        await until(lambda: program.window.findChild(QMessageBox, "deleteDialog") is None)
    left = [profile.name for profile in Profiles(folders.profiles).all()]
    assert left == ([] if answer == "Delete" else ["Ours"])


# As before


async def test_an_address_that_is_none_is_said_in_words(simulator, tmp_path):
    options = replace(options_for(simulator, tmp_path), base_url="nonsense")
    async with running(options) as program:
        await until(lambda: program.window.notices.notice)
        assert "not a web address" in program.window.notices.notice.title


async def test_logging_in_again_asks_the_server_for_a_token(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        before = simulator.token_gets
        trigger(program, "actionLogIn")
        await until(lambda: not program.jobs.is_busy)
        assert simulator.token_gets == before + 1


async def test_the_empty_page_says_what_to_do_next(simulator, tmp_path):
    async with running(Options(Folders(tmp_path))) as program:
        assert program.window._empty.text().startswith("Connect to an account")
        assert "Ctrl+K finds any command" in program.window._empty.text()
        assert "F1 lists all keys" in program.window._empty.text()
        (await dialog_of(program)).reject()
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        assert program.window._empty.text().startswith("Choose a dataset")
        assert "Ctrl+K finds any command" in program.window._empty.text()
