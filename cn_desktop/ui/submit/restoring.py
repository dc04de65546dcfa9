"""What was pending when the program ended comes back; nothing is sent by that."""

from cn_desktop.base.errors import JournalFailed
from cn_desktop.records.marks import State
from cn_desktop.ui.connect.connection import Connection
from cn_desktop.ui.notices import Notice
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.keeping import Keeping
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.workspace import Workspace


class Restoring:
    """Brings an account's pending rows back, once for each time the account is chosen."""

    def __init__(self, workspace: Workspace, keeping: Keeping, sending: Sending) -> None:
        self._workspace = workspace
        self._keeping = keeping
        self._sending = sending
        self._account: tuple[str, str] | None = None
        self._damage: Notice | None = None

    def note_damage(self, damage: Notice) -> None:
        """The journal was not whole: told now, and together with what comes back of it."""
        self._damage = damage
        self._workspace.tell(damage)

    def use(self, connection: Connection) -> None:
        """Rows are this connection's from now on."""
        self._sending.use(connection.account, connection.terms)
        if connection.account != self._account:
            self._keeping.use(connection.account, self._workspace.sheets())

    async def restore(self) -> bool:
        """Put the kept rows into their sheets, and say so; whether there were any.

        Where they can't be read nothing happens: the status line says so for as long as that
        lasts, and then this is called again.
        """
        account = self._sending.account
        if account == self._account or self._keeping.trouble is not None:
            return False
        try:
            kept = await self._keeping.rows()
            others = await self._keeping.others()
        except JournalFailed:
            return False
        if account != self._sending.account or account == self._account:
            return False
        self._account = account
        states = [self._sending.restore(each.row.dataset, each.row) for each in kept]
        checked = sum(state in {State.SENDING, State.UNKNOWN} for state in states)
        self._workspace.show(self._workspace.sheet)
        if kept:
            latest = max(each.at for each in kept)
            self._tell(results.of_restore(len(kept) - checked, checked, latest))
        else:
            self._tell(results.elsewhere(others) if others else None)
        return bool(kept)

    def _tell(self, notice: Notice | None) -> None:
        told = [each for each in (self._damage, notice) if each]
        self._damage = None
        if told:
            self._workspace.tell(results.together(told))

    def forget(self) -> None:
        """The next connection starts from what is kept, be it the same account."""
        self._account = None
