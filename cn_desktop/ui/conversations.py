"""What asks and answers beside the window: it is made once that is painted."""

from pathlib import Path

from cn_desktop.storage.credentials import Keychain
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.background import Background
from cn_desktop.ui.connect.connect_visit import Visit
from cn_desktop.ui.connect.connecting import Connecting
from cn_desktop.ui.connect.remembering import Remembering
from cn_desktop.ui.keys.keys_dialog import KeysDialog
from cn_desktop.ui.main_window import MainWindow
from cn_desktop.ui.palette.palette import Palette
from cn_desktop.ui.palette.sources import Sources
from cn_desktop.ui.submit.deciding import Deciding
from cn_desktop.ui.submit.do_not_call import DoNotCall
from cn_desktop.ui.submit.evidence import Evidence
from cn_desktop.ui.submit.gate import Gate
from cn_desktop.ui.submit.restoring import Restoring
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.workspace import Workspace


class Conversations:
    """Joins the dialogs to the window, and each to what it decides.

    Before there is one nothing can be opened, edited or sent: a window can do without.
    """

    def __init__(
        self, background: Background, workspace: Workspace, sending: Sending, window: MainWindow
    ) -> None:
        self._background = background
        self._workspace = workspace
        self._sending = sending
        self._window = window
        self._deciding = Deciding(background, workspace, sending, window)
        window.decision_asked.connect(self._deciding.start)
        self._evidence = Evidence(background, workspace, sending, window)
        window.results_asked.connect(self._evidence.save_results)
        window.request_asked.connect(self._evidence.show_request)
        window.answer_asked.connect(self._evidence.show_answer)
        palette = Palette(Sources(window, workspace).entries, window)
        window.palette_asked.connect(palette.start)
        window.keys_asked.connect(lambda: KeysDialog(window.bindings, window).open())

    def connecting(
        self, profiles: Path, restoring: Restoring, theme: Theme, icons: Icons
    ) -> Connecting:
        """Who chooses the account; what is to be sent is asked about as that one wants it."""
        keychain = Keychain()
        connecting = Connecting(
            self._background,
            self._workspace,
            self._sending.jobs,
            self._window,
            Remembering(self._background, self._workspace, Profiles(profiles), keychain),
            restoring,
            lambda: Visit(self._background, keychain, theme, icons),
        )
        radar = self._window.checks.radar
        gate = Gate(self._sending, lambda: connecting.profile, self._window, radar.known_already)
        self._sending.agree = gate.agree
        do_not_call = DoNotCall(
            self._background, self._workspace, self._sending, gate, self._window
        )
        self._window.do_not_call_asked.connect(do_not_call.start)
        return connecting
