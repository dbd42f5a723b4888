"""Addresses that open one entry without an account, for a while."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

from .models import Intervention

SEPARATOR = "."


@dataclass(frozen=True)
class Door:
    """A token names the entry and when it was made, and opens no other door than its own."""

    name: str
    lasts: timedelta

    @property
    def signer(self) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=f"catalogue.{self.name}", sep=SEPARATOR)

    def token(self, entry: Intervention) -> str:
        # Not the number of its row: another database may give that to another entry.
        return self.signer.sign(entry.uuid.hex)

    def opens(self, token: str) -> UUID:
        """The entry that `token` names; raises `SignatureExpired` or `BadSignature`."""
        return UUID(hex=self.signer.unsign(token, max_age=self.lasts))

    def made(self, token: str) -> datetime:
        """When a token that opens was made."""
        seconds = signing.b62_decode(token.rsplit(SEPARATOR, 2)[1])
        return datetime.fromtimestamp(seconds, UTC)

    def closes(self, token: str) -> datetime:
        return self.made(token) + self.lasts


PREVIEW = Door("preview", timedelta(days=14))
CONFIRM = Door("confirm", timedelta(days=60))
# A form that somebody has open.
FORM = Door("form", timedelta(hours=24))


def preview_token(entry: Intervention) -> str:
    return PREVIEW.token(entry)


def confirm_token(entry: Intervention) -> str:
    return CONFIRM.token(entry)
