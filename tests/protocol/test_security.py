"""What is kept, whom we trust, and how foreign text is shown (reliability, S2 to S6)."""

import datetime
import os
import shutil
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from api.raw_server import RawServer, answering, response
from connect_driving import dialog_of, field, fill_for, press_button
from driving import connected, keys, opened, options_for, press, running, submitted, until
from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QWidget,
)

from cn_desktop.api.request import Request, whole
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import NotSent, Trouble
from cn_desktop.base.paths import Folders
from cn_desktop.base.stop import Stop
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.notices import QUOTE_LIMIT
from cn_desktop.ui.options import Options as Start

from .talking import READ

# S2: who may read what is written


@pytest.mark.skipif(os.name != "posix", reason="another system has no such modes")
def test_s02_nobody_else_may_read_what_the_program_writes(tmp_path):
    data = tmp_path / "data"
    arguments = ["--demo", "--records", "5", "--data-dir", str(data)]
    arguments += ["--offscreen-shot", str(data / "shot.png")]
    subprocess.run(
        [sys.executable, "-m", "cn_desktop", *arguments],
        check=True,
        capture_output=True,
        umask=0,
        timeout=100,
    )
    written = [data, *data.rglob("*")]
    assert {path.name for path in written} >= {"cn-desktop.log", "window.ini"}
    open_to_others = [path.name for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []


# S3: the key is nowhere at rest


async def test_s03_a_key_that_was_typed_is_kept_in_memory_alone(tmp_path):
    with Simulator(Options(records=3, key="typed-canary-key-42")) as simulator:
        async with running(Start(Folders(tmp_path))) as program:
            dialog = await dialog_of(program)
            fill_for(dialog, simulator)
            typed = field(dialog, "key")
            assert (typed.text(), typed.echoMode()) == (simulator.key, QLineEdit.EchoMode.Password)
            press_button(dialog, "connect")
            await connected(program)
        kept = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert "profiles.json" in {path.name for path in kept}
        key = simulator.key.encode()
        assert [path.name for path in kept if key in path.read_bytes()] == []


async def shown_dialog(program):
    await until(lambda: shown_dialogs(program))
    [dialog] = shown_dialogs(program)
    return dialog


def shown_dialogs(program):
    return [each for each in program.window.findChildren(QDialog) if each.isVisible()]


# S4: whose certificate is believed


class Authority:
    """Makes certificates as openssl's own little authority does."""

    def __init__(self, folder: Path, openssl: str) -> None:
        self.folder = folder
        self._openssl = openssl
        self.ca = self._made("ca", "-x509", "-addext", "basicConstraints=critical,CA:TRUE")
        (folder / "index.txt").touch()
        (folder / "serial").write_text("01\n")
        (folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=x\n[x]\ndatabase={folder}/index.txt\nserial={folder}/serial\n"
            f"new_certs_dir={folder}\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
            "copy_extensions=copy\n[p]\ncommonName=supplied\n"
        )

    def _made(self, name: str, *more: str) -> Path:
        file = self.folder / f"{name}.crt"
        self._run(
            *("req", "-nodes", "-subj", f"/CN={name}", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-keyout", self.folder / f"{name}.key", "-out", file, *more),
        )
        return file

    def signed(self, name: str, host: str, first: int, last: int) -> ssl.SSLContext:
        """A server's side with a certificate for this host, good between these days from now."""
        request = self._made(name, "-addext", f"subjectAltName={host}")
        file = self.folder / f"{name}.pem"
        self._run(
            *("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-in", request),
            *("-cert", self.ca, "-keyfile", self.folder / "ca.key", "-out", file),
            *("-startdate", day(first), "-enddate", day(last)),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file, self.folder / f"{name}.key")
        return context

    def _run(self, *arguments: object) -> None:
        subprocess.run(
            [self._openssl, *map(str, arguments)], check=True, capture_output=True, timeout=60
        )


def day(number: int) -> str:
    when = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=number)
    return when.strftime("%Y%m%d%H%M%SZ")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl command to make a certificate with")
    return Authority(tmp_path_factory.mktemp("authority"), openssl)


HERE = "IP:127.0.0.1"


def asked(url, **more):
    with HttpTransport(url, **more).open(Request("x", query={"token": "t"}), Stop()) as incoming:
        return whole(incoming).body


def test_s04_a_certificate_of_an_authority_that_was_named_is_believed(authority):
    with RawServer(answering(response(b"{}")), authority.signed("good", HERE, -1, 1)) as server:
        assert asked(server.base_url, ca_file=str(authority.ca)) == b"{}"


@pytest.mark.parametrize(
    ("name", "host", "first", "last"),
    [
        ("expired", HERE, -3, -1),
        ("not-yet", HERE, 1, 3),
        ("elsewhere", "DNS:contactnow.invalid", -1, 1),
        ("another-address", "IP:127.0.0.2", -1, 1),
    ],
)
def test_s04_a_certificate_out_of_its_time_or_place_is_refused(authority, name, host, first, last):
    context = authority.signed(name, host, first, last)
    assert_refused(context, ca_file=str(authority.ca))


def test_s04_an_authority_nobody_named_is_refused(authority):
    assert_refused(authority.signed("stranger", HERE, -1, 1))


def test_s04_a_self_signed_certificate_is_refused(authority):
    file = authority._made("self", "-x509", "-addext", f"subjectAltName={HERE}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, authority.folder / "self.key")
    assert_refused(context)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_s04_an_old_protocol_is_refused(authority):
    context = authority.signed("old", HERE, -1, 1)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert_refused(context, ca_file=str(authority.ca))


def assert_refused(context, **more):
    """Nothing of the request was sent, and nothing is offered to go on all the same."""
    with RawServer(answering(response(b"{}")), context) as server, pytest.raises(NotSent) as caught:
        asked(server.base_url, **more)
    assert caught.value.kind is Trouble.CERTIFICATE
    assert [call.received for call in server.calls] == [b""] * len(server.calls)


# S5: the environment


PROXIES = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]


@pytest.fixture
def hostile(monkeypatch, tmp_path, authority):
    """An environment that would have the request go elsewhere, say more, or trust others."""
    with RawServer(answering(response(b"from the proxy"))) as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.base_url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        netrc = tmp_path / ".netrc"
        netrc.write_text("default login canary password canary\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.setenv(name, str(authority.ca))
        monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
        yield tmp_path
    assert proxy.calls == []


def test_s05_the_request_goes_to_the_server_alone_and_says_no_more(hostile):
    with RawServer(answering(response(b"from the server"))) as server:
        assert asked(server.base_url) == b"from the server"
    assert b"authorization" not in server.calls[0].received.lower()


def test_s05_a_bundle_named_in_the_environment_is_not_believed(hostile, authority):
    assert_refused(authority.signed("bundle", HERE, -1, 1))


def test_s05_no_key_of_an_encrypted_exchange_is_written(hostile, authority):
    with RawServer(answering(response(b"{}")), authority.signed("logged", HERE, -1, 1)) as server:
        assert asked(server.base_url, ca_file=str(authority.ca)) == b"{}"
    assert not (hostile / "keys.log").exists()


def test_s05_the_whole_program_works_beside_such_an_environment(hostile):
    with Simulator(Options(records=3)) as simulator:
        session = HttpTransport(simulator.base_url)
        with session.open(Request("database.php"), Stop()) as incoming:
            assert b"success" in whole(incoming).body


# S6: foreign text is text

BOLD = '<b>bold</b> & <a href="http://127.0.0.1:9/x">link</a> <img src="http://127.0.0.1:9/y.png">'
WORDS = BOLD + " \x1b[31m \u202e " + "x" * 400


def as_qt_shows(tip: str) -> str:
    """A tooltip's text on screen; fails if there would be more in it than text."""
    if not QtGui.Qt.mightBeRichText(tip):
        return tip
    document = QtGui.QTextDocument()
    document.setHtml(tip)
    html = document.toHtml()
    assert "<img" not in html, tip
    assert "<a " not in html, tip
    assert "font-weight:7" not in html, tip
    return document.toPlainText()


def assert_plain(program, labels_of=10):
    """Every label and every tooltip of the program, also those of open dialogs.

    There are more than `labels_of` labels with a text: without any nothing would be held.
    """
    widgets = [each for top in QApplication.topLevelWidgets() for each in all_inside(top)]
    labels = [each for each in widgets if isinstance(each, QLabel) and each.text()]
    assert len(labels) > labels_of
    for label in labels:
        is_caption = label.buddy() is not None and not QtGui.Qt.mightBeRichText(label.text())
        assert is_caption or label.textFormat() is Qt.TextFormat.PlainText, label.text()[:80]
    for widget in widgets:
        for text in (widget.toolTip(), *(action.toolTip() for action in widget.actions())):
            as_qt_shows(text)
    model = program.window.model
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            as_qt_shows(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
        as_qt_shows(
            model.headerData(row, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole) or ""
        )
    for column in range(model.columnCount()):
        heading = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        as_qt_shows(heading or "")
    review = program.window.review.list.model()
    for row in range(review.rowCount()):
        as_qt_shows(review.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or "")


def all_inside(widget):
    return [widget, *widget.findChildren(QWidget)]


@pytest.fixture
def hostile_data(tmp_path):
    """Every text a server can choose has a tag in it."""
    file = tmp_path / "<b>list<b>.csv"
    cells = f'"{BOLD.replace(chr(34), chr(34) * 2)}"'
    file.write_text(
        f"lastname,ddi_mobile,<b>custom</b>\n{cells},07700900123,{cells}\n{cells},,{cells}\n"
    )
    with Simulator(Options(csv=file)) as simulator:
        yield simulator


def tip_of(program, key):
    """What is told of a row's state."""
    return program.window.model.cell_index(key, "\0status").data(Qt.ItemDataRole.ToolTipRole)


async def test_s06_tags_in_records_and_in_the_servers_words_are_shown_as_text(
    hostile_data, tmp_path
):
    options = options_for(hostile_data, tmp_path / "data")
    async with running(options) as program:
        await opened(program, "100")
        first, second = keys(program)
        program.window.show_side(program.window.form)
        program.workspace.go_to(first, "lastname")
        assert_plain(program)
        hostile_data.faults.add(Fault("says-error", "update", value=WORDS))
        program.workspace.type_text(first, "lastname", BOLD.replace("link", "Link"))
        program.workspace.type_text(second, "<b>custom</b>", BOLD + "<i>")
        await submitted(program)
        assert "1 saved" in program.window.notices.notice.title
        assert [tip_of(program, key).count("&lt;b>") > 0 for key in (first, second)].count(
            True
        ) == 1
        assert_plain(program)
        program.window.show_side(program.window.review)
        assert_plain(program)
        hostile_data.faults.add(Fault("says-error", READ, value=WORDS))
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        advice = program.window.notices.notice.advice
        assert "<b>bold</b> & <a href=" in advice
        assert not {"\x1b", "\u202e"} & set(advice)
        assert advice.count("\N{SYMBOL FOR SUBSTITUTE}") == 2
        assert len(advice) < QUOTE_LIMIT + 60
        assert "x" * 100 in advice
        assert "x" * QUOTE_LIMIT not in advice
        assert_plain(program)


async def test_s06_the_dialogs_show_text_too(hostile_data, tmp_path):
    options = options_for(hostile_data, tmp_path / "data")
    async with running(options) as program:
        await opened(program, "100")
        for name in ("actionAbout", "actionKeys"):
            program.window.actions_by_name[name].trigger()
        program.workspace.type_text(keys(program)[0], "lastname", "Edited")
        program.window.close()
        await until(lambda: len(shown_dialogs(program)) == 3)
        assert_plain(program)
        for dialog in shown_dialogs(program):
            dialog.reject()
        await until(lambda: not shown_dialogs(program))


async def test_s06_an_account_named_with_tags_is_shown_as_text(hostile_data, tmp_path):
    options = Start(
        Folders(tmp_path / "data"), base_url=hostile_data.base_url, username="<b>demo</b>"
    )
    async with running(options) as program:
        dialog = await shown_dialog(program)
        dialog.findChild(QLineEdit, "nameField").setText("<b>Demo</b>")
        dialog.findChild(QLineEdit, "keyField").setText("not the key")
        assert_plain(program)
        dialog.accept()
        await until(lambda: program.window.notices.notice)
        tip = program.window.connection.toolTip()
        assert as_qt_shows(tip).startswith(f"<b>demo</b> at {hostile_data.base_url}")
        assert_plain(program, labels_of=5)  # no record was shown, so there is no form yet
