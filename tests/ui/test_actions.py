import ast
import re
from collections import Counter
from pathlib import Path

from PySide6.QtGui import QKeySequence

from cn_desktop.ui.command import Submenu
from cn_desktop.ui.menus import MENUS, commands, places

ROOT = Path(__file__).parents[2]

PROMISED = {
    "actionSubmit",
    "actionSubmitSelected",
    "actionReload",
    "actionNewRecord",
    "actionRevertCell",
    "actionRevertRow",
    "actionRevertAll",
    "actionUndo",
    "actionRedo",
    "actionLookup",
}


def test_the_promised_names_are_there():
    assert {command.name for command in commands()} >= PROMISED


def test_names_and_shortcuts_are_unique():
    names = Counter(command.name for command in commands())
    keys = Counter(QKeySequence(key).toString() for command in commands() for key in command.keys)
    assert [name for name, count in (names + keys).items() if count > 1] == []


def test_every_shortcut_is_one_that_qt_understands():
    keys = [key for command in commands() for key in command.keys]
    assert [key for key in keys if not QKeySequence(key).toString()] == []


def test_every_command_says_what_it_does():
    assert [command.name for command in commands() if not command.tip] == []


def mnemonic(text):
    return text[text.index("&") + 1].lower() if "&" in text else None


def entries_of(entries):
    """The texts of a menu, and of each of its submenus."""
    yield [each.title if isinstance(each, Submenu) else each.text for each in entries if each]
    for each in entries:
        if isinstance(each, Submenu):
            yield from entries_of(each.commands)


def test_every_entry_of_a_menu_has_a_letter_of_its_own():
    menus = [texts for entries in MENUS.values() for texts in entries_of(entries)]
    for texts in [list(MENUS), *menus]:
        letters = Counter(map(mnemonic, texts))
        assert [text for text in texts if letters[mnemonic(text)] > 1 or "&" not in text] == []


def texts_for_people():
    """Whatever names a menu: literals of the program, and the guides."""
    for file in (ROOT / "cn_desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        yield " ".join(file.read_text("utf-8").split())


def test_the_page_of_keys_has_the_keys_of_every_command():
    page = (ROOT / "docs" / "keys.md").read_text("utf-8")
    keys = [each.keys[0].replace("Return", "Enter") for each in commands() if each.keys]
    missing = [key for key in keys if not re.search(rf"(?<![\w+]){re.escape(key)}(?![\w+])", page)]
    assert missing == []


def test_a_menu_that_a_text_names_is_there():
    paths = {f"{menu} › {command.text.replace('&', '')}" for menu, command in places()}
    below = {menu for menu, _ in places() if "›" in menu}
    named = re.compile(rf"(?:{'|'.join(title.replace('&', '') for title in MENUS)}) › ")
    for text in texts_for_people():
        for found in named.finditer(text):
            rest = text[found.start() :]
            assert any(map(rest.startswith, paths | below)), rest[:60]
            leads_on = any(rest.startswith(f"{menu} › ") for menu in below)
            assert not leads_on or any(map(rest.startswith, paths)), rest[:60]
