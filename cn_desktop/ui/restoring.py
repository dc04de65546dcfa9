"""What was pending when the program ended comes back; nothing is sent by that."""

from cn_desktop.base.errors import JournalFailed
from cn_desktop.records.marks import State
from cn_desktop.ui import results
from cn_desktop.ui.connection import Connection
from cn_desktop.ui.gate import Gate
from cn_desktop.ui.keeping import Keeping
from cn_desktop.ui.sending import Sending
from cn_desktop.ui.workspace import Workspace


class Restoring:
    """Brings an account's pending rows back, once for each time the account is chosen."""

    def __init__(
        self, workspace: Workspace, keeping: Keeping, sending: Sending, gate: Gate
    ) -> None:
        self._workspace = workspace
        self._keeping = keeping
        self._sending = sending
        self._gate = gate
        self._account: tuple[str, str] | None = None

    def use(self, connection: Connection) -> None:
        """Rows are this connection's from now on, and asked about as it says."""
        self._gate.use(connection.profile)
        self._sending.use(connection.account, connection.terms)
        if connection.account != self._account:
            self._keeping.use(connection.account, self._workspace.sheets())

    async def restore(self) -> None:
        """Put the kept rows into their sheets, and say so."""
        account = self._sending.account
        if account == self._account:
            return
        self._account = account
        try:
            kept = await self._keeping.rows()
            others = await self._keeping.others()
        except JournalFailed:
            return  # the status line says so for as long as it lasts
        if account != self._sending.account:
            return
        states = [self._sending.restore(each.row.dataset, each.row) for each in kept]
        if kept:
            checked = sum(state in {State.SENDING, State.UNKNOWN} for state in states)
            latest = max(each.at for each in kept)
            self._workspace.tell(results.of_restore(len(kept) - checked, checked, latest))
            self._workspace.pending_changed.emit()
        elif others:
            self._workspace.tell(results.elsewhere(others))

    def forget(self) -> None:
        """The next connection starts from what is kept, be it the same account."""
        self._account = None
