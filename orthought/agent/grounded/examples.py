"""Worked dialogues: problems of our own with the replies that a model should give."""

from __future__ import annotations

import functools

from orthought.base import Model
from orthought.errors import SettingsError
from orthought.prompting import split_front_matter
from orthought.resources import prompts_folder


class WorkedDialogue(Model):
    """A problem, the first reply, and one reply for each sentence that has items."""

    name: str
    version: int
    text: str
    optimum: float
    """Of the model that the replies make; a test solves it."""
    opening: str
    answers: tuple[str, ...]


@functools.cache
def worked_dialogues() -> tuple[WorkedDialogue, ...]:
    """Return the dialogues of prompts/grounded/examples, by name.

    Raises:
        SettingsError: a file does not fit.
    """
    folder = prompts_folder() / "grounded" / "examples"
    return tuple(_read(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.md")))


def _read(name: str, content: str) -> WorkedDialogue:
    try:
        head, body = split_front_matter(content)
        opening, *answers = (part.strip() for part in body.strip().split("\n\n"))
        return WorkedDialogue(name=name, opening=opening, answers=tuple(answers), **head)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"grounded/examples/{name}.md does not fit: {error}") from None
