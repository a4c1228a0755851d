"""A keyring that has the canary under every name."""

from __future__ import annotations

from keyring.backend import KeyringBackend

from tests.attacks.canary import CANARY


class Ring(KeyringBackend):
    """Gives the canary to everybody who asks."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """Return it."""
        return CANARY

    def set_password(self, service: str, username: str, password: str) -> None:
        """Nobody stores anything."""
        raise AssertionError(username)
