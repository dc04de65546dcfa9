"""Keys that a person chose (feat-Q2), and what becomes of those that are wrong."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from cn_desktop.ui.actions import build_actions
from cn_desktop.ui.deeds import Deeds
from cn_desktop.ui.keys.bindings import Bindings, refusal
from cn_desktop.ui.menus import commands


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def bind(settings):
    """As at a start: all actions new, the settings as they were left."""
    owners = []

    def start():
        owners.append(QWidget())
        return Bindings(build_actions(owners[-1], Deeds().named), settings)

    return start


def texts(bindings, name):
    return [keys.toString() for keys in bindings.keys_of(name)]


def test_without_a_choice_every_command_has_its_usual_keys(bind):
    bindings = bind()
    usual = {
        command.name: [QKeySequence(keys).toString() for keys in command.keys]
        for command in commands()
    }
    assert {name: texts(bindings, name) for name in usual} == usual
    assert not any(map(bindings.is_changed, usual))


def test_a_choice_lasts_beyond_the_program(bind):
    bind().give("actionReload", QKeySequence("Ctrl+Alt+L"))
    again = bind()
    assert texts(again, "actionReload") == ["Ctrl+Alt+L"]
    assert again.is_changed("actionReload")


def test_no_keys_at_all_are_a_choice_too(bind):
    bind().give("actionReload", QKeySequence())
    assert texts(bind(), "actionReload") == []


def test_keys_are_taken_from_what_had_them(bind):
    bindings = bind()
    bindings.give("actionReload", QKeySequence("Ctrl+S"))
    assert texts(bindings, "actionReload") == ["Ctrl+S"]
    assert texts(bindings, "actionSubmit") == []


def test_only_the_clashing_one_of_two_keys_is_taken(bind):
    bindings = bind()
    bindings.give("actionReload", QKeySequence("Ctrl+Y"))
    assert texts(bindings, "actionRedo") == ["Ctrl+Shift+Z"]


def test_the_usual_keys_come_back_from_whoever_has_them(bind):
    bindings = bind()
    bindings.give("actionReload", QKeySequence("Ctrl+S"))
    bindings.reset("actionSubmit")
    assert texts(bindings, "actionSubmit") == ["Ctrl+S"]
    assert texts(bindings, "actionReload") == []


def test_all_usual_keys_at_once_leave_nothing_in_the_settings(bind, settings):
    bindings = bind()
    bindings.give("actionReload", QKeySequence("Ctrl+S"))
    bindings.reset_all()
    assert not settings.allKeys()
    assert texts(bindings, "actionSubmit") == ["Ctrl+S"]


@pytest.mark.parametrize("damage", ["nonsense keys", "A", "Return", 7, ["Ctrl+S"]])
def test_damaged_settings_mean_the_usual_keys(bind, settings, damage):
    settings.setValue("keys/actionReload", damage)
    assert texts(bind(), "actionReload") == ["F5"]


@pytest.mark.parametrize("keys", ["A", "Shift+A", "7", "Space", "Return", "Tab", "Esc", "F2", "Up"])
def test_keys_that_the_table_types_or_moves_with_are_refused(keys):
    assert refusal(QKeySequence(keys))


@pytest.mark.parametrize(
    "keys", ["Ctrl+A", "Alt+Up", "F5", "Shift+F8", "Ctrl+Return", "Del", "Ins"]
)
def test_other_keys_are_not(keys):
    assert not refusal(QKeySequence(keys))


def test_no_usual_key_is_one_that_would_be_refused():
    keys = [key for command in commands() for key in command.keys]
    assert [key for key in keys if refusal(QKeySequence(key))] == []
