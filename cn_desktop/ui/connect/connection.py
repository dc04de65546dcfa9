"""The connection in use: the server, the session there, and what is allowed."""

from dataclasses import dataclass, replace

from cn_desktop.api.client import Client, Habits
from cn_desktop.api.request import Transport
from cn_desktop.api.token import Credentials, Session
from cn_desktop.base.profile import Format, Forms, Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import FieldName, Lock
from cn_desktop.records.permits import Permits
from cn_desktop.work.steps import Terms

DEMO_ACCOUNT = ("demo", "demo")


@dataclass(frozen=True)
class Connection:
    """One account, spoken to in one way. `is_demo`: the simulator's, which nobody edits."""

    profile: Profile
    key: Secret
    transport: Transport
    session: Session
    is_demo: bool = False

    @property
    def account(self) -> tuple[str, str]:
        """Whose pending changes they are: a simulator's address is another one each time."""
        return DEMO_ACCOUNT if self.is_demo else self.profile.account

    @property
    def client(self) -> Client:
        profile = self.profile
        habits = Habits(
            format=profile.format,
            reads_by_form=profile.forms is Forms.ACCEPTED,
            is_read_only=profile.is_read_only,
        )
        return Client(self.transport, self.session, habits)

    @property
    def permits(self) -> Permits:
        unlocked = frozenset(map(FieldName, self.profile.unlocked))
        return Permits(
            Lock.READ_ONLY if self.profile.is_read_only else None,
            unlocked,
            sends_null=self.profile.format is Format.JSON,
            region=self.profile.region,
        )

    @property
    def terms(self) -> Terms:
        """How rows are sent over it."""
        return Terms(FieldName(self.profile.marker_field), at_once=self.profile.at_once)

    def on_terms_of(self, profile: Profile) -> "Connection":
        """The same session with what else the profile says."""
        return replace(self, profile=profile)


def connection_to(profile: Profile, key: Secret, *, is_demo: bool = False) -> Connection:
    """A new connection; nothing is sent yet."""
    from cn_desktop.api.transport import HttpTransport  # noqa: PLC0415  a window needs none of it

    transport = HttpTransport(profile.base_url, proxy=profile.proxy, ca_file=profile.ca_file)
    credentials = Credentials(profile.username, key)
    session = Session(
        transport,
        credentials,
        form=profile.format,
        by_form=profile.forms is not Forms.REFUSED,
    )
    return Connection(profile, key, transport, session, is_demo)
